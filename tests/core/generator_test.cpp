// The generator's streams against PyTorch's: golden/random.json, and golden/random_more.json (other seeds, sizes and
// calls).
#include <gtest/gtest.h>
#include <rectify/autograd/grad_mode.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/random.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

using namespace rectify;

namespace {

using Draw = std::function<Tensor()>;
Tensor E(IntArrayRef size, ScalarType t = kFloat) { return empty(size, t); }
Tensor weights(ScalarType t) { return arange(1, 11, t).div_(10); }

const std::map<std::string, Draw> kDraws = {
    {"rand({7})", [] { return rand({7}); }},
    {"rand({3,11}, float64)",
     [] {
       return rand({3, 11}, kDouble);
     }},
    {"randn({5})", [] { return randn({5}); }},
    {"randn({16})", [] { return randn({16}); }},
    {"randn({37})", [] { return randn({37}); }},
    {"randn({5}, float64)", [] { return randn({5}, kDouble); }},
    {"randn({33}, float64)", [] { return randn({33}, kDouble); }},
    {"randint(0, 10, {20})", [] { return randint(0, 10, {20}); }},
    {"randperm(12)", [] { return randperm(12); }},
    {"randperm(1000)", [] { return randperm(1000); }},
    {"empty({9}).uniform_(-2, 3)", [] { return E({9}).uniform_(-2, 3); }},
    {"empty({9}).normal_(1, 2)", [] { return E({9}).normal_(1, 2); }},
    {"empty({40}).normal_(1, 2)", [] { return E({40}).normal_(1, 2); }},
    {"empty({24}).bernoulli_(0.3)", [] { return E({24}).bernoulli_(0.3); }},
    {"Linear(7, 5).weight",
     [] {
       double b = 1 / std::sqrt(7.0);
       return E({5, 7}).uniform_(-b, b);
     }},
    {"Conv2d(2, 3, 3).weight",
     [] {
       double b = 1 / std::sqrt(18.0);
       return E({3, 2, 3, 3}).uniform_(-b, b);
     }},
    {"two draws: randn({3}) then rand({2})",
     [] {
       Tensor a = randn({3});
       return cat({a, rand({2})});
     }},
    {"rand 9 half", [] { return rand({9}, kHalf); }},
    {"rand 9 bfloat16", [] { return rand({9}, kBFloat16); }},
    {"randn 9 half", [] { return randn({9}, kHalf); }},
    {"randn 20 half", [] { return randn({20}, kHalf); }},
    {"randn 9 bfloat16", [] { return randn({9}, kBFloat16); }},
    {"randn 20 bfloat16", [] { return randn({20}, kBFloat16); }},
    {"randn 1000", [] { return randn({1000}); }},
    {"normal_ transposed",
     [] {
       return E({5, 4}).t().normal_();
     }},
    {"randint wide", [] { return randint(-5, 1ll << 40, {9}); }},
    {"randint int32", [] { return randint(-100, 100, {9}, kInt); }},
    {"randint float", [] { return randint(0, 1000, {9}, kFloat); }},
    {"random_ uint8", [] { return E({9}, kByte).random_(); }},
    {"random_ int8", [] { return E({9}, kChar).random_(); }},
    {"random_ int16", [] { return E({9}, kShort).random_(); }},
    {"random_ int32", [] { return E({9}, kInt).random_(); }},
    {"random_ int64", [] { return E({9}, kLong).random_(); }},
    {"random_ bool", [] { return E({9}, kBool).random_(); }},
    {"random_ float32", [] { return E({9}, kFloat).random_(); }},
    {"random_ float64", [] { return E({9}, kDouble).random_(); }},
    {"random_ half", [] { return E({9}, kHalf).random_(); }},
    {"random_(10)", [] { return E({9}, kLong).random_(10); }},
    {"bernoulli_ float64", [] { return E({24}, kDouble).bernoulli_(0.3); }},
    {"bernoulli_ int64", [] { return E({24}, kLong).bernoulli_(0.3); }},
    {"bernoulli p float32", [] { return bernoulli(weights(kFloat)); }},
    {"bernoulli p float64", [] { return bernoulli(weights(kDouble)); }},
    {"bernoulli p broadcast",
     [] {
       return E({3, 10}).bernoulli_(weights(kFloat));
     }},
    {"exponential_ float32", [] { return E({9}).exponential_(1.5); }},
    {"exponential_ float64", [] { return E({9}, kDouble).exponential_(1.5); }},
    {"geometric_", [] { return E({9}).geometric_(0.2); }},
    {"cauchy_", [] { return E({9}, kDouble).cauchy_(1, 2); }},
    {"log_normal_", [] { return E({20}).log_normal_(0.5, 0.25); }},
    {"randperm int32", [] { return randperm(30, kInt); }},
    {"multinomial", [] { return multinomial(weights(kFloat), 6); }},
    {"multinomial float64", [] { return multinomial(weights(kDouble), 10); }},
    {"multinomial one", [] { return multinomial(weights(kFloat), 1, true); }},
    {"multinomial replacement", [] { return multinomial(weights(kFloat), 40, true); }},
    {"multinomial replacement rows",
     [] {
       return multinomial(weights(kFloat).view({2, 5}), 12, true);
     }},
    {"normal tensor mean", [] { return normal(weights(kFloat), 2.0); }},
    {"normal tensor std", [] { return normal(1.0, weights(kFloat)); }},
    {"normal tensors", [] { return normal(weights(kFloat), weights(kFloat)); }},
    {"odd normals then more",
     [] {
       Tensor a = randn({3}), b = randn({16});
       return cat({a, b, randn({2})});
     }},
};

void check_file(const char* name, size_t at_least) {
  std::ifstream file(std::string(RECTIFY_GOLDEN_DIR "/") + name);
  ASSERT_TRUE(file);
  size_t checked = 0;
  auto golden = nlohmann::json::parse(file);
  for (auto& row : golden["random"]) {
    auto draw = kDraws.find(row["call"].get<std::string>());
    if (draw == kDraws.end()) continue;
    manual_seed(row["manual_seed"].get<uint64_t>());
    Tensor y = draw->second();
    std::string where = row["call"].get<std::string>() + " seed " + row["manual_seed"].dump();
    EXPECT_EQ(y.sizes().vec(), row["shape"].get<std::vector<int64_t>>()) << where;
    bool half = y.scalar_type() == kHalf || y.scalar_type() == kBFloat16;
    double bound = y.scalar_type() == kDouble  ? 1e-14
                   : y.scalar_type() == kFloat ? 1e-6
                   : y.scalar_type() == kHalf  ? 2e-3
                                               : 1e-2;
    if (!y.is_floating_point()) bound = 0;
    Tensor x = y.contiguous().to(kDouble).flatten();
    ASSERT_EQ(static_cast<size_t>(x.numel()), row["values"].size()) << where;
    for (int64_t i = 0; i < x.numel(); i++) {
      double got = x.data_ptr<double>()[i], want = row["values"][i].get<double>();
      bool close = std::fabs(got - want) <= bound * std::max(half ? 1e-2 : 0.5, std::fabs(want));
      EXPECT_TRUE(close) << where << " [" << i << "] " << got << " for " << want;
      if (!close) break;
    }
    checked++;
  }
  EXPECT_GE(checked, at_least);
}
TEST(Random, MeetsTheGoldens) { check_file("random.json", 50); }
TEST(Random, MeetsMoreSeedsAndSizes) { check_file("random_more.json", 80); }

TEST(Random, StateComesBackBitForBit) {
  manual_seed(3);
  randn({3});  // leaves half a pair
  auto state = default_generator().get_state();
  Generator copy = default_generator().clone();
  Tensor a = randn({5}), b = rand({700});
  EXPECT_EQ(std::memcmp(a.data_ptr(), randn({5}, copy).data_ptr(), 20), 0);
  default_generator().set_state(state);
  EXPECT_EQ(std::memcmp(a.data_ptr(), randn({5}).data_ptr(), 20), 0);
  EXPECT_EQ(std::memcmp(b.data_ptr(), rand({700}).data_ptr(), 2800), 0);
  EXPECT_EQ(default_generator().current_seed(), 3u);
}
TEST(Random, GeneratorsAreApart) {
  manual_seed(1);
  Tensor a = rand({4});
  manual_seed(1);
  Generator g = detail::createCPUGenerator(1);
  Tensor b = rand({4}, g), c = rand({4});
  EXPECT_EQ(std::memcmp(a.data_ptr(), b.data_ptr(), 16), 0);
  EXPECT_EQ(std::memcmp(a.data_ptr(), c.data_ptr(), 16), 0);
}
TEST(Random, Errors) {
  const std::vector<std::pair<std::string, std::function<void()>>> rows = {
      {"normal expects std >= 0.0, but found std -1", [] { E({2}).normal_(0, -1); }},
      {"uniform_ expects to return a [from, to) range, but found from=2 > to=1", [] { E({2}).uniform_(2, 1); }},
      {"from is out of bounds for float", [] { E({2}).uniform_(-1e39, 1); }},
      {"to is out of bounds for c10::Half", [] { E({2}, kHalf).uniform_(0, 1e6); }},
      {"uniform_ expects to-from <= std::numeric_limits<Float>::max()", [] { E({2}).uniform_(-3e38, 3e38); }},
      {"\"check_uniform_bounds\" not implemented for 'Long'", [] { E({2}, kLong).uniform_(); }},
      {"\"normal_kernel_cpu\" not implemented for 'Int'", [] { E({2}, kInt).normal_(); }},
      {"bernoulli_ expects p to be in [0, 1], but got p=2", [] { E({2}).bernoulli_(2.0); }},
      {"expected probabilities tensor to have floating type, got Long", [] { E({2}).bernoulli_(arange(2)); }},
      {"Expected p_in >= 0 && p_in <= 1 to be true", [] { bernoulli(full({2}, 2.0)); }},
      {"exponential_ expects lambda >= 0.0, but found lambda=-1", [] { E({2}).exponential_(-1); }},
      {"geometric_ expects p to be in (0, 1), but got p=1", [] { E({2}).geometric_(1); }},
      {"log_normal_ expects std > 0.0, but found std=0", [] { E({2}).log_normal_(0, 0); }},
      {"random_ expects 'from' to be less than 'to', but got from=5 >= to=5", [] { randint(5, 5, {2}); }},
      {"from is out of bounds for signed char", [] { randint(-1000, 5, {2}, kChar); }},
      {"to - 1 is out of bounds for unsigned char", [] { randint(0, 257, {2}, kByte); }},
      {"Trying to create tensor with negative dimension -1: [-1]", [] { randperm(-1); }},
      {"cannot sample n_sample <= 0 samples", [] { multinomial(weights(kFloat), 0); }},
      {"cannot sample n_sample > prob_dist.size(-1) samples without replacement",
       [] { multinomial(weights(kFloat), 11); }},
      {"prob_dist must be 1 or 2 dim",
       [] {
         multinomial(ones({1, 1, 1}), 1);
       }},
      {"multinomial only supports floating-point dtypes for input, got: Long", [] { multinomial(arange(3), 1); }},
      {"probability tensor contains either `inf`, `nan` or element < 0", [] { multinomial(full({3}, -1.0), 1); }},
      {"invalid multinomial distribution (sum of probabilities <= 0)", [] { multinomial(zeros({3}), 1); }},
      {"RNG state is wrong size",
       [] {
         default_generator().set_state(std::vector<uint8_t>{1, 2});
       }},
      {"a leaf Variable that requires grad is being used in an in-place operation",
       [] { E({2}).set_requires_grad(true).uniform_(); }},
  };
  for (auto& [words, f] : rows) {
    try {
      f();
      ADD_FAILURE() << "no error: " << words;
    } catch (const Error& e) {
      EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what() << "\nfor " << words;
    }
  }
}

}  // namespace
