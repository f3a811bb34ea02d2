// Normalisation, dropout, embedding and shapes against libtorch's values, gradients, printed forms and errors
// (golden/layers.txt).
#include "golden/cases.h"

#include "golden/compare.h"

namespace golden {
static void layers() {
#include "golden/layers_cases.inc"
}
}  // namespace golden

TEST(Layers, AsLibtorch) {
  golden::out().str("");
  golden::layers();
  golden::compare(golden::out().str(), RECTIFY_GOLDEN_DIR "/layers.txt", 150);
}

// Masks of float32 are drawn in blocks; those of float64 number by number from the same stream.
TEST(Dropout, LongMasksFollowTheStream) {
  for (const double p : {0.0, 0.3, 0.5, 1.0})
    for (const int64_t before : {0, 1, 2, 623}) {
      auto draw = [&](torch::ScalarType dtype) {
        torch::manual_seed(11);
        torch::empty({before}, torch::kInt).random_();
        auto mask = torch::empty({2001}, dtype).bernoulli_(p);
        return torch::cat({mask.to(torch::kDouble), torch::rand({3}, torch::kDouble)});
      };
      EXPECT_TRUE(torch::equal(draw(torch::kFloat), draw(torch::kDouble))) << p << " after " << before;
    }
}
