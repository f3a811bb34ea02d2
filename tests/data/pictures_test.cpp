// PNG and JPEG: every form against pixels made by numpy and Pillow, refusals, and damage.
#include "data/media.h"

#include <sys/stat.h>
#include <random>

namespace {
using namespace media;

TEST(Pictures, EveryForm) {
  Folder f;
  for (const Json& j : golden().at("pictures")) {
    const std::string name = j.at("name"), path = f.write(name, bytes(j.at("bytes")));
    const Tensor t = read_image(path), grey = read_image(path, ImageReadMode::GRAY);
    EXPECT_EQ(t.sizes().vec(), j.at("shape").get<std::vector<int64_t>>()) << name;
    EXPECT_EQ(values<uint8_t>(t), j.at("pixels").get<std::vector<uint8_t>>()) << name;
    EXPECT_EQ(values<uint8_t>(grey), j.at("grey").get<std::vector<uint8_t>>()) << name;
    const int64_t c = t.size(0), n = t.size(1) * t.size(2);
    const auto own = values<uint8_t>(t), rgba = values<uint8_t>(read_image(path, ImageReadMode::RGB_ALPHA)),
               rgb = values<uint8_t>(read_image(path, ImageReadMode::RGB)),
               la = values<uint8_t>(read_image(path, ImageReadMode::GRAY_ALPHA));
    for (int64_t i = 0; i < n; i++) {
      for (int64_t k = 0; k < 3; k++) ASSERT_EQ(rgba[k * n + i], own[c >= 3 ? k * n + i : i]) << name;
      ASSERT_EQ(rgba[3 * n + i], c % 2 ? 255 : own[(c - 1) * n + i]) << name;
      ASSERT_EQ(la[i], values<uint8_t>(grey)[i]);
      ASSERT_EQ(la[n + i], rgba[3 * n + i]);
    }
    EXPECT_EQ(rgb, std::vector<uint8_t>(rgba.begin(), rgba.begin() + 3 * n)) << name;
  }
}

TEST(Pictures, Resize) {
  const Json& r = golden().at("resize");
  const auto of = r.at("of").get<std::vector<uint8_t>>();
  Tensor x = new_tensor(r.at("shape").get<std::vector<int64_t>>(), kByte);
  std::copy(of.begin(), of.end(), x.data_ptr<uint8_t>());
  for (const Json& j : r.at("to")) {
    const Tensor y = resize_image(x, j.at("size")[0], j.at("size")[1]);
    const auto got = values<uint8_t>(y), want = j.at("pixels").get<std::vector<uint8_t>>();
    ASSERT_EQ(got.size(), want.size());
    for (size_t i = 0; i < got.size(); i++) ASSERT_NEAR(got[i], want[i], 1) << j.at("size");
  }
  EXPECT_NE(message([&] { resize_image(x, 0, 5); }).find("resize_image: a picture of 5x0"), std::string::npos);
  EXPECT_NE(message([&] { resize_image(x, 1 << 20, 1 << 20); }).find("are more than"), std::string::npos);
  EXPECT_NE(message([&] { resize_image(x[0], 5, 5); }).find("expected a Byte [channels"), std::string::npos);
  EXPECT_NE(message([&] { resize_image(new_tensor({1, 0, 3}, kByte), 5, 5); }).find("is empty"), std::string::npos);
}

std::string big(std::string png, uint32_t width) {  // a header that lies, with the right CRC
  for (int k = 0; k < 4; k++) png[16 + k] = static_cast<char>(width >> (24 - 8 * k));
  uint32_t crc = ~0u;
  for (int i = 12; i < 29; i++) {
    crc ^= static_cast<uint8_t>(png[i]);
    for (int k = 0; k < 8; k++) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
  }
  for (int k = 0; k < 4; k++) png[29 + k] = static_cast<char>(~crc >> (24 - 8 * k));
  return png;
}

TEST(Pictures, Refusals) {
  Folder f;
  const std::string png = file_of("pictures", "rgb8.png"), jpg = file_of("pictures", "rgb.jpg");
  std::string crc = png, huge = jpg;
  crc[crc.size() - 30] ^= 1;
  const size_t frame = jpg.find("\xff\xc0");
  for (int k = 5; k < 9; k++) huge[frame + k] = k % 2 ? '\xfd' : '\xe8';
  const struct {
    std::string bytes, words;
  } rows[] = {{"", "x.png: the file is empty"},
              {"GIF89a", "x.png: neither a PNG nor a JPEG file"},
              {png.substr(0, png.size() - 20), "x.png: truncated PNG file"},
              {png.substr(0, png.size() - 5), "x.png: truncated PNG file"},
              {png.substr(0, 20), "x.png: truncated PNG file"},
              {crc, "x.png: damaged PNG file: "},
              {big(png, 60'000'000), "are more than the 67108864 allowed"},
              {big(png, 7'000'000), "x.png: truncated PNG file"},
              {jpg.substr(0, jpg.size() - 2), "x.png: truncated JPEG file"},
              {jpg.substr(0, jpg.size() / 2), "JPEG file"},
              {jpg.substr(0, 3), "JPEG file"},
              {huge, "65000x65000 pixels are more than"}};
  for (auto& r : rows) {
    const std::string m = message([&] { read_image(f.write("x.png", r.bytes)); });
    EXPECT_NE(m.find(r.words), std::string::npos) << m << " / " << r.words;
    EXPECT_EQ(m.find('\n'), std::string::npos);
  }
  EXPECT_NE(message([&] { read_image(f.path + "/none.png"); }).find("none.png: No such file"), std::string::npos);
  EXPECT_NE(message([&] { read_image(f.path); }).find("Is a directory"), std::string::npos);
}

// Every prefix and thousands of damaged copies: pixels or an Error, never a crash.
TEST(Pictures, Fuzz) {
  std::mt19937 random(11);
  int read = 0, refused = 0;
  for (const Json& j : golden().at("pictures")) {
    const std::string good = bytes(j.at("bytes"));
    auto attempt = [&](const std::string& b) {
      try {
        decode_image(b);
        read++;
      } catch (const Error& e) {
        refused++;
        ASSERT_EQ(std::string(e.what()).find("image: "), 0u);
      }
    };
    for (size_t k = 0; k < good.size(); k += 1 + good.size() / 200) attempt(good.substr(0, k));
    for (int k = 0; k < 150; k++) {
      std::string bad = good;
      for (int flips = 1 + random() % 3; flips > 0; flips--)
        bad[random() % bad.size()] ^= static_cast<char>(1 + random() % 255);
      attempt(bad);
      // Half of the damage passes the checksums: chunks are closed again.
      if (good[1] != 'P') continue;
      for (size_t at = 8; at + 12 <= bad.size();) {
        const auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<uint8_t>(bad[i])); };
        const size_t n = byte(at) << 24 | byte(at + 1) << 16 | byte(at + 2) << 8 | byte(at + 3);
        if (n > bad.size() - at - 12) break;
        uint32_t crc = ~0u;
        for (size_t i = at + 4; i < at + 8 + n; i++) {
          crc ^= byte(i);
          for (int b = 0; b < 8; b++) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
        }
        for (int b = 0; b < 4; b++) bad[at + 8 + n + b] = static_cast<char>(~crc >> (24 - 8 * b));
        at += 12 + n;
      }
      attempt(bad);
    }
  }
  EXPECT_GT(read, 100);
  EXPECT_GT(refused, 1000);
}

