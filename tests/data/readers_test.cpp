// Readers of IDX, CSV and .npy: what they give, what they refuse, and that no damaged file gets past them.
#include <gtest/gtest.h>
#include <rectify/data/batches.h>
#include <rectify/data/readers.h>
#include <unistd.h>
#include <zlib.h>

#include <cstring>
#include <fstream>
#include <random>

#include "data/media.h"

namespace {
using namespace rectify;
using namespace rectify::data;
using media::Folder;
using media::message;
using media::values;

std::string gz(const std::string& in) {
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(in.size() + 200, '\0');
  z.next_in = (Bytef*)in.data(), z.avail_in = in.size();
  z.next_out = (Bytef*)out.data(), z.avail_out = out.size();
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}
std::string idx(int type, std::vector<uint32_t> sizes, const std::string& data) {
  std::string s{'\0', '\0', (char)type, (char)sizes.size()};
  for (uint32_t v : sizes)
    for (int shift : {24, 16, 8, 0}) s += (char)(v >> shift);
  return s + data;
}
std::string npy(const std::string& descr, bool fortran, const std::string& shape, const std::string& data,
                int version = 1) {
  std::string h =
      "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape + ", }";
  while ((h.size() + 11 + 2 * (version > 1)) % 64) h += ' ';
  h += '\n';
  std::string s = std::string("\x93NUMPY") + (char)version + '\0' + (char)(h.size() & 255) + (char)(h.size() >> 8);
  if (version > 1) s += std::string(2, '\0');
  return s + h + data;
}
template <class T>
std::string raw(std::vector<T> v) {
  return std::string((const char*)v.data(), v.size() * sizeof(T));
}

TEST(Idx, EveryType) {
  Folder f;
  auto read = [&](int type, const std::string& data) { return read_idx(f.write("a", idx(type, {2}, data))); };
  EXPECT_EQ(values<uint8_t>(read(0x08, "\x01\xff")), (std::vector<uint8_t>{1, 255}));
  EXPECT_EQ(values<int8_t>(read(0x09, "\x01\xff")), (std::vector<int8_t>{1, -1}));
  EXPECT_EQ(values<int16_t>(read(0x0B, std::string("\x01\x02\xff\xff", 4))), (std::vector<int16_t>{258, -1}));
  EXPECT_EQ(values<int32_t>(read(0x0C, std::string("\0\0\1\0\xff\xff\xff\xfe", 8))), (std::vector<int32_t>{256, -2}));
  EXPECT_EQ(values<float>(read(0x0D, std::string("\x3f\x80\0\0\xc0\0\0\0", 8))), (std::vector<float>{1, -2}));
  EXPECT_EQ(values<double>(read(0x0E, std::string("\x3f\xf0\0\0\0\0\0\0\xc0\0\0\0\0\0\0\0", 16))),
            (std::vector<double>{1, -2}));
}
TEST(Idx, PlainAndCompressedAgree) {
  Folder f;
  const std::string bytes = idx(8, {2, 3}, "abcdef");
  for (auto& p : {f.write("a", bytes), f.write("a.gz", gz(bytes)), f.write("noname", gz(bytes)),
                  f.write("two.gz", gz(bytes.substr(0, 7)) + gz(bytes.substr(7)))}) {
    Tensor t = read_idx(p);
    EXPECT_TRUE(t.sizes() == IntArrayRef({2, 3}));
    EXPECT_EQ(values<uint8_t>(t), (std::vector<uint8_t>{'a', 'b', 'c', 'd', 'e', 'f'}));
  }
}
TEST(Idx, Refusals) {
  Folder f;
  const std::string good = idx(8, {2, 3}, "abcdef");
  const struct {
    std::string bytes, words;
  } rows[] = {{"", "truncated IDX file"},
              {good.substr(0, 11), "truncated IDX file: 11 bytes where its header has 12"},
              {good.substr(0, 15), "truncated IDX file: its header says [2, 3] of 1 bytes, but 3 bytes"},
              {good + "x", "damaged IDX file"},
              {"PK\3\4xxxx", "not an IDX file"},
              {idx(7, {1}, "x"), "unknown element type 7"},
              {idx(8, {}, ""), "0 dimensions"},
              {idx(8, {4294967295u, 4294967295u, 4294967295u}, "x"), "impossible sizes"}};
  for (auto& r : rows)
    EXPECT_NE(message([&] { read_idx(f.write("a", r.bytes)); }).find(r.words), std::string::npos) << r.words;
  EXPECT_NE(message([&] { read_idx(f.path + "/none"); }).find("none: No such file or directory"), std::string::npos);
  EXPECT_NE(message([&] { read_idx(f.path); }).find("Is a directory"), std::string::npos);
  EXPECT_NE(message([&] { read_idx(f.write("b.gz", good)); }).find("not a gzip file"), std::string::npos);
  EXPECT_NE(message([&] { read_idx(f.write("b.gz", gz(good).substr(0, 25))); }).find("truncated"), std::string::npos);
}

