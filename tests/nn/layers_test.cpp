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
