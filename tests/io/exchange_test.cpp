// Files of libtorch, of Python and of rectify itself; tests/parity/programs/archives.cpp compares what is read with
// libtorch.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#define ARCHIVES_ONLY
#include "error.h"
#include "golden/make_archives.cpp"
#include "io/zip.h"

namespace {

const std::string kGolden = RECTIFY_GOLDEN_DIR "/archive/";

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// libtorch reads the committed ones (make parity-libtorch).
TEST(Exchange, FilesAreWrittenAsTheCommittedOnes) {
  const std::string folder = ::testing::TempDir() + "rectify_exchange/";
  std::filesystem::create_directories(folder);
  torch::manual_seed(1);
  archives::write(folder);
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kGolden + "rectify")) {
    const std::string name = entry.path().filename().string();
    EXPECT_EQ(bytes_of(folder + name).size(), bytes_of(entry.path().string()).size()) << name;
    files++;
  }
  EXPECT_EQ(files, 11);
}

TEST(Exchange, StateDictsOfPythonLoadByTheirNames) {
  for (const char* file : {"state", "parameters", "plain_dict", "script"}) {
    archives::Net net;
    torch::load(net, kGolden + "python/" + file + ".pt");
    EXPECT_EQ(net->steps.item<int64_t>(), 7) << file;
    EXPECT_TRUE(net->a->weight.requires_grad());
    for (auto& p : net->parameters())
      EXPECT_TRUE(torch::equal(p.to(torch::kFloat), torch::arange(1.0, p.numel() + 1).view(p.sizes()) / 4)) << file;
  }
}
TEST(Exchange, TensorsAndCheckpointsOfPython) {
  torch::Tensor t;
  torch::load(t, kGolden + "python/tensor.pt");
  EXPECT_TRUE(torch::equal(t, torch::arange(4.0)));
  std::vector<torch::Tensor> list;
  torch::load(list, kGolden + "python/list.pt");
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[1].scalar_type(), torch::kInt);
  torch::serialize::InputArchive in, model;
  in.load_from(kGolden + "python/checkpoint.pt");
  EXPECT_EQ(in.keys(), (std::vector<std::string>{"model", "epoch", "best", "name", "lr", "optimizer"}));
  archives::Net net;
  in.read("model", model);
  net->load(model);
  EXPECT_EQ(net->a->bias[2].item<float>(), 0.75f);
  torch::IValue v;
  in.read("epoch", v);
  EXPECT_EQ(v.toInt(), 3);
  in.read("lr", v);
  EXPECT_EQ(v.toDoubleVector(), (std::vector<double>{0.1, 0.2}));
  EXPECT_EQ(error([&] { in.read("epoch", t); }), "No such serialized tensor 'epoch'");
}
TEST(Exchange, WhatIsNotRebuiltIsAnErrorOfOneLine) {
  torch::Tensor t;
  const auto of = [&](const char* file) {
    std::string m = error([&] { torch::load(t, kGolden + "python/" + file); });
    return m.substr(m.rfind('/') + 1);
  };
  EXPECT_EQ(
      of("module.pt"),
      "module.pt: holds a torch.nn.modules.container.Sequential, which is not rebuilt: only tensors, numbers, texts, "
      "lists and dicts are");
  EXPECT_EQ(
      of("legacy.pt"),
      "legacy.pt: written by a PyTorch older than 1.6, in a form that is not read: save it again with a newer one");
}