TEST(Npy, TypesOrdersVersions) {
  Folder f;
  auto read = [&](const std::string& s) { return read_npy(f.write("a.npy", s)); };
  EXPECT_EQ(values<float>(read(npy("<f4", false, "(2,)", raw<float>({1, 2})))), (std::vector<float>{1, 2}));
  EXPECT_EQ(values<double>(read(npy("<f8", false, "(2,)", raw<double>({1, 2}), 2))), (std::vector<double>{1, 2}));
  EXPECT_EQ(values<int64_t>(read(npy("<i8", false, "(1, 2)", raw<int64_t>({-1, 2}), 3))),
            (std::vector<int64_t>{-1, 2}));
  EXPECT_EQ(values<int16_t>(read(npy(">i2", false, "(2,)", std::string("\1\2\0\1", 4)))),
            (std::vector<int16_t>{258, 1}));
  EXPECT_EQ(values<int32_t>(read(npy("<u2", false, "(1,)", "\xff\xff"))), (std::vector<int32_t>{65535}));
  EXPECT_EQ(values<int64_t>(read(npy(">u4", false, "(1,)", "\xff\xff\xff\xff"))), (std::vector<int64_t>{4294967295}));
  EXPECT_EQ(values<bool>(read(npy("|b1", false, "(2,)", std::string("\0\1", 2)))), (std::vector<bool>{false, true}));
  EXPECT_EQ(static_cast<float>(read(npy("<f2", false, "()", std::string("\0\x3c", 2))).data_ptr<Half>()[0]), 1.0f);
  EXPECT_EQ(read(npy("<i4", false, "(0, 3)", "")).numel(), 0);
  Tensor t = read(npy("<i4", true, "(2, 3)", raw<int32_t>({1, 4, 2, 5, 3, 6})));
  auto a = t.accessor<int32_t, 2>();
  for (int i = 0; i < 2; i++)
    for (int j = 0; j < 3; j++) EXPECT_EQ(a[i][j], 3 * i + j + 1);
}
TEST(Npy, Refusals) {
  Folder f;
  const std::string good = npy("<f4", false, "(2,)", raw<float>({1, 2}));
  std::string version = good, minor = good;
  version[6] = 9, minor[7] = 1;
  const struct {
    std::string bytes, words;
  } rows[] = {{"abc", "not a .npy file"},
              {good.substr(0, 8), "truncated"},
              {good.substr(0, 40), "truncated"},
              {good.substr(0, good.size() - 1), "its header says shape [2]"},
              {good + "xxxx", "damaged"},
              {version, "version 9.0 is not supported"},
              {minor, "version 1.1"},
              {npy("<c8", false, "(1,)", raw<double>({1})), "'<c8' is not supported"},
              {npy("|O", false, "(1,)", "x"), "'|O' is not supported"},
              {npy("<f4", false, "(-1,)", ""), "malformed"},
              {npy("<f4", false, "(2", ""), "malformed"},
              {npy("<f4", false, "(4611686018427387904, 4611686018427387904)", ""), "impossible shape"},
              {npy("<u8", false, "(1,)", std::string(8, '\xff')), "does not fit in int64"}};
  for (auto& r : rows)
    EXPECT_NE(message([&] { read_npy(f.write("a", r.bytes)); }).find(r.words), std::string::npos)
        << r.words << " / " << message([&] { read_npy(f.path + "/a"); });
}

