#include <rectify/core/util.h>

#include <cstdio>
#include <cstring>

namespace rectify::api {
namespace {
WarningHandler* first_handler() {
  static WarningHandler handler;
  return &handler;
}
thread_local WarningHandler* current = nullptr;
std::atomic<bool> always{false};
}  // namespace

void WarningHandler::process(const SourceLocation& where, const std::string& msg, bool) {
  if (where.line == 0) {
    std::fprintf(stderr, "[W] Warning: %s\n", msg.c_str());
    return;
  }
  const char* slash = std::strrchr(where.file, '/');
  std::fprintf(stderr, "[W %s:%u] Warning: %s (function %s)\n", slash ? slash + 1 : where.file, where.line, msg.c_str(),
               where.function);
}
namespace Warning {
void set_warning_handler(WarningHandler* handler) noexcept { current = handler; }
WarningHandler* get_warning_handler() noexcept { return current ? current : first_handler(); }
void set_warnAlways(bool setting) noexcept { always = setting; }
bool get_warnAlways() noexcept { return always; }
}  // namespace Warning
void warn(const std::string& message, const SourceLocation& where, bool verbatim) {
  Warning::get_warning_handler()->process(where, message, verbatim);
}

size_t ReplaceAll(std::string& s, string_view from, string_view to) {
  TORCH_CHECK(!from.empty(), "ReplaceAll: the text to be replaced is empty");
  size_t n = 0;
  for (size_t at = 0; (at = s.find(from, at)) != std::string::npos; at += to.size(), n++)
    s.replace(at, from.size(), to);
  return n;
}

}  // namespace rectify::api
