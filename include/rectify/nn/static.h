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
using rectify::nn::detail::is_module_holder;
using rectify::nn::detail::ModuleHolderIndicator;
template <class T>
using disable_if_module_holder_t = std::enable_if_t<!is_module_holder<T>::value>;
template <class T, class C, class = void>
struct is_module_holder_of : std::false_type {};
template <class T, class C>
struct is_module_holder_of<T, C, std::enable_if_t<is_module_holder<T>::value>>
    : std::is_same<typename std::decay_t<T>::ContainedType, std::decay_t<C>> {};
template <bool has_forward, class C, class... Args>
struct return_type_of_forward_impl {
  using type = void;
};
template <class C, class... Args>
struct return_type_of_forward_impl<true, C, Args...> {
  using type = decltype(std::declval<C>().forward(std::declval<Args>()...));
};
template <class C, class... Args>
using return_type_of_forward_t = typename return_type_of_forward_impl<has_forward<C>::value, C, Args...>::type;
}  // namespace detail
}  // namespace torch
