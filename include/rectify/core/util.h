#pragma once
// What programs for libtorch use of c10 besides tensors: ranges, joined text, counted pointers, warnings, checks.
#include <rectify/core/array_ref.h>
#include <rectify/core/dtype.h>
#include <rectify/core/intrusive.h>
#include <rectify/core/macros.h>

#include <atomic>
#include <iterator>
#include <string_view>
#include <typeinfo>
#include <variant>

namespace rectify::api {

using string_view = std::string_view;

// for (auto i : irange(n)) and irange(from, to): integers of that type; none where to is below from.
template <class I>
class integer_range {
 public:
  class iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = I;
    using difference_type = std::ptrdiff_t;
    using pointer = const I*;
    using reference = I;
    explicit iterator(I i) : i_(i) {}
    I operator*() const { return i_; }
    const I* operator->() const { return &i_; }
    iterator& operator++() {
      ++i_;
      return *this;
    }
    iterator operator++(int) {
      iterator before = *this;
      ++i_;
      return before;
    }
    bool operator==(const iterator& o) const { return i_ == o.i_; }
    bool operator!=(const iterator& o) const { return i_ != o.i_; }

   private:
    I i_;
  };
  integer_range(I begin, I end) : begin_(begin), end_(end) {}
  iterator begin() const { return begin_; }
  iterator end() const { return end_; }

 private:
  iterator begin_, end_;
};
template <class A, class B,
          class = std::enable_if_t<std::is_integral_v<A> && (std::is_integral_v<B> || std::is_enum_v<B>)>>
integer_range<B> irange(A begin, B end) {
  return {static_cast<B>(begin), static_cast<B>(begin) < end ? end : static_cast<B>(begin)};
}
template <class I, class = std::enable_if_t<std::is_integral_v<I>>>
integer_range<I> irange(I end) {
  return {I(), I() < end ? end : I()};
}

template <class Container>
std::string Join(const std::string& delimiter, const Container& v) {
  std::ostringstream out;
  const char* before = "";
  for (const auto& x : v) {
    out << before << x;
    before = delimiter.c_str();
  }
  return out.str();
}
// Returns how often it replaced.
size_t ReplaceAll(std::string& s, string_view from, string_view to);

std::string demangle(const char* name);
template <class T>
const char* demangle_type() {
  static const std::string name = demangle(typeid(T).name());
  return name.c_str();
}
// The functions that are being called, innermost first, a line each.
std::string get_backtrace(size_t frames_to_skip = 0, size_t maximum_number_of_frames = 64,
                          bool skip_python_frames = true);

template <class I>
int64_t sum_integers(I from, I to) {
  int64_t n = 0;
  for (; from != to; ++from) n += *from;
  return n;
}
template <class I>
int64_t multiply_integers(I from, I to) {
  int64_t n = 1;
  for (; from != to; ++from) n *= *from;
  return n;
}
template <class C, class = typename C::value_type>
int64_t sum_integers(const C& c) {
  return sum_integers(c.begin(), c.end());
}
template <class C, class = typename C::value_type>
int64_t multiply_integers(const C& c) {
  return multiply_integers(c.begin(), c.end());
}
template <class C, class = typename C::value_type>
int64_t numelements_from_dim(int k, const C& dims) {
  return k > static_cast<int>(dims.size()) ? 1 : multiply_integers(dims.begin() + k, dims.end());
}
template <class C, class = typename C::value_type>
int64_t numelements_to_dim(int k, const C& dims) {
  TORCH_CHECK(k >= 0 && static_cast<size_t>(k) <= dims.size(), "numelements_to_dim: ", k, " of ", dims.size());
  return multiply_integers(dims.begin(), dims.begin() + k);
}

template <class T>
ArrayRef<T> makeArrayRef(const T& one) {
  return one;
}
template <class T>
ArrayRef<T> makeArrayRef(const T* data, size_t size) {
  return {data, size};
}
template <class T>
ArrayRef<T> makeArrayRef(const std::vector<T>& v) {
  return v;
}
template <class T, size_t N>
ArrayRef<T> makeArrayRef(const std::array<T, N>& a) {
  return a;
}
template <class T, size_t N>
ArrayRef<T> makeArrayRef(const T (&a)[N]) {
  return a;
}

