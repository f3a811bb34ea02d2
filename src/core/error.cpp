#include <rectify/core/error.h>

#include <cstdio>

namespace rectify::api {

void warn(const std::string& message) { std::fprintf(stderr, "[W] Warning: %s\n", message.c_str()); }

}  // namespace rectify::api
