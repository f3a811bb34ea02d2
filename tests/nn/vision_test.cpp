// Resizing, patches and distances against libtorch's values, gradients, printed forms and errors (golden/vision.txt).
#include "golden/cases.h"

#include "golden/compare.h"

namespace golden {
static void vision() {
#include "golden/vision_cases.inc"
}
}  // namespace golden

TEST(Vision, AsLibtorch) {
  golden::out().str("");
  golden::vision();
  golden::compare(golden::out().str(), RECTIFY_GOLDEN_DIR "/vision.txt", 100);
}
