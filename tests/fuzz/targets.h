#pragma once
// What is fuzzed: each reader of files, fed with any bytes, must give its result or throw rectify::Error.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace fuzz {

struct Target {
  const char* name;  // the folder of its seeds under corpus/
  void (*run)(const std::string& bytes);
};
const std::vector<Target>& targets();

}  // namespace fuzz