TEST(Csv, Forms) {
  Folder f;
  const struct {
    const char *text, *label;
    std::vector<float> features;
    std::vector<int64_t> labels;
    std::vector<std::string> classes;
  } rows[] = {
      {"1,2,0\n3,4,1\n", "", {1, 2, 3, 4}, {0, 1}, {}},
      {"1,2,0\r\n3,4,1", "", {1, 2, 3, 4}, {0, 1}, {}},
      {"a,b,c\n1,2,0\n3,4,1\n", "", {1, 2, 3, 4}, {0, 1}, {}},
      {"label,b,c\n1,2,0\n3,4,1\n", "", {2, 0, 4, 1}, {1, 3}, {}},
      {"a,b,c\n1,2,0\n3,4,1\n", "b", {1, 0, 3, 1}, {2, 4}, {}},
      {"1,2,0\n3,4,1\n", "0", {2, 0, 4, 1}, {1, 3}, {}},
      {"1,2,0\n3,4,1\n", "-2", {1, 0, 3, 1}, {2, 4}, {}},
      {"1,2\n3,4\n", "none", {1, 2, 3, 4}, {}, {}},
      {"x,kind\n 1.5 ,cat\n+2e-1,\"a \"\"dog\"\"\"\n\n-3,cat\n", "", {1.5f, 0.2f, -3}, {1, 0, 1}, {"a \"dog\"", "cat"}},
      {"1,setosa\n2,virginica\n", "", {1, 2}, {0, 1}, {"setosa", "virginica"}},
      {"1,2.0\n2,1e0\n", "", {1, 2}, {2, 1}, {}},
      {"\xEF\xBB\xBF\"1\",2\n3,4\n", "", {1, 3}, {2, 4}, {}},
      {"1e-400,2\n", "", {0}, {2}, {}},
  };
  for (auto& r : rows) {
    CsvOptions o;
    o.label = r.label;
    const Table t = read_csv(f.write("a.csv", r.text), o);
    EXPECT_EQ(values<float>(t.features), r.features) << r.text;
    if (t.labels.defined()) {
      EXPECT_EQ(values<int64_t>(t.labels), r.labels) << r.text;
    }
    EXPECT_EQ(t.labels.defined(), !r.labels.empty());
    EXPECT_EQ(t.classes, r.classes) << r.text;
  }
  EXPECT_TRUE(read_csv(f.write("a.csv", "0,255,1\n")).bytes);
  EXPECT_FALSE(read_csv(f.write("a.csv", "0.5,255,1\n")).bytes);
  EXPECT_FALSE(read_csv(f.write("a.csv", "0,3,1\n")).bytes);
}
TEST(Csv, Refusals) {
  Folder f;
  const struct {
    std::string text, label, words;
  } rows[] = {{"", "", "the file is empty"},
              {"1,2\n3\n", "", "line 2: 1 columns where line 1 has 2"},
              {"a,b\n1,2\nx,3\n", "", "line 3, column 1: 'x' is not a finite number"},
              {"1,2\n,3\n", "", "line 2, column 1: '' is missing"},
              {"1,2\nnan,3\n", "", "'nan' is not a finite number"},
              {"1,2\n3,\n", "", "line 2: the label is missing"},
              {"1,2\n\"3,4\n", "", "line 2: a quote is not closed"},
              {"1,2\n\"3\"x,4\n", "", "line 2: text follows a closing quote"},
              {"1\n2\n", "", "one column only"},
              {"1,2\n", "name", "there is no column named 'name'"},
              {"1,2\n", "2", "label column 2 is out of range"},
              {"a,b\n", "", "there are no rows"},
              {"1,0\n2,-1\n", "", "line 2: label '-1' is not a whole number from 0 to 65535"},
              {"1,0\n2,1.5\n", "", "line 2: label '1.5' is not a whole number from 0 to 65535"},
              {"1,0\n2,65536\n", "", "line 2: label '65536' is not a whole number from 0 to 65535"},
              {"1,0\n2,cat\n", "", "line 2: label 'cat' is no number, unlike the labels before it"},
              {"1,cat\n2,dog\n3,0\n", "", "line 3: label '0' is a number, unlike the labels before it"},
              {"+-1,0\n", "", "'+-1' is not a finite number"},
              {"1,1e999\n", "0", "'1e999' is not a finite number"},
              {std::string("1,2\n\0,3\n", 8), "", "line 2: not a text file"}};
  for (auto& r : rows) {
    CsvOptions o;
    o.label = r.label;
    const std::string m = message([&] { read_csv(f.write("a.csv", r.text), o); });
    EXPECT_NE(m.find(r.words), std::string::npos) << m << "\n" << r.words;
  }
}

// Every prefix and thousands of damaged copies: a tensor or an Error, never a crash.
TEST(Fuzz, PrefixesAndFlips) {
  Folder f;
  const std::string i = idx(8, {3, 4}, "abcdefghijkl"), n = npy("<f4", true, "(2, 3)", raw<float>({1, 2, 3, 4, 5, 6})),
                    c = "a,\"b\",c\n1,2,0\n3,4,1\n5,6,\"2\"\n";
  std::mt19937 random(7);
  for (const std::string& good : {i, n, c, gz(i), gz(n), gz(c)}) {
    auto attempt = [&](const std::string& bytes) {
      const std::string path = f.write("fuzz", bytes);
      int parsed = 0;
      for (auto read : {+[](const std::string& p) { read_idx(p); }, +[](const std::string& p) { read_npy(p); },
                        +[](const std::string& p) { read_csv(p); }})
        try {
          read(path);
          parsed++;
        } catch (const Error&) {
        }
      return parsed;
    };
    EXPECT_GE(attempt(good), 1);
    for (size_t k = 0; k < good.size(); k++) attempt(good.substr(0, k));
    for (int k = 0; k < 1500; k++) {
      std::string bad = good;
      for (int flips = 1 + random() % 3; flips > 0; flips--)
        bad[random() % bad.size()] ^= static_cast<char>(1 + random() % 255);
      attempt(bad);
    }
  }
}

