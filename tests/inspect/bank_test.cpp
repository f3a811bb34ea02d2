// A part of the bank; `make bank` examines all of it.
#include "inspect/bank.h"

#include <gtest/gtest.h>

namespace {

TEST(Bank, FaultsAreFoundAndHealthyNetworksLeftInPeace) {
  for (const auto& fault : bank::kFaults)
    for (uint64_t seed : {1001, 1002, 1003, 1004}) {
      const auto c = bank::Maker(seed).make(fault);
      const auto report = bank::examine(c);
      EXPECT_TRUE(bank::found(c, report)) << fault << " " << seed << "\n" << report.text();
    }
}

}  // namespace
