#pragma once
// Whether operations are recorded, per thread; guards as in libtorch.
#include <rectify/core/thread_state.h>

namespace rectify::detail {
[[gnu::tls_model("initial-exec")]] RECTIFY_CONSTINIT extern thread_local bool grad_enabled;
}  // namespace rectify::detail

namespace rectify::api {
struct GradMode {
  static bool is_enabled() { return detail::grad_enabled; }
  static void set_enabled(bool on) { detail::grad_enabled = on; }
};
class AutoGradMode {
 public:
  explicit AutoGradMode(bool on) : before_(detail::grad_enabled) { detail::grad_enabled = on; }
  ~AutoGradMode() { detail::grad_enabled = before_; }
  AutoGradMode(const AutoGradMode&) = delete;

 private:
  bool before_;
};
struct NoGradGuard : AutoGradMode {
  NoGradGuard() : AutoGradMode(false) {}
};
class InferenceMode {
 public:
  explicit InferenceMode(bool on = true)
      : grad_(on ? false : detail::grad_enabled), before_(detail::inference_enabled) {
    detail::inference_enabled = on;
  }
  ~InferenceMode() { detail::inference_enabled = before_; }
  InferenceMode(const InferenceMode&) = delete;
  static bool is_enabled() { return detail::inference_enabled; }

 private:
  AutoGradMode grad_;
  bool before_;
};
}  // namespace rectify::api