TEST(Load, SplitsAndLabels) {
  Folder f;
  std::string csv;
  for (int k = 0; k < 20; k++) csv += std::to_string(k) + "," + std::to_string(k % 2) + "\n";
  SplitData s = load_split(f.write("a.csv", csv));
  EXPECT_TRUE(s.held_out);
  EXPECT_EQ(s.train.size(), 18);
  EXPECT_EQ(values<float>(s.test.inputs), (std::vector<float>{9, 19}));
  f.write("x_train.npy", npy("|u1", false, "(2, 2)", "abcd"));
  f.write("y_train.npy", npy("<i8", false, "(2,)", raw<int64_t>({0, 1})));
  f.write("x_test.npy", npy("|u1", false, "(1, 2)", "ef"));
  f.write("y_test.npy", npy("<i4", false, "(1,)", raw<int32_t>({1})));
  s = load_split(f.path);
  EXPECT_EQ(s.train.inputs.scalar_type(), kByte);
  EXPECT_EQ(values<int64_t>(s.test.targets), std::vector<int64_t>{1});
  EXPECT_EQ(values<int64_t>(load_file(f.path + "/x_train.npy").targets), (std::vector<int64_t>{0, 1}));
  f.write("y_train.npy", npy("<i8", false, "(3,)", raw<int64_t>({0, 1, 1})));
  EXPECT_NE(message([&] { load_split(f.path); }).find("3 labels for 2 rows"), std::string::npos);
  f.write("y_train.npy", npy("<i8", false, "(2,)", raw<int64_t>({0, -1})));
  EXPECT_NE(message([&] { load_split(f.path); }).find("row 2: label -1"), std::string::npos);
  f.write("alone.npy", npy("|u1", false, "(2, 2)", "abcd"));
  EXPECT_NE(message([&] { load_file(f.path + "/alone.npy"); }).find("no file with its labels"), std::string::npos);
  EXPECT_EQ(load_file(f.path + "/alone.npy", {}, false).size(), 2);
  Folder empty;
  EXPECT_NE(message([&] { load_split(empty.path); }).find("no data found"), std::string::npos);
  EXPECT_NE(message([&] { load_split("/none"); }).find("/none: No such file"), std::string::npos);
}

TEST(Batches, BytesBecomeUnits) {
  uint8_t in[256];
  float out[256];
  for (int k = 0; k < 256; k++) in[k] = static_cast<uint8_t>(k);
  bytes_to_unit(in, out, 256);
  for (int k = 0; k < 256; k++) EXPECT_EQ(out[k], static_cast<float>(k) / 255.0f) << k;
}
TEST(Batches, RowsInOrder) {
  Tensor x = new_tensor({10, 3}, kByte), y = new_tensor({10}, kLong), order = new_tensor({10}, kLong);
  for (int k = 0; k < 10; k++) {
    for (int j = 0; j < 3; j++) x.data_ptr<uint8_t>()[3 * k + j] = static_cast<uint8_t>(k);
    y.data_ptr<int64_t>()[k] = k;
    order.data_ptr<int64_t>()[k] = 9 - k;
  }
  for (int ahead : {0, 1, 3, 100})
    for (bool drop : {false, true}) {
      BatchLoader loader(x, y, 4, ahead, drop);
      for (int64_t first : {0, 4, 10}) {
        loader.start(order, first);
        std::vector<int64_t> seen;
        Batch b, held;
        while (loader.next(b)) {
          held = b;
          for (int64_t k = 0; k < b.target.numel(); k++) {
            seen.push_back(b.target.data_ptr<int64_t>()[k]);
            EXPECT_EQ(b.input.data_ptr<float>()[3 * k], static_cast<float>(seen.back()) / 255);
          }
        }
        std::vector<int64_t> want;
        for (int64_t k = first; k < (drop ? first + (10 - first) / 4 * 4 : 10); k++) want.push_back(9 - k);
        EXPECT_EQ(seen, want) << ahead << drop << first;
      }
      loader.start();  // left in the middle, and begun again
      Batch b;
      ASSERT_TRUE(loader.next(b));
      loader.start(order);
      ASSERT_TRUE(loader.next(b));
      EXPECT_EQ(b.target.data_ptr<int64_t>()[0], 9);
    }
  order.data_ptr<int64_t>()[3] = 10;
  BatchLoader loader(x, y, 4);
  EXPECT_EQ(message([&] { loader.start(order); }), "index 10 is out of bounds for dimension 0 with size 10");
  EXPECT_NE(message([&] { loader.start({}, 11); }).find("cannot start at 11 of 10"), std::string::npos);
  EXPECT_NE(message([&] { BatchLoader(x, y, 0); }).find("batch_size should be a positive"), std::string::npos);
}
}  // namespace
