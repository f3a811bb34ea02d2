// The article's network from PyTorch's seed: every step's loss of its first epoch on Fashion-MNIST, and the test
// accuracy. The two differ by the order of their sums only; what that amounts to grows over the 1875 steps to a few
// 1e-5.
#include <gtest/gtest.h>
#include <rectify/torch.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace rectify;

namespace {

const std::string kData = "/usr/share/datasets/fashion-mnist/";

TEST(Trajectory, FollowsPyTorch) {
  ASSERT_TRUE(std::filesystem::exists(kData)) << "install dataset-fashion-mnist";
  nlohmann::json golden;
  std::ifstream(std::string(RECTIFY_GOLDEN_DIR) + "/trajectory.json") >> golden;
  golden = golden["trajectory"];
  Tensor x = data::read_idx(kData + "train-images-idx3-ubyte.gz").reshape({-1, 784}).to(kFloat) / 255;
  Tensor y = data::read_idx(kData + "train-labels-idx1-ubyte.gz").to(kLong);
  Tensor test_x = data::read_idx(kData + "t10k-images-idx3-ubyte.gz").reshape({-1, 784}).to(kFloat) / 255;
  Tensor test_y = data::read_idx(kData + "t10k-labels-idx1-ubyte.gz").to(kLong);
  manual_seed(golden["manual_seed"]);
  nn::Linear fc1(784, 256), fc2(256, 10);
  nn::ReLU act;
  auto forward = [&](const Tensor& in) { return fc2(act(fc1(in))); };
  std::vector<Tensor> parameters = fc1->parameters();
  for (const Tensor& p : fc2->parameters()) parameters.push_back(p);
  optim::SGD optimizer(parameters, optim::SGDOptions(0.01));
  nn::CrossEntropyLoss criterion;
  const auto& losses = golden["losses"];
  for (size_t step = 0; step < losses.size(); step++) {
    int64_t from = static_cast<int64_t>(step) * 32, to = std::min<int64_t>(from + 32, x.size(0));
    optimizer.zero_grad();
    Tensor loss = criterion(forward(x.slice(0, from, to)), y.slice(0, from, to));
    loss.backward();
    optimizer.step();
    ASSERT_NEAR(loss.item<float>(), losses[step].get<double>(), 1e-4) << "step " << step;
  }
  NoGradGuard off;
  double accuracy = forward(test_x).argmax(1).eq(test_y).to(kFloat).mean().item<float>();
  EXPECT_NEAR(accuracy, golden["test_accuracy"].get<double>(), 2e-4);
}

}  // namespace
