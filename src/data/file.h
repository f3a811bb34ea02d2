#pragma once
// A whole file in memory, plain or gunzipped.
#include <rectify/core/tensor.h>

#include <string>
#include <string_view>

namespace rectify::data::api::detail {

// Error: "PATH: No such file or directory", "PATH: the compressed file is truncated or damaged".
std::string read_whole(const std::string& path);
bool exists(const std::string& path);
// PATH or PATH.gz, whichever is there; empty if neither is.
std::string plain_or_gz(const std::string& path);
std::string without_gz(const std::string& path);
bool ends_with(std::string_view s, std::string_view end);
// Reverses the bytes of each of n elements.
void swap_bytes(void* data, int64_t n, int size);

}  // namespace rectify::data::api::detail
