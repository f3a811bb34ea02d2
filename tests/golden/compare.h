#pragma once
// Compares what cases.h has written with the file that libtorch's run of the same cases has written.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

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
inline void compare(const std::string& ours, const std::string& path, int at_least) {
  std::ifstream file(path);
  ASSERT_TRUE(file) << path;
  std::istringstream mine(ours);
  std::string a, b, name;
  int cases = 0;
  while (std::getline(file, b)) {
    ASSERT_TRUE(std::getline(mine, a)) << "nothing more after " << name << ", libtorch has " << b;
    if (b.rfind("### ", 0) == 0) {
      name = b;
      cases++;
      ASSERT_EQ(a, b) << path << " is older than its cases, or a case before has fewer lines than in libtorch";
    } else {
      EXPECT_TRUE(alike(a, b)) << name << "\n  rectify  " << a << "\n  libtorch " << b;
    }
  }
  EXPECT_FALSE(std::getline(mine, a)) << a;
  EXPECT_GE(cases, at_least);
}

}  // namespace golden
