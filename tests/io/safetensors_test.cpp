#include <gtest/gtest.h>
#include <rectify/torch.h>

#include <cstdio>
#include <fstream>

namespace {

const std::string kPath = ::testing::TempDir() + "rectify_io_test.safetensors";
void put(const std::string& header, size_t bytes) {
  const uint64_t n = header.size();
  std::ofstream out(kPath, std::ios::binary);
  out.write(reinterpret_cast<const char*>(&n), 8);
  out << header << std::string(bytes, '\0');
}

TEST(Safetensors, EveryDtypeComesBack) {
  std::map<std::string, torch::Tensor> all;
  for (auto t : {torch::kByte, torch::kChar, torch::kShort, torch::kInt, torch::kLong, torch::kHalf, torch::kFloat,
                 torch::kDouble, torch::kBool, torch::kBFloat16})
    all[rectify::toString(t)] = torch::arange(6).reshape({2, 3}).to(t).t();
  rectify::save_safetensors(all, kPath, {{"k", "v"}});
  std::map<std::string, std::string> metadata;
  const auto back = rectify::load_safetensors(kPath, &metadata);
  EXPECT_EQ(metadata["k"], "v");
  ASSERT_EQ(back.size(), all.size());
  for (const auto& [name, t] : all) {
    EXPECT_EQ(back.at(name).scalar_type(), t.scalar_type());
    EXPECT_TRUE(torch::equal(back.at(name).to(torch::kDouble), t.to(torch::kDouble))) << name;
  }
}

TEST(Safetensors, DamagedFilesAreErrors) {
  const char* one = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
  put(one, 8);
  EXPECT_EQ(rectify::load_safetensors(kPath).at("a").numel(), 2);
  const struct {
    const char* header;
    size_t bytes;
  } table[] = {
      {one, 7},
      {one, 9},
      {"[]", 0},
      {"{", 0},
      {R"({"a":{"dtype":"F99","shape":[2],"data_offsets":[0,8]}})", 8},
      {R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", 8},
      {R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})", 8},
      {R"({"a":{"dtype":"F32","shape":[2]}})", 8},
      {R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})",
       12}};
  for (const auto& row : table) {
    put(row.header, row.bytes);
    EXPECT_THROW(rectify::load_safetensors(kPath), rectify::Error) << row.header << row.bytes;
  }
  std::remove(kPath.c_str());
  EXPECT_THROW(rectify::load_safetensors(kPath), rectify::Error);
}

TEST(State, MissingAndUnexpected) {
  torch::nn::Linear a(2, 3), b(torch::nn::LinearOptions(2, 3).bias(false));
  rectify::save_state(*a, kPath);
  EXPECT_THROW(rectify::load_state(*b, kPath), rectify::Error);
  EXPECT_EQ(rectify::load_state(*b, kPath, false).unexpected, std::vector<std::string>{"bias"});
  EXPECT_TRUE(torch::equal(a->weight, b->weight));
  std::remove(kPath.c_str());
}

}  // namespace