TEST(ClassFolders, SplitsAndOrder) {
  const std::string grey = file_of("pictures", "grey8.png"), rgb = file_of("pictures", "rgb8.png"),
                    jpg = file_of("pictures", "grey.jpg");
  Folder f;
  for (int k = 0; k < 20; k++)
    f.write("all/" + std::string(k % 2 ? "dog" : "cat") + "/" + std::to_string(k) + ".PNG", grey);
  f.write("all/dog/deeper/x.png", grey);
  f.write("all/.hidden/x.png", "no picture");
  f.write("all/dog/readme.txt", "not a picture");
  SplitData s = load_split(f.path + "/all");
  EXPECT_TRUE(s.held_out);
  EXPECT_EQ(s.train.kind, DataKind::kPictures);
  EXPECT_EQ(s.train.classes, (std::vector<std::string>{"cat", "dog"}));
  EXPECT_EQ(s.train.size(), 19);
  EXPECT_EQ(values<int64_t>(s.test.targets), (std::vector<int64_t>{0, 1}));
  EXPECT_TRUE(s.train.inputs.sizes() == IntArrayRef({19, 1, 9, 11}));
  LoadOptions half;
  half.test_share = 0.5;
  EXPECT_EQ(load_split(f.path + "/all", half).test.size(), 10);
  half.test_share = 0;
  EXPECT_NE(message([&] { load_split(f.path + "/all", half); }).find("must lie between 0 and 1"), std::string::npos);
  f.write("all/dog/z.png", rgb);  // one with colour makes all RGB
  s = load_split(f.path + "/all");
  EXPECT_TRUE(s.train.inputs.sizes() == IntArrayRef({20, 3, 9, 11}));
  const auto x = values<uint8_t>(s.train.inputs);
  EXPECT_EQ(std::vector<uint8_t>(x.begin(), x.begin() + 99), std::vector<uint8_t>(x.begin() + 99, x.begin() + 198));
  LoadOptions grey_only;
  grey_only.picture.channels = 1;
  EXPECT_EQ(load_split(f.path + "/all", grey_only).train.inputs.size(1), 1);
  f.write("all/dog/zz.jpg", jpg);
  EXPECT_NE(message([&] { load_split(f.path + "/all"); }).find("zz.jpg: 23x19 pixels, but "), std::string::npos);
  LoadOptions sized;
  sized.picture.height = 6, sized.picture.width = 7;
  EXPECT_TRUE(load_split(f.path + "/all", sized).train.inputs.sizes() == IntArrayRef({21, 3, 6, 7}));

  for (const char* name : {"train/a/1.png", "train/b/1.png", "test/b/1.png"}) f.write("two/" + std::string(name), grey);
  s = load_split(f.path + "/two");
  EXPECT_FALSE(s.held_out);
  EXPECT_EQ(values<int64_t>(s.test.targets), std::vector<int64_t>{1});
  f.write("two/test/c/1.png", grey);
  EXPECT_NE(message([&] { load_split(f.path + "/two"); }).find("test/c: there is no such class in "),
            std::string::npos);
}

