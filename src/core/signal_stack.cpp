#include <rectify/core/signal_stack.h>
#include <signal.h>

#include <memory>
#include <mutex>
#include <vector>

namespace rectify::api {

void use_signal_stack() {
  constexpr size_t kBytes = 1 << 16;
  static std::mutex mutex;
  static auto& stacks = *new std::vector<std::unique_ptr<char[]>>;  // for good: a handler may run at any time
  stack_t now{};
  if (sigaltstack(nullptr, &now) != 0 || !(now.ss_flags & SS_DISABLE)) return;
  const std::lock_guard lock(mutex);
  stacks.push_back(std::make_unique<char[]>(kBytes));
  now = {};
  now.ss_sp = stacks.back().get();
  now.ss_size = kBytes;
  sigaltstack(&now, nullptr);
}

}  // namespace rectify::api
