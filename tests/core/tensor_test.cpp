#include <gtest/gtest.h>
#include <rectify/core/allocator.h>
#include <rectify/core/tensor.h>

#include <cmath>
#include <cstring>
#include <thread>

using namespace rectify;

namespace {

TEST(Allocator, GivesAlignedDistinctBlocks) {
  std::vector<std::pair<void*, size_t>> blocks;
  for (size_t bytes : {0, 1, 63, 64, 65, 1000, 1024, 1025, 4096, 70000, 1 << 20, 9 << 20}) {
    size_t capacity;
    void* p = allocate(bytes, capacity);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(p) % 64, 0u);
    EXPECT_GE(capacity, bytes);
    std::memset(p, 1, bytes);
    for (auto& b : blocks) EXPECT_NE(b.first, p);
    blocks.push_back({p, capacity});
  }
  for (auto& b : blocks) deallocate(b.first, b.second);
}
TEST(Allocator, ReusesABlock) {
  if (const char* v = std::getenv("RECTIFY_ALLOCATOR"); v && !std::strcmp(v, "system")) return;
  size_t c;
  deallocate(allocate(100, c), 100);
  void* a = allocate(100, c);
  deallocate(a, c);
  EXPECT_EQ(allocate(100, c), a);
  deallocate(a, c);
}
TEST(Allocator, BlocksMayDieInAnotherThread) {
  for (int round = 0; round < 50; round++) {
    std::vector<void*> blocks(400);
    size_t c;
    for (auto& b : blocks) b = allocate(300, c);
    std::thread([&] {
      for (void* b : blocks) deallocate(b, c);
    }).join();
  }
}
TEST(Allocator, RefusesTheImpossible) {
  size_t c;
  EXPECT_THROW(allocate(size_t{1} << 61, c), OutOfMemoryError);
  EXPECT_THROW(new_tensor({int64_t{1} << 40, int64_t{1} << 30}, kFloat), Error);
  EXPECT_THROW(new_tensor({-1}, kFloat), Error);
}
TEST(Half, RoundTripsAndRounds) {
  for (uint32_t u = 0; u < 65536; u++) {
    Half h;
    h.x = static_cast<uint16_t>(u);
    float f = h;
    if (f != f)
      EXPECT_TRUE(std::isnan(static_cast<float>(Half(f))));
    else
      EXPECT_EQ(Half(f).x, u) << u;
    BFloat16 b;
    b.x = static_cast<uint16_t>(u);
    f = b;
    if (f == f) {
      EXPECT_EQ(BFloat16(f).x, u);
    }
  }
  EXPECT_EQ(Half(65519.f).x, 0x7BFF);
  EXPECT_EQ(Half(65520.f).x, 0x7C00);
  EXPECT_EQ(Half(1 + 0x1p-11f).x, Half(1.f).x);
  EXPECT_EQ(Half(0x1p-25f).x, 0);
  EXPECT_EQ(BFloat16(1 + 0x1p-8f).x, BFloat16(1.f).x);
}
TEST(Promotion, FollowsPyTorchsTable) {
  struct Row {
    ScalarType a, b, want;
  };
  for (Row r : {Row{kByte, kChar, kShort}, Row{kByte, kShort, kShort}, Row{kBool, kByte, kByte},
                Row{kLong, kHalf, kHalf}, Row{kHalf, kBFloat16, kFloat}, Row{kFloat, kDouble, kDouble},
                Row{kInt, kLong, kLong}, Row{kChar, kBool, kChar}}) {
    EXPECT_EQ(promote_types(r.a, r.b), r.want);
    EXPECT_EQ(promote_types(r.b, r.a), r.want);
  }
  EXPECT_FALSE(can_cast(kFloat, kLong));
  EXPECT_FALSE(can_cast(kLong, kBool));
  EXPECT_TRUE(can_cast(kLong, kFloat));
}
TEST(Scalar, ConvertsWithARangeCheck) {
  EXPECT_EQ(Scalar(300).to<int>(), 300);
  EXPECT_THROW(Scalar(300).to<int8_t>(), Error);
  EXPECT_THROW(Scalar(1e300).toLong(), Error);
  EXPECT_EQ(Scalar(true).type(), kBool);
  EXPECT_EQ(Scalar(1.5f).type(), kDouble);
}
TEST(Device, ParsesAndRefuses) {
  EXPECT_TRUE(Device("cpu").is_cpu());
  EXPECT_EQ(Device("cuda:1").index(), 1);
  for (const char* bad : {"", "gpu", "cpu:", "cpu:x", "cuda:01"}) EXPECT_THROW(Device{bad}, Error) << bad;
  EXPECT_THROW(check_device(kCUDA), Error);
}
TEST(Tensor, GeometryAndErrors) {
  Tensor t = new_tensor({2, 3}, kFloat);
  EXPECT_EQ(t.strides(), (std::vector<int64_t>{3, 1}));
  EXPECT_EQ(t.size(-1), 3);
  EXPECT_THROW(t.size(2), IndexError);
  EXPECT_THROW(t.data_ptr<double>(), Error);
  EXPECT_THROW((t.accessor<float, 1>()), Error);
  EXPECT_THROW(t.item(), Error);
  EXPECT_THROW(Tensor().sizes(), Error);
  t.accessor<float, 2>()[1][2] = 7;
  EXPECT_EQ(t.data_ptr<float>()[5], 7);
  EXPECT_EQ(new_tensor({1, 2, 1, 2, 1, 2, 1}, kLong).strides().size(), 7u);
}

}  // namespace
