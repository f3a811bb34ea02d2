#include <gtest/gtest.h>
#include <rectify/core/error.h>
#include <rectify/core/tempfile.h>

#include <cstdlib>
#include <fstream>

namespace {

TEST(TempFile, LivesAsLongAsItsObject) {
  std::string name;
  {
    rectify::TempFile a = rectify::make_tempfile("rectify-"), b(std::move(a));
    name = b.name;
    EXPECT_NE(name.find("rectify-"), std::string::npos);
    EXPECT_TRUE(std::ifstream(name).good());
    EXPECT_NE(rectify::make_tempfile().name, name);
  }
  EXPECT_FALSE(std::ifstream(name).good());
  {
    rectify::TempDir folder = rectify::make_tempdir();
    name = folder.name;
    EXPECT_TRUE(std::ofstream(name + "/x").good());
    std::remove((name + "/x").c_str());
  }
  EXPECT_FALSE(std::ofstream(name + "/x").good());
}
TEST(TempFile, FailsInWords) {
  setenv("TMPDIR", "/no/such/folder", 1);
  EXPECT_FALSE(rectify::try_make_tempfile());
  EXPECT_FALSE(rectify::try_make_tempdir());
  EXPECT_THROW(rectify::make_tempfile(), rectify::Error);
  EXPECT_THROW(rectify::make_tempdir(), rectify::Error);
  unsetenv("TMPDIR");
}

}  // namespace
