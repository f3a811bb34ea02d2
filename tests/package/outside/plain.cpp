#include <rectify/torch.h>

#include <cstdio>

int main() {
  auto y = rectify::relu(rectify::tensor({-1.0f, 0.0f, 1.0f}));
  std::printf("%g %g %g\n", y[0].item<float>(), y[1].item<float>(), y[2].item<float>());
}
