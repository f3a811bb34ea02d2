// The instruction sets to compile for, the same in every source here: AVX-512, AVX2, SSE4 and plain. Before any hwy
// header.
#ifndef RECTIFY_KERNELS_TARGETS_H_
#define RECTIFY_KERNELS_TARGETS_H_
#include <hwy/detect_targets.h>
#define RECTIFY_FLAT HWY_ATTR __attribute__((always_inline))  // for lambdas
// Highway's name for the sets that are not compiled for.
#undef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#endif
