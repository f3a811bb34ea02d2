// An AlphaZero-like residual tower with policy and value heads, trained on made-up games.
#include <torch/torch.h>

#include <iostream>
#include <tuple>

using namespace torch;

struct ResidualBlockImpl : nn::Module {
  explicit ResidualBlockImpl(int64_t channels)
      : conv1(register_module("conv1", nn::Conv2d(nn::Conv2dOptions(channels, channels, 3).padding(1).bias(false)))),
        bn1(register_module("bn1", nn::BatchNorm2d(channels))),
        conv2(register_module("conv2", nn::Conv2d(nn::Conv2dOptions(channels, channels, 3).padding(1).bias(false)))),
        bn2(register_module("bn2", nn::BatchNorm2d(nn::BatchNormOptions(channels).momentum(0.2)))) {}
  Tensor forward(const Tensor& input) {
    Tensor x = relu(bn1(conv1(input)));
    x = bn2(conv2(x));
    x += input;
    return x.relu_();
  }
  nn::Conv2d conv1;
  nn::BatchNorm2d bn1;
  nn::Conv2d conv2;
  nn::BatchNorm2d bn2;
};
TORCH_MODULE(ResidualBlock);

struct AlphaNetImpl : nn::Module {
  AlphaNetImpl(int64_t board, int64_t channels, int blocks) : board_(board) {
    stem = register_module("stem", nn::Sequential(nn::Conv2d(nn::Conv2dOptions(3, channels, 3).padding(1)),
                                                  nn::BatchNorm2d(channels), nn::ReLU()));
    for (int i = 0; i < blocks; i++) tower->push_back("block" + std::to_string(i), ResidualBlock(channels));
    register_module("tower", tower);
    policy_conv = register_module("policy_conv", nn::Conv2d(channels, 2, 1));
    policy_fc = register_module("policy_fc", nn::Linear(2 * board * board, board * board));
    value_conv = register_module("value_conv", nn::Conv2d(channels, 1, 1));
    value_fc1 = register_module("value_fc1", nn::Linear(board * board, 16));
    value_fc2 = register_module("value_fc2", nn::Linear(16, 1));
  }
  std::tuple<Tensor, Tensor> forward(Tensor x) {
    x = tower->forward(stem->forward(x));
    Tensor p = relu(policy_conv(x)).flatten(1);
    Tensor v = relu(value_conv(x)).view({x.size(0), -1});
    return std::make_tuple(log_softmax(policy_fc(p), 1), tanh(value_fc2(relu(value_fc1(v)))).squeeze(1));
  }
  int64_t board_;
  nn::Sequential stem{nullptr}, tower;
  nn::Conv2d policy_conv{nullptr}, value_conv{nullptr};
  nn::Linear policy_fc{nullptr}, value_fc1{nullptr}, value_fc2{nullptr};
};
TORCH_MODULE(AlphaNet);

int main() {
  manual_seed(9);
  AlphaNet net(5, 8, 3);
  optim::SGD optimizer(net->parameters(), optim::SGDOptions(0.02).momentum(0.9).weight_decay(1e-4).nesterov(true));
  optim::StepLR schedule(optimizer, /*step_size=*/4, /*gamma=*/0.5);
  Tensor boards = torch::randint(0, 2, {24, 3, 5, 5}).to(kFloat);
  Tensor policies = softmax(3 * torch::rand({24, 25}), 1),
         values = boards.select(1, 0).sum(IntArrayRef{1, 2}).sub(12).div(13);
  for (int step = 0; step < 12; step++) {
    optimizer.zero_grad();
    auto [log_p, v] = net->forward(boards);
    Tensor policy_loss = -(policies * log_p).sum(1).mean(), value_loss = mse_loss(v, values);
    (policy_loss + value_loss).backward();
    auto norm = nn::utils::clip_grad_norm_(net->parameters(), 5.0);
    optimizer.step();
    schedule.step();
    if (step % 4 == 0)
      std::printf("step %d policy %.2f value %.2f norm %d lr %.4f\n", step, policy_loss.item<float>(),
                  value_loss.item<float>(), norm > 0,
                  static_cast<optim::SGDOptions&>(optimizer.param_groups()[0].options()).lr());
  }
  net->eval();
  NoGradGuard no_grad;
  Tensor p, v;
  std::tie(p, v) = net->forward(boards.slice(0, 0, 2));
  std::cout << p.exp().sum(1) << "\n" << v.sizes() << "\n";
  auto buffers = net->named_buffers();
  std::cout << buffers.size() << " buffers, " << buffers["tower.block0.bn1.num_batches_tracked"].item<int64_t>()
            << " batches\n";
  std::cout << net->tower << "\n";
}
