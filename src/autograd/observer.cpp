#include <rectify/autograd/observer.h>
#include <rectify/ops/elementwise.h>

namespace rectify::detail {
thread_local constinit autograd::Observer* observers = nullptr;

Tensor plain_copy(const Tensor& x) {
  if (x.is_contiguous() && x.numel() * x.element_size() == static_cast<int64_t>(x.impl()->storage->nbytes))
    if (const auto payload = x.impl()->storage->shared_payload()) {
      const Tensor copy = new_tensor(x.sizes(), x.scalar_type());
      payload->write(copy.data_ptr());
      return copy;
    }
  return x.detach().clone();
}
}  // namespace rectify::detail
namespace rectify::autograd {

using detail::observers;

void Observer::watch() {
  if (watching_) return;
  next_ = observers;
  observers = this;
  watching_ = true;
}
void Observer::unwatch() {
  if (!watching_) return;
  for (Observer** at = &observers; *at; at = &(*at)->next_)
    if (*at == this) {
      *at = next_;
      break;
    }
  watching_ = false;
}

void tell_observers(const Observer::Call& call) {
  const UnobservedGuard quiet;
  for (Observer *o = quiet.before(), *next; o; o = next) {
    next = o->next_;
    o->called(call);
  }
}
UnobservedGuard::UnobservedGuard() : before_(observers) { observers = nullptr; }
UnobservedGuard::~UnobservedGuard() { observers = before_; }

}  // namespace rectify::autograd
