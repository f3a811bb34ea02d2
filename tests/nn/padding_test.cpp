// Padding against libtorch's values, gradients, printed forms and errors (golden/padding.txt).
#include "golden/cases.h"

#include "golden/compare.h"

namespace golden {
static void padding() {
#include "golden/padding_cases.inc"
}
}  // namespace golden

TEST(Padding, AsLibtorch) {
  golden::out().str("");
  golden::padding();
  golden::compare(golden::out().str(), RECTIFY_GOLDEN_DIR "/padding.txt", 60);
}
