#pragma once
#include <rectify/namespaces.h>

namespace rectify::api {
const char* version();  // "0.1.0"
}
// The libtorch whose API this is.
#define TORCH_VERSION_MAJOR 1
#define TORCH_VERSION_MINOR 13
#define TORCH_VERSION_PATCH 1
#define TORCH_VERSION "1.13.1"
