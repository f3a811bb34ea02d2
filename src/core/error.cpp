#include <rectify/core/util.h>

#include <cxxabi.h>
#include <execinfo.h>

#include <cstdio>
#include <cstdlib>
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
void Error::add_context(std::string more) {
  context_.push_back(std::move(more));
  what_ = message_;
  if (context_.size() == 1)
    what_ += " (" + context_[0] + ")";
  else
    for (const auto& c : context_) what_ += "\n  " + c;
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

std::string demangle(const char* name) {
  int status = 0;
  std::unique_ptr<char, void (*)(void*)> text(abi::__cxa_demangle(name, nullptr, nullptr, &status), std::free);
  return status == 0 ? text.get() : name;
}
std::string get_backtrace(size_t skip, size_t most, bool) {
  std::vector<void*> frames(skip + 1 + most);
  const int n = backtrace(frames.data(), static_cast<int>(frames.size()));
  std::unique_ptr<char*, void (*)(void*)> symbols(backtrace_symbols(frames.data(), n), std::free);
  std::string text;
  for (int i = static_cast<int>(skip) + 1; i < n && symbols; i++) {
    // library(symbol+offset) [address]
    std::string line = symbols.get()[i], library = line, symbol = "<unknown function>", offset, address;
    if (size_t a = line.find('['), b = line.find(']'); a != line.npos && b != line.npos)
      address = line.substr(a + 1, b - a - 1);
    if (size_t a = line.find('('), plus = line.find('+', a), b = line.find(')', a); b != line.npos && plus < b) {
      library = line.substr(0, a);
      if (plus > a + 1) symbol = demangle(line.substr(a + 1, plus - a - 1).c_str());
      offset = line.substr(plus + 1, b - plus - 1);
    }
    text += str("frame #", i - 1 - skip, ": ", symbol, " + ", offset, " (", address, " in ", library, ")\n");
  }
  return text;
}

size_t ReplaceAll(std::string& s, string_view from, string_view to) {
  TORCH_CHECK(!from.empty(), "ReplaceAll: the text to be replaced is empty");
  size_t n = 0;
  for (size_t at = 0; (at = s.find(from, at)) != std::string::npos; at += to.size(), n++)
    s.replace(at, from.size(), to);
  return n;
}

}  // namespace rectify::api
