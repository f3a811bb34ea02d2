#pragma once
// Errors: every failed check throws rectify::Error (libtorch's c10::Error), which is a std::runtime_error.
#include <rectify/namespaces.h>

#include <cstdint>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace rectify::api {

struct SourceLocation {
  const char* function;
  const char* file;
  uint32_t line;
};

class Error : public std::runtime_error {
 public:
  explicit Error(std::string message, std::string where = "", const void* = nullptr)
      : std::runtime_error(message), message_(std::move(message)), where_(std::move(where)), what_(message_) {}
  Error(SourceLocation where, std::string message) : Error(std::move(message), where.function) {}
  const std::string& msg() const { return message_; }
  const char* what() const noexcept override { return what_.c_str(); }
  const char* what_without_backtrace() const noexcept { return what_.c_str(); }
  // More about where it happened, for what(): behind the message, or below it where there are several.
  void add_context(std::string more);
  const std::vector<std::string>& context() const { return context_; }
  const std::string& backtrace() const { return where_; }

 private:
  std::string message_, where_, what_;
  std::vector<std::string> context_;
};
class IndexError : public Error {
  using Error::Error;
};
class ValueError : public Error {
  using Error::Error;
};
class TypeError : public Error {
  using Error::Error;
};
class NotImplementedError : public Error {
  using Error::Error;
};
class LinAlgError : public Error {
  using Error::Error;
};
class OutOfMemoryError : public Error {
  using Error::Error;
};

// Concatenates its arguments as operator<< prints them.
template <class... Args>
std::string str(const Args&... args) {
  std::ostringstream out;
  ((out << args), ...);
  return out.str();
}

}  // namespace rectify::api
namespace rectify::detail {
template <class E, class... Args>
[[noreturn, gnu::noinline, gnu::cold]] void raise(const char* where, const Args&... args) {
  throw E(str(args...), where);
}
template <class T>
const T& decayed(const T& x) {
  return x;
}
inline const char* decayed(const char* x) { return x; }
// The words, whatever their lengths, are one type: there are hundreds of messages.
template <class E = Error, class... Args>
[[noreturn, gnu::always_inline]] inline void fail(const char* where, const Args&... args) {
  raise<E>(where, decayed(args)...);
}
template <class E = Error>
[[noreturn, gnu::noinline, gnu::cold]] void fail(const char* where) {
  throw E("Expected a condition to be true, but got false.", where);
}
}  // namespace rectify::detail

namespace rectify::api {
// One line on stderr, or whatever the WarningHandler does that the program has set.
void warn(const std::string& message, const SourceLocation& where = {"", "", 0}, bool verbatim = false);

}  // namespace rectify::api

#define RECTIFY_STRING2(x) #x
#define RECTIFY_STRING(x) RECTIFY_STRING2(x)
#define RECTIFY_WHERE __FILE__ ":" RECTIFY_STRING(__LINE__)
#define TORCH_CHECK_WITH(kind, cond, ...)                                                 \
  do {                                                                                    \
    if (__builtin_expect(!(cond), 0))                                                     \
      ::rectify::detail::fail<::rectify::kind>(RECTIFY_WHERE __VA_OPT__(, ) __VA_ARGS__); \
  } while (0)
#define TORCH_CHECK(cond, ...) TORCH_CHECK_WITH(Error, cond __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_CHECK_INDEX(cond, ...) TORCH_CHECK_WITH(IndexError, cond __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_CHECK_VALUE(cond, ...) TORCH_CHECK_WITH(ValueError, cond __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_CHECK_TYPE(cond, ...) TORCH_CHECK_WITH(TypeError, cond __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_CHECK_NOT_IMPLEMENTED(cond, ...) TORCH_CHECK_WITH(NotImplementedError, cond __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_INTERNAL_ASSERT(cond, ...) TORCH_CHECK(cond __VA_OPT__(, ) __VA_ARGS__)
#define AT_ASSERT(cond, ...) TORCH_CHECK(cond __VA_OPT__(, ) __VA_ARGS__)
#define AT_ERROR(...) ::rectify::detail::fail<::rectify::Error>(RECTIFY_WHERE __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_WARN(...) ::rectify::api::warn(::rectify::api::str(__VA_ARGS__), {__func__, __FILE__, __LINE__})