// --- counted pointers ------------------------------------------------------------------------------------------------

// The base of a class that intrusive_ptr and weak_intrusive_ptr count. release_resources is called when the last strong
// pointer goes; the object itself stays as long as a weak one looks.
class intrusive_ptr_target {
 public:
  intrusive_ptr_target() = default;
  intrusive_ptr_target(const intrusive_ptr_target&) noexcept {}
  intrusive_ptr_target& operator=(const intrusive_ptr_target&) noexcept { return *this; }
  void retain() { strong_.fetch_add(1, std::memory_order_relaxed); }
  void release() {
    if (strong_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    release_resources();
    release_weak();
  }
  void retain_weak() { weak_.fetch_add(1, std::memory_order_relaxed); }
  void release_weak() {
    if (weak_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }
  bool retain_if_alive() {
    for (size_t n = strong_.load(); n > 0;)
      if (strong_.compare_exchange_weak(n, n + 1)) return true;
    return false;
  }
  size_t use_count() const { return strong_.load(std::memory_order_acquire); }
  size_t weak_use_count() const { return weak_.load(std::memory_order_acquire); }

 protected:
  virtual ~intrusive_ptr_target() = default;

 private:
  virtual void release_resources() {}
  std::atomic<size_t> strong_{1}, weak_{1};
};
template <class T, class... Args>
intrusive_ptr<T> make_intrusive(Args&&... args) {
  return intrusive_ptr<T>::make(std::forward<Args>(args)...);
}
template <class T>
class weak_intrusive_ptr {
 public:
  explicit weak_intrusive_ptr(const intrusive_ptr<T>& p) : p_(p.get()) {
    if (p_) p_->retain_weak();
  }
  weak_intrusive_ptr(const weak_intrusive_ptr& o) : p_(o.p_) {
    if (p_) p_->retain_weak();
  }
  weak_intrusive_ptr(weak_intrusive_ptr&& o) noexcept : p_(std::exchange(o.p_, nullptr)) {}
  weak_intrusive_ptr& operator=(weak_intrusive_ptr o) noexcept {
    std::swap(p_, o.p_);
    return *this;
  }
  ~weak_intrusive_ptr() {
    if (p_) p_->release_weak();
  }
  intrusive_ptr<T> lock() const {
    return p_ && p_->retain_if_alive() ? intrusive_ptr<T>::adopt(p_) : intrusive_ptr<T>();
  }
  size_t use_count() const { return p_ ? p_->use_count() : 0; }
  size_t weak_use_count() const { return p_ ? p_->weak_use_count() : 0; }
  bool expired() const { return use_count() == 0; }
  void reset() { *this = weak_intrusive_ptr(intrusive_ptr<T>()); }

 private:
  T* p_;
};

// --- warnings --------------------------------------------------------------------------------------------------------

// Gets every warning of its thread while it is set there; the one that is set at first prints them to stderr.
class WarningHandler {
 public:
  virtual ~WarningHandler() = default;
  virtual void process(const SourceLocation& source_location, const std::string& msg, bool verbatim);
};
namespace Warning {
inline void warn(const SourceLocation& where, const std::string& msg, bool verbatim = false) {
  rectify::api::warn(msg, where, verbatim);
}
void set_warning_handler(WarningHandler* handler) noexcept;  // null: the first one again
WarningHandler* get_warning_handler() noexcept;
class WarningHandlerGuard {
 public:
  explicit WarningHandlerGuard(WarningHandler* handler) : before_(get_warning_handler()) {
    set_warning_handler(handler);
  }
  ~WarningHandlerGuard() { set_warning_handler(before_); }
  WarningHandlerGuard(const WarningHandlerGuard&) = delete;

 private:
  WarningHandler* before_;
};
// Whether TORCH_WARN_ONCE warns each time.
void set_warnAlways(bool always) noexcept;
bool get_warnAlways() noexcept;
class WarnAlways {
 public:
  explicit WarnAlways(bool setting = true) : before_(get_warnAlways()) { set_warnAlways(setting); }
  ~WarnAlways() { set_warnAlways(before_); }

 private:
  bool before_;
};
}  // namespace Warning

}  // namespace rectify::api

#define TORCH_WARN_ONCE(...)                                                                                        \
  do {                                                                                                              \
    static bool rectify_warned = false;                                                                             \
    if (!std::exchange(rectify_warned, true) || ::rectify::api::Warning::get_warnAlways()) TORCH_WARN(__VA_ARGS__); \
  } while (0)
#define TORCH_CHECK_LINALG(cond, ...) TORCH_CHECK_WITH(LinAlgError, cond __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_CHECK_ARG(cond, argN, ...) TORCH_CHECK(cond, "invalid argument ", argN, ": ", __VA_ARGS__)
#define TORCH_CHECK_IF_NOT_ON_CUDA(cond, ...) TORCH_CHECK(cond __VA_OPT__(, ) __VA_ARGS__)
#ifdef NDEBUG
#define TORCH_INTERNAL_ASSERT_DEBUG_ONLY(...) \
  do {                                        \
  } while (0)
#else
#define TORCH_INTERNAL_ASSERT_DEBUG_ONLY(...) TORCH_INTERNAL_ASSERT(__VA_ARGS__)
#endif
#define AT_ASSERTM(cond, ...) TORCH_CHECK(cond __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_CHECK_OP(a, b, op) TORCH_CHECK((a)op(b), "Check failed: " #a " " #op " " #b " (", a, " vs. ", b, "). ")
#define TORCH_CHECK_EQ(a, b) TORCH_CHECK_OP(a, b, ==)
#define TORCH_CHECK_NE(a, b) TORCH_CHECK_OP(a, b, !=)
#define TORCH_CHECK_LE(a, b) TORCH_CHECK_OP(a, b, <=)
#define TORCH_CHECK_LT(a, b) TORCH_CHECK_OP(a, b, <)
#define TORCH_CHECK_GE(a, b) TORCH_CHECK_OP(a, b, >=)
#define TORCH_CHECK_GT(a, b) TORCH_CHECK_OP(a, b, >)

// AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "my_op", [&] { … x.data_ptr<scalar_t>() … });
#define RECTIFY_TAGGED_CASE(TAG, ...)                                    \
  case TAG: {                                                            \
    using scalar_t [[maybe_unused]] = ::rectify::detail::CppTypeOf<TAG>; \
    return __VA_ARGS__();                                                \
  }
#define RECTIFY_DISPATCH_CASE(NAME, ...) RECTIFY_TAGGED_CASE(::rectify::api::ScalarType::NAME, __VA_ARGS__)
#define RECTIFY_DISPATCH(TYPE, NAME, CASES)                                                 \
  [&] {                                                                                     \
    const ::rectify::api::ScalarType rectify_type = TYPE;                                   \
    switch (rectify_type) {                                                                 \
      CASES                                                                                 \
      default:                                                                              \
        TORCH_CHECK_WITH(NotImplementedError, false, '"', NAME, "\" not implemented for '", \
                         ::rectify::api::toString(rectify_type), "'");                      \
        std::abort();                                                                       \
    }                                                                                       \
  }()
#define RECTIFY_FLOATING_CASES(...) RECTIFY_DISPATCH_CASE(Double, __VA_ARGS__) RECTIFY_DISPATCH_CASE(Float, __VA_ARGS__)
#define RECTIFY_INTEGRAL_CASES(...)        \
  RECTIFY_DISPATCH_CASE(Byte, __VA_ARGS__) \
  RECTIFY_DISPATCH_CASE(Char, __VA_ARGS__) \
  RECTIFY_DISPATCH_CASE(Int, __VA_ARGS__)  \
  RECTIFY_DISPATCH_CASE(Long, __VA_ARGS__) RECTIFY_DISPATCH_CASE(Short, __VA_ARGS__)
#define AT_DISPATCH_FLOATING_TYPES(TYPE, NAME, ...) RECTIFY_DISPATCH(TYPE, NAME, RECTIFY_FLOATING_CASES(__VA_ARGS__))
#define AT_DISPATCH_FLOATING_TYPES_AND_HALF(TYPE, NAME, ...) \
  AT_DISPATCH_FLOATING_TYPES_AND(::rectify::api::kHalf, TYPE, NAME, __VA_ARGS__)
#define AT_DISPATCH_FLOATING_TYPES_AND(A, TYPE, NAME, ...) \
  RECTIFY_DISPATCH(TYPE, NAME, RECTIFY_FLOATING_CASES(__VA_ARGS__) RECTIFY_TAGGED_CASE(A, __VA_ARGS__))
#define AT_DISPATCH_FLOATING_TYPES_AND2(A, B, TYPE, NAME, ...)                             \
  RECTIFY_DISPATCH(TYPE, NAME,                                                             \
                   RECTIFY_FLOATING_CASES(__VA_ARGS__) RECTIFY_TAGGED_CASE(A, __VA_ARGS__) \
                       RECTIFY_TAGGED_CASE(B, __VA_ARGS__))
#define AT_DISPATCH_INTEGRAL_TYPES(TYPE, NAME, ...) RECTIFY_DISPATCH(TYPE, NAME, RECTIFY_INTEGRAL_CASES(__VA_ARGS__))
#define AT_DISPATCH_INTEGRAL_TYPES_AND(A, TYPE, NAME, ...) \
  RECTIFY_DISPATCH(TYPE, NAME, RECTIFY_INTEGRAL_CASES(__VA_ARGS__) RECTIFY_TAGGED_CASE(A, __VA_ARGS__))
#define AT_DISPATCH_ALL_TYPES(TYPE, NAME, ...) \
  RECTIFY_DISPATCH(TYPE, NAME, RECTIFY_INTEGRAL_CASES(__VA_ARGS__) RECTIFY_FLOATING_CASES(__VA_ARGS__))
#define AT_DISPATCH_ALL_TYPES_AND(A, TYPE, NAME, ...)                                      \
  RECTIFY_DISPATCH(TYPE, NAME,                                                             \
                   RECTIFY_INTEGRAL_CASES(__VA_ARGS__) RECTIFY_FLOATING_CASES(__VA_ARGS__) \
                       RECTIFY_TAGGED_CASE(A, __VA_ARGS__))
#define AT_DISPATCH_ALL_TYPES_AND2(A, B, TYPE, NAME, ...)                                  \
  RECTIFY_DISPATCH(TYPE, NAME,                                                             \
                   RECTIFY_INTEGRAL_CASES(__VA_ARGS__) RECTIFY_FLOATING_CASES(__VA_ARGS__) \
                       RECTIFY_TAGGED_CASE(A, __VA_ARGS__) RECTIFY_TAGGED_CASE(B, __VA_ARGS__))
#define AT_DISPATCH_ALL_TYPES_AND3(A, B, C, TYPE, NAME, ...)                                                    \
  RECTIFY_DISPATCH(TYPE, NAME,                                                                                  \
                   RECTIFY_INTEGRAL_CASES(__VA_ARGS__) RECTIFY_FLOATING_CASES(__VA_ARGS__) RECTIFY_TAGGED_CASE( \
                       A, __VA_ARGS__) RECTIFY_TAGGED_CASE(B, __VA_ARGS__) RECTIFY_TAGGED_CASE(C, __VA_ARGS__))
#define AT_DISPATCH_ALL_TYPES_AND_HALF(TYPE, NAME, ...) \
  AT_DISPATCH_ALL_TYPES_AND(::rectify::api::kHalf, TYPE, NAME, __VA_ARGS__)

namespace rectify::detail {
template <ScalarType>
struct CppTypeOfDtype;
#define RECTIFY_MAP(T, N)                \
  template <>                            \
  struct CppTypeOfDtype<ScalarType::N> { \
    using type = T;                      \
  };
RECTIFY_FORALL_DTYPES(RECTIFY_MAP)
#undef RECTIFY_MAP
template <ScalarType t>
using CppTypeOf = typename CppTypeOfDtype<t>::type;
}  // namespace rectify::detail
