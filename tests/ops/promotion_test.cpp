// Every dtype beside every other, as libtorch has it (golden/promotion.txt): the results' dtypes, and errors to the
// letter.
#include <gtest/gtest.h>
#include <rectify/torch.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <regex>

#include "golden/cases.h"

namespace golden {
using namespace torch;
#include "golden/promotion_cases.inc"

// A row's cells, the errors in the place of their '!'.
std::map<std::string, std::vector<std::string>> rows(std::istream& in) {
  std::map<std::string, std::vector<std::string>> r;
  std::vector<std::string>* row = nullptr;
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("  ", 0) == 0) {
      const size_t end = line.find(' ', 2);
      for (size_t i = 2; i < end; i++) (*row)[letters().find(line[i])] = line.substr(end + 1);
      continue;
    }
    const size_t end = line.rfind(' ');
    row = &r[line.substr(0, end)];
    for (char c : line.substr(end + 1)) row->emplace_back(1, c);
  }
  return r;
}

// Where libtorch has no kernel ('-') any answer is right.
TEST(Promotion, IsPyTorchs) {
  promotion_cases();
  std::istringstream text(out().str());
  std::ifstream file(std::string(RECTIFY_GOLDEN_DIR) + "/promotion.txt");
  ASSERT_TRUE(file);
  const auto ours = rows(text), theirs = rows(file);
  ASSERT_EQ(ours.size(), theirs.size()) << "promotion.txt is older than its cases";
  for (const auto& [name, want] : theirs) {
    ASSERT_TRUE(ours.count(name)) << name << ": promotion.txt is older than its cases";
    for (size_t i = 0; i < want.size(); i++)
      if (want[i] != "-") {
        EXPECT_EQ(ours.at(name)[i], want[i]) << name << ", second dtype " << letters()[i];
      }
  }
}
}  // namespace golden
