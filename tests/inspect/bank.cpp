// The confusion matrix of the bank. Usage: inspect_bank [CASES OF EACH FAULT] [FILE.md]
#include "inspect/bank.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

int main(int argc, char** argv) {
  const int each = argc > 1 ? std::atoi(argv[1]) : 40;
  torch::set_num_threads(1);
  std::map<std::string, std::map<std::string, int>> counts;
  std::map<std::string, int> found, total;
  for (const auto& fault : bank::kFaults)
    for (int i = 0; i < (fault == "healthy" ? 3 * each : each); i++) {
      auto c = bank::Maker(static_cast<uint64_t>(i * 31 + 1)).make(fault);
      const auto report = bank::examine(c);
      total[fault]++;
      const bool ok = bank::found(c, report);
      found[fault] += ok;
      auto names = bank::faults_of(report);
      if (names.empty()) names.push_back("healthy");
      for (const auto& n : names) counts[fault][n]++;
      if (!ok) {
        std::fprintf(stderr, "%s %d (%s): %s\n", fault.c_str(), i, c.shape.c_str(), report.text().c_str());
      }
    }
  std::string text = "| planted | networks | found with its cause |";
  for (const auto& f : bank::kFaults) text += " " + f + " |";
  text += "\n| --- | --- | --- |";
  for (size_t i = 0; i < bank::kFaults.size(); i++) text += " --- |";
  text += "\n";
  int planted = 0, right = 0;
  for (const auto& f : bank::kFaults) {
    char share[32];
    std::snprintf(share, sizeof share, "%.1f %%", 100.0 * found[f] / total[f]);
    text += "| " + f + " | " + std::to_string(total[f]) + " | " + share + " |";
    for (const auto& g : bank::kFaults) text += " " + (counts[f][g] ? std::to_string(counts[f][g]) : "") + " |";
    text += "\n";
    if (f != "healthy") planted += total[f], right += found[f];
  }
  char line[200];
  std::snprintf(
      line, sizeof line,
      "\n%.1f %% of %d planted faults found with their cause; %.1f %% of %d healthy networks left in peace.\n",
      100.0 * right / planted, planted, 100.0 * found["healthy"] / total["healthy"], total["healthy"]);
  text += line;
  std::fputs(text.c_str(), stdout);
  if (argc > 2)
    std::ofstream(argv[2]) << "# What is found in the bank\n\nRows: the planted fault. Columns: in how many networks a "
                              "finding named it; a network may "
                              "have several, for one fault brings others on.\n\n"
                           << text;
}
