#pragma once
// The libtorch whose API rectify follows.
#include <rectify/torch.h>
#ifndef TORCH_VERSION
#define TORCH_VERSION_MAJOR 1
#define TORCH_VERSION_MINOR 13
#define TORCH_VERSION_PATCH 1
#define TORCH_VERSION "1.13.1"
#endif
