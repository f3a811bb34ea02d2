#pragma once
// AnyValue: one value of any type, for arguments and results of modules whose types only the caller knows.
#include <rectify/core/error.h>

#include <any>
#include <string>
#include <typeinfo>

namespace rectify::nn::detail {
std::string demangled(const char* type);  // readable, with libtorch's namespaces
}
namespace rectify::nn::api {

class AnyValue {
 public:
  AnyValue() = default;
  template <class T, class = std::enable_if_t<!std::is_same<std::decay_t<T>, AnyValue>::value>>
  explicit AnyValue(T&& value) : value_(std::decay_t<T>(std::forward<T>(value))) {}
  template <class T>
  T* try_get() {
    return std::any_cast<std::decay_t<T>>(&value_);
  }
  template <class T>
  T get() {
    T* value = try_get<T>();
    TORCH_CHECK(value, "Attempted to cast AnyValue to ", detail::demangled(typeid(T).name()),
                ", but its actual type is ", detail::demangled(type_info().name()));
    return *value;
  }
  const std::type_info& type_info() const noexcept { return value_.type(); }

 private:
  friend class AnyModule;
  std::any value_;
};

}  // namespace rectify::nn::api
