#pragma once
// Who wants to see what the layers of a network compute on this thread. Nothing is computed otherwise because of it,
// but that Sequential gives up to fuse a layer with its activation, which changes no result.
#include <rectify/activations/activation.h>
#include <rectify/core/thread_state.h>

namespace rectify::autograd {

class Observer {
 public:
  enum class Op : int8_t { Linear, Convolution, Transposed, BatchNorm, Activation, Shaped, MaxPool, AveragePool, Add };
  struct Call {
    Op op;
    const char* name;     // of the function: "linear", "relu", "prelu"
    const Tensor& input;  // in place: a copy of what was there
    const Tensor& output;
    const Tensor& other;                      // the weight; a normalisation's running mean; what is added; or undefined
    Activation function = Activation::count;  // Op::Activation
    kernels::Params params = {};              // likewise
    bool in_place = false;
  };
  Observer() = default;
  Observer(const Observer&) = delete;
  virtual ~Observer() { unwatch(); }
  void watch();    // from now on, what this thread computes
  void unwatch();  // on the thread that called watch
  bool watching() const { return watching_; }
  virtual void called(const Call& call) = 0;  // what it computes itself is not observed

 private:
  friend void tell_observers(const Call& call);
  Observer* next_ = nullptr;
  bool watching_ = false;
};
void tell_observers(const Observer::Call& call);
// Nobody sees what happens in this scope.
class UnobservedGuard {
 public:
  UnobservedGuard();
  ~UnobservedGuard();
  UnobservedGuard(const UnobservedGuard&) = delete;
  Observer* before() const { return before_; }

 private:
  Observer* before_;
};

}  // namespace rectify::autograd
namespace rectify::detail {
[[gnu::tls_model("initial-exec")]] RECTIFY_CONSTINIT extern thread_local autograd::Observer* observers;
inline bool observed() { return __builtin_expect(observers != nullptr, 0); }
// f(), told to the observers; what f calls is not.
template <class F>
Tensor observe(autograd::Observer::Op op, const char* name, const Tensor& x, const Tensor& other, F f, double p = 0) {
  Tensor y;
  {
    const autograd::UnobservedGuard quiet;
    y = f();
  }
  autograd::tell_observers({op, name, x, y, other, Activation::count, {p}});
  return y;
}
Tensor plain_copy(const Tensor& x);  // without history; a payload stays what it is
}  // namespace rectify::detail
