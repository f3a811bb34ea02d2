#pragma once
// What libtorch asks of types: all of a list of conditions, modules, what forward returns.
#include <rectify/nn/module.h>

#include <memory>
#include <type_traits>

namespace rectify::api {
template <bool... values>
using all_of = std::bool_constant<(values && ...)>;
template <bool... values>
using any_of = std::bool_constant<(values || ...)>;
template <bool... values>
using none_of = std::bool_constant<!(values || ...)>;
template <bool value, class T = void>
using enable_if_t = std::enable_if_t<value, T>;
template <bool value, class T = void>
using disable_if_t = std::enable_if_t<!value, T>;
template <class T>
using decay_t = std::decay_t<T>;
template <bool... values>
using enable_if_all_of_t = std::enable_if_t<(values && ...)>;
template <class T, class... Ts>
using disable_if_contains_t = std::enable_if_t<!(std::is_same_v<T, std::decay_t<Ts>> || ...)>;
template <class F, class... Ts>
void apply(F f, Ts&&... ts) {
  (f(std::forward<Ts>(ts)), ...);
}
template <class T, class... Args, class = std::enable_if_t<!std::is_array_v<T>>>
std::unique_ptr<T> make_unique(Args&&... args) {
  return std::make_unique<T>(std::forward<Args>(args)...);
}
template <class T, class = std::enable_if_t<std::is_array_v<T> && std::extent_v<T> == 0>>
std::unique_ptr<T> make_unique(size_t size) {
  return std::make_unique<T>(size);
}
}  // namespace rectify::api

namespace torch {
using rectify::api::apply;
namespace detail {
template <class T, class = void>
struct has_forward : std::false_type {};
template <class T>
struct has_forward<T, std::void_t<decltype(&T::forward)>> : std::true_type {};
template <class... Ts>
constexpr bool check_not_lvalue_references() {
  return ((!std::is_lvalue_reference_v<Ts> || std::is_const_v<std::remove_reference_t<Ts>>)&&...);
}
template <class M>
using is_module = std::is_base_of<rectify::nn::Module, std::decay_t<M>>;
template <class M, class T = void>
using enable_if_module_t = std::enable_if_t<is_module<M>::value, T>;
}  // namespace detail
}  // namespace torch
