#pragma once
// Whole files: read at once; written so that they appear whole or not at all.
#include <string>
#include <utility>
#include <vector>

namespace rectify::io {
// Error: "path: why" and "cannot write path: why".
std::string read_file(const std::string& path);
void write_file(const std::string& path, const std::vector<std::pair<const void*, size_t>>& pieces);
}  // namespace rectify::io