TEST(ClassFolders, Refusals) {
  const std::string grey = file_of("pictures", "grey8.png"), wav = file_of("sounds", "s16-1.wav");
  const struct {
    std::vector<std::pair<std::string, std::string>> files;
    std::string words;
  } rows[] = {{{{"a/1.png", grey}, {"b/note.txt", ""}}, "/b: the class folder is empty"},
              {{{"a/1.png", grey}, {"2.png", grey}}, "2.png: it is in no class"},
              {{{"a/1.png", grey}, {"b/1.wav", wav}}, "it holds both pictures and sounds"},
              {{{"train/a/1.png", grey}, {"test/a/1.wav", wav}}, "holds pictures, the other sounds"},
              {{{"train/a/1.png", grey}, {"train/b/2.png", grey.substr(0, 70)}, {"test/a/3.png", grey}},
               "b/2.png: truncated PNG file"},
              {{{"a/1.png", grey}, {"b/2.png", grey}}, "2 pictures; at least 10 are needed"},
              {{{"train/x.txt", ""}, {"test/x.txt", ""}}, "/train: there is no class folder in it"}};
  for (auto& r : rows) {
    Folder f;
    for (auto& [name, data] : r.files) f.write(name, data);
    const std::string m = message([&] { load_split(f.path); });
    EXPECT_NE(m.find(r.words), std::string::npos) << m << " / " << r.words;
  }
  Folder f;
  f.write("a/1.png", grey);
  f.write("b/1.png", grey);
  ASSERT_EQ(mkfifo((f.path + "/a/pipe.png").c_str(), 0600), 0);
  EXPECT_NE(message([&] { load_split(f.path); }).find("pipe.png: not a regular file"), std::string::npos);
  std::filesystem::remove(f.path + "/a/pipe.png");
  std::filesystem::create_symlink("nowhere", f.path + "/a/link.png");
  LoadOptions half;
  half.test_share = 0.4;
  EXPECT_NE(message([&] { load_split(f.path, half); }).find("link.png: No such file"), std::string::npos);
  EXPECT_NE(message([&] { read_pictures({}); }).find("no pictures"), std::string::npos);
  PictureOptions o;
  o.channels = 2;
  EXPECT_NE(message([&] { read_pictures({f.path + "/a/1.png"}, o); }).find("channels must be 0, 1 or 3"),
            std::string::npos);
  o.channels = 0, o.width = 3;
  EXPECT_NE(message([&] { read_pictures({f.path + "/a/1.png"}, o); }).find("a size of 3x0"), std::string::npos);
}
}  // namespace
