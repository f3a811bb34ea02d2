#pragma once
// What every thread has of its own that making a tensor looks at.
#include <rectify/namespaces.h>

// constinit, for programs in C++17 as well.
#if defined(__cpp_constinit)
#define RECTIFY_CONSTINIT constinit
#elif defined(__clang__)
#define RECTIFY_CONSTINIT __attribute__((require_constant_initialization))
#else
#define RECTIFY_CONSTINIT __constinit
#endif

namespace rectify::detail {
[[gnu::tls_model("initial-exec")]] RECTIFY_CONSTINIT extern thread_local bool inference_enabled;
}  // namespace rectify::detail
