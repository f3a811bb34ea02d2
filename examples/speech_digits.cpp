// parity: rectify only, for libtorch reads no sounds.
// Spoken digits: a convolutional network on log-mel features. Usage: speech_digits [FOLDER [EPOCHS]]. FOLDER has
// train/ and test/ with a folder of WAV files for each word, as `rectify train --task speech-digits` makes them.
#include <torch/torch.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace nn = torch::nn;

nn::Sequential block(int64_t in, int64_t out) {
  return nn::Sequential(nn::Conv2d(nn::Conv2dOptions(in, out, 3).padding(1).bias(false)), nn::BatchNorm2d(out),
                        nn::ReLU(), nn::MaxPool2d(2));
}

int main(int argc, char** argv) {
  const char* home = std::getenv("HOME");
  const std::string folder = argc > 1 ? argv[1] : std::string(home ? home : ".") + "/.cache/rectify/speech-digits-0-5";
  const int epochs = argc > 2 ? std::atoi(argv[2]) : 10;
  torch::manual_seed(0);

  const torch::data::SplitData data = torch::data::load_split(folder);  // features [N, 1, 40, 101]: mels by time
  const int64_t words = static_cast<int64_t>(data.train.classes.size());
  std::printf("%ld sounds to learn from, %ld of other voices to be tested on\n", static_cast<long>(data.train.size()),
              static_cast<long>(data.test.size()));

  nn::Sequential net(block(1, 16), block(16, 32), block(32, 64),
                     nn::AdaptiveAvgPool2d(nn::AdaptiveAvgPool2dOptions({2, 2})), nn::Flatten(),
                     nn::Linear(256, words));
  torch::data::BatchLoader batches(data.train.inputs, data.train.targets, 64);
  torch::optim::AdamW optimizer(net->parameters(), torch::optim::AdamWOptions(3e-3).weight_decay(1e-2));
  torch::optim::OneCycleLR schedule(optimizer, 3e-3, epochs * ((data.train.size() + 63) / 64));

  auto tested = [&] {
    torch::NoGradGuard no_grad;
    net->eval();
    double right = 0;
    for (int64_t at = 0; at < data.test.size(); at += 256)
      right += net->forward(data.test.inputs.slice(0, at, at + 256))
                   .argmax(1)
                   .eq(data.test.targets.slice(0, at, at + 256))
                   .sum()
                   .item<double>();
    net->train();
    return right / static_cast<double>(data.test.size());
  };
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    double total = 0;
    int64_t steps = 0;
    batches.start(torch::randperm(data.train.size()));
    for (torch::data::Batch batch; batches.next(batch); ++steps) {
      optimizer.zero_grad();
      const int64_t later = torch::randint(-12, 13, {1}).item<int64_t>();  // hundredths of a second
      auto loss = nn::functional::cross_entropy(net->forward(batch.input.roll(later, 3)), batch.target);
      loss.backward();
      optimizer.step();
      schedule.step();
      total += loss.item<double>();
    }
    std::printf("epoch %d: loss %.4f, accuracy on new voices %.4f\n", epoch, total / static_cast<double>(steps),
                tested());
  }
}
