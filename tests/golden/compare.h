#pragma once
// Compares what cases.h has written with the file that libtorch's run of the same cases has written.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace golden {

inline double tolerance(const std::string& line) {
  if (line.rfind("CPUDoubleType", 0) == 0) return 1e-8;
  if (line.rfind("CPUFloatType", 0) == 0) return 3e-5;
  if (line.rfind("CPUHalfType", 0) == 0) return 4e-3;
  if (line.rfind("CPUBFloat16Type", 0) == 0) return 3e-2;
  return 0;
}
inline bool alike(const std::string& ours, const std::string& theirs) {
  if (ours == theirs) return true;
  const double tol = tolerance(theirs);
  if (tol == 0) return false;
  std::istringstream a(ours), b(theirs);
  std::string x, y;
  while (b >> y) {
    if (!(a >> x)) return false;
    if (x == y) continue;
    char *end_x, *end_y;
    const double p = std::strtod(x.c_str(), &end_x), q = std::strtod(y.c_str(), &end_y);
    if (*end_x || *end_y || !(std::abs(p - q) <= tol * std::max(1.0, std::abs(q)))) return false;
  }
  return !(a >> x);
}
struct Case {
  std::string name;
  std::vector<std::string> lines;
};
inline std::vector<Case> cases(std::istream& in) {
  std::vector<Case> r;
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("### ", 0) == 0)
      r.push_back({line, {}});
    else if (!r.empty())
      r.back().lines.push_back(line);
  }
  return r;
}
inline void compare(const std::string& ours, const std::string& path, size_t at_least) {
  std::ifstream file(path);
  ASSERT_TRUE(file) << path;
  std::istringstream mine(ours);
  const auto a = cases(mine), b = cases(file);
  ASSERT_EQ(a.size(), b.size()) << path << " is older than its cases";
  EXPECT_GE(b.size(), at_least);
  for (size_t c = 0; c < b.size(); c++) {
    ASSERT_EQ(a[c].name, b[c].name) << path << " is older than its cases";
    EXPECT_EQ(a[c].lines.size(), b[c].lines.size()) << a[c].name;
    for (size_t i = 0; i < std::min(a[c].lines.size(), b[c].lines.size()); i++)
      EXPECT_TRUE(alike(a[c].lines[i], b[c].lines[i]))
          << a[c].name << "\n  rectify  " << a[c].lines[i] << "\n  libtorch " << b[c].lines[i];
  }
}

}  // namespace golden
