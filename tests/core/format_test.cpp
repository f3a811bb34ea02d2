// What rectify prints for golden/print_cases.inc is what libtorch printed (golden/print.txt).
#include <gtest/gtest.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>

#include <fstream>
#include <iomanip>
#include <sstream>

using namespace rectify;

namespace {
const double kInf = std::numeric_limits<double>::infinity(), kNaN = std::numeric_limits<double>::quiet_NaN();

Tensor T(IntArrayRef size, std::vector<double> v, ScalarType t) {
  Tensor r = empty(size, kDouble);
  std::copy(v.begin(), v.end(), r.data_ptr<double>());
  return r.to(t);
}
Tensor Wide(IntArrayRef size, double step, ScalarType t) {
  Tensor r = empty(size, kDouble);
  for (int64_t i = 0; i < r.numel(); i++) r.data_ptr<double>()[i] = static_cast<double>(i - 3) * step;
  return r.to(t);
}

TEST(Format, PrintsAsLibtorch) {
  std::ifstream file(RECTIFY_GOLDEN_DIR "/print.txt");
  ASSERT_TRUE(file);
  std::stringstream whole;
  whole << file.rdbuf();
  std::string golden = whole.str();
  size_t at = 0;
  int cases = 0;
  auto check = [&](const std::string& code, const std::string& printed) {
    std::string want = "### " + code + "\n";
    ASSERT_EQ(golden.compare(at, want.size(), want), 0) << "print.txt is older than print_cases.inc: " << code;
    at += want.size();
    size_t end = std::min(golden.find("\n### ", at), golden.size() - 1);
    EXPECT_EQ(printed, golden.substr(at, end - at)) << code;
    at = end + 1;
    cases++;
  };
#define CASE(...)                   \
  {                                 \
    std::ostringstream out;         \
    out << (__VA_ARGS__);           \
    check(#__VA_ARGS__, out.str()); \
  }
#include "golden/print_cases.inc"
#undef CASE
  EXPECT_EQ(at, golden.size());
  EXPECT_GT(cases, 70);
}
TEST(Format, LeavesTheStreamAsItWas) {
  std::ostringstream out;
  out << std::setprecision(3) << T({2}, {1e-9, 1.5}, kDouble);
  out.str("");
  out << 0.123456;
  EXPECT_EQ(out.str(), "0.123");
}

}  // namespace