// Pickles with something wrong, in an archive with a storage of 24 bytes.
std::string archive_of(const std::string& pickle) {
  rectify::io::ZipWriter zip;
  zip.add("x/data.pkl", pickle.data(), pickle.size());
  zip.add("x/data/0", "123456781234567812345678", 24);
  return zip.finish();
}
std::string verdict(const std::string& pickle) {
  const std::string bytes = archive_of(pickle);
  torch::serialize::InputArchive in;
  return error([&] { in.load_from(bytes.data(), bytes.size()); });
}
std::string text(const std::string& s) { return std::string("X") + char(s.size()) + std::string(3, '\0') + s; }
std::string tensor(const std::string& storage, int numel, int offset, const std::string& sizes,
                   const std::string& strides) {
  auto number = [](int i) { return std::string("K") + char(i); };
  return "ctorch._utils\n_rebuild_tensor_v2\n((" + text("storage") + "ctorch\nFloatStorage\n" + text(storage) +
         text("cpu") + number(numel) + "tQ" + number(offset) + "(" + sizes + "t(" + strides +
         "t\x89"
         "ccollections\nOrderedDict\n)RtR";
}
TEST(Exchange, HostilePicklesAreErrors) {
  const struct {
    std::string pickle, error;
  } rows[] = {
      {"", "damaged or truncated: the pickle ends too early"},
      {"cno line", "damaged or truncated: the pickle ends too early"},
      {".", "damaged: the pickle takes what it has not"},
      {"t.", "damaged: the pickle takes what it has not"},
      {"2.", "damaged: the pickle takes what it has not"},
      {"q\x01.", "damaged: the pickle keeps what it has not"},
      {"h\x01.", "damaged: the pickle asks for what it has not kept"},
      {"\x80\x09N.", "the pickle is of an unknown protocol"},
      {"cos\nsystem\n(" + text("ls") + "tR.",
       "holds a os.system, which is not rebuilt: only tensors, numbers, texts, lists and dicts are"},
      {"NNR.", "damaged: the pickle has no tuple where one belongs"},
      {"N)R.", "damaged: the pickle has no function where one belongs"},
      {"ctorch\nFloatStorage\n)R.", "damaged: the pickle calls torch FloatStorage"},
      {"ctorch._utils\n_rebuild_tensor_v2\n)R.", "damaged: the pickle calls something with the wrong arguments"},
      {"ctorch\nSize\n)\x81.", "damaged: the pickle makes an object of what is no class"},
      {"NNa.", "damaged: the pickle adds to what is no list or dict"},
      {"](Nu.", "damaged: the pickle has a key without a value"},
      {"Nb.", "damaged: the pickle takes what it has not"},
      {"NNb.", "damaged: the pickle gives a state to what can have none"},
      {"(NtQ.", "damaged: the pickle calls something with the wrong arguments"},
      {"(" + text("file") + "tQ.", "damaged: the pickle refers to what is no storage"},
      {"(" + text("storage") + "ctorch\nSize\ntQ.", "damaged: the pickle refers to what is no storage"},
      {"\x8A\x09", "an integer in the pickle has more than 64 bits"},
      {"\xFF", "the pickle has the instruction 255, which no file of tensors needs"},
      {"}NNs.", "has a dict whose keys are neither texts nor integers"},
      {"ccollections\nOrderedDict\n(](Netr.", "damaged or truncated: the pickle ends too early"},
      {"ccollections\nOrderedDict\n(](NetR.", "damaged: a dict is made of what are no pairs"},
      {tensor("0", 6, 3, "K\x02K\x02", "K\x02K\x01") + ".", "damaged: a tensor reaches beyond its storage"},
      {tensor("0", 6, 0, "K\x07", "K\x01") + ".", "damaged: a tensor reaches beyond its storage"},
      {tensor("0", 6, 0, "K\x02", "") + ".", "damaged: a tensor reaches beyond its storage"},
      {tensor("0", 6, 0, "J\xFF\xFF\xFF\xFF", "K\x01") + ".", "damaged: a tensor reaches beyond its storage"},
      {tensor("0", 7, 0, "K\x01", "K\x01") + ".", "damaged: the storage '0' is not there, or of another size"},
      {tensor("1", 6, 0, "K\x01", "K\x01") + ".", "damaged: the storage '1' is not there, or of another size"},
      {"(" + tensor("0", 6, 0, "K\x01", "K\x01") + tensor("0", 5, 0, "K\x01", "K\x01") + "t.",
       "damaged: two tensors disagree about the storage '0'"},
      {"]q\x01h\x01"
       "a.",
       "damaged: nested more than 100 deep"},
  };
  for (const auto& [pickle, error] : rows) {
    EXPECT_EQ(verdict(pickle), "stream: " + error) << pickle;
  }
  EXPECT_EQ(verdict(tensor("0", 6, 0, "K\x02K\x03", "K\x03K\x01") + "."), "no error");
  // Each list holds the one before twice.
  std::string doubling =
      "]K\x01"
      "aq\x01";
  for (int i = 0; i < 40; i++)
    doubling +=
        "0](h\x01h\x01"
        "eq\x01";
  EXPECT_EQ(verdict(doubling + "."), "stream: damaged: more than 1000000 entries");
  EXPECT_EQ(error([] { torch::pickle_load({'n', 'o'}); }), "pickle_load: the bytes are no zip file");
}
TEST(Exchange, DepthHasALimit) {
  torch::serialize::OutputArchive all;
  for (int i = 0; i < 101; i++) {
    torch::serialize::OutputArchive outer;
    outer.write("in", all);
    all = std::move(outer);
  }
  std::stringstream to;
  EXPECT_EQ(error([&] { all.save_to(to); }), "an archive nested more than 100 deep cannot be saved");
}
TEST(Exchange, DamagedZipsAreErrors) {
  const std::string whole = archive_of("K\x01.");
  auto of = [&](std::string bytes) {
    torch::serialize::InputArchive in;
    return error([&] { in.load_from(bytes.data(), bytes.size()); });
  };
  EXPECT_EQ(of(whole), "no error");
  for (size_t n = 4; n < whole.size(); n++) EXPECT_EQ(of(whole.substr(0, n)).find("stream: damaged"), 0u) << n;
  std::string other = whole;
  other[whole.find("K\x01.") + 1] = 2;
  EXPECT_EQ(of(other), "stream: damaged: 'x/data.pkl' has other contents than its checksum says");
  rectify::io::ZipWriter empty;
  empty.add("x/none", "", 0);
  EXPECT_EQ(of(empty.finish()), "stream: damaged: it has no 'data.pkl'");
}

}  // namespace
