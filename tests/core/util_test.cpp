// Errors of what stands beside tensors; tests/parity/programs/c10.cpp compares the rest with libtorch.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "error.h"

namespace {

TEST(Util, Errors) {
  std::string s = "aa";
  EXPECT_EQ(error([&] { c10::ReplaceAll(s, "", "b"); }), "ReplaceAll: the text to be replaced is empty");
  at::Tensor state = at::detail::createCPUGenerator(1).get_state();
  state.slice(0, 8, 12).fill_(0);
  EXPECT_EQ(error([&] { torch::default_generator().set_state(state); }), "Invalid mt19937 state");
  EXPECT_EQ(error([] { torch::pad_sequence({}); }), "received an empty list of sequences");
  EXPECT_EQ(error([] { torch::cuda::synchronize(); }), "No CUDA GPUs are available");
  EXPECT_EQ(error([] { c10::Device("mps"); }), "rectify computes on the CPU only: no device 'mps' is available");
}
TEST(Util, GeneratorsStateGoesOnWhereItWas) {
  at::Generator g = at::detail::createCPUGenerator(5);
  for (int64_t n : {1, 3, 17, 700}) {
    torch::randn({n}, g);
    torch::randn({n}, g, torch::kDouble);
    at::Generator other = at::detail::createCPUGenerator(6);
    other.set_state(g.get_state());
    EXPECT_TRUE(torch::equal(torch::randn({5}, g), torch::randn({5}, other))) << n;
    EXPECT_TRUE(torch::equal(torch::randperm(9, g), torch::randperm(9, other))) << n;
    EXPECT_EQ(other.current_seed(), 5u);
  }
}

}  // namespace
