#pragma once
// Whether operations are recorded, per thread; guards as in libtorch.
#include <rectify/core/thread_state.h>

namespace rectify::detail {
[[gnu::tls_model("initial-exec")]] RECTIFY_CONSTINIT extern thread_local bool grad_enabled;
}  // namespace rectify::detail

namespace rectify::api {
struct GradMode {
  static bool is_enabled() { return detail::grad_enabled; }
  static void set_enabled(bool on) { detail::grad_enabled = on && !detail::inference_enabled; }
};
class AutoGradMode {
 public:
  explicit AutoGradMode(bool on) : before_(detail::grad_enabled) { GradMode::set_enabled(on); }
  ~AutoGradMode() { detail::grad_enabled = before_; }
  AutoGradMode(const AutoGradMode&) = delete;

 private:
  bool before_;
};
struct NoGradGuard : AutoGradMode {
  NoGradGuard() : AutoGradMode(false) {}
};
}  // namespace rectify::api
namespace rectify::detail {
[[gnu::tls_model("initial-exec")]] RECTIFY_CONSTINIT extern thread_local bool views_unnoted;
// A NoGradGuard for the library's own work: views that are made under it are nobody's views.
struct RawGuard : NoGradGuard {
  RawGuard() : before_(views_unnoted) { views_unnoted = true; }
  ~RawGuard() { views_unnoted = before_; }

 private:
  bool before_;
};
}  // namespace rectify::detail

namespace rectify::api {
// While it is on nothing is recorded, whatever grad mode says; turned off inside, it turns grad mode on.
class InferenceMode {
 public:
  explicit InferenceMode(bool on = true) : grad_before_(detail::grad_enabled), before_(detail::inference_enabled) {
    detail::inference_enabled = on;
    detail::grad_enabled = !on;
  }
  ~InferenceMode() {
    detail::inference_enabled = before_;
    detail::grad_enabled = grad_before_;
  }
  InferenceMode(const InferenceMode&) = delete;
  static bool is_enabled() { return detail::inference_enabled; }

 private:
  bool grad_before_, before_;
};
}  // namespace rectify::api
