// One program of libFuzzer for the target that RECTIFY_FUZZ_TARGET names.
#include <cstdlib>
#include <string_view>

#include "fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  for (const auto& target : fuzz::targets())
    if (std::string_view(target.name) == RECTIFY_FUZZ_TARGET) {
      target.run(std::string(reinterpret_cast<const char*>(data), size));
      return 0;
    }
  std::abort();
}
