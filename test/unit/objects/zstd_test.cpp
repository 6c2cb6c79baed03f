// Frames of Zstandard.
#include "runtime/objects/zstd.h"

#include <gtest/gtest.h>

namespace asl::objects {
namespace {

/// `a,b\n1,2\n`
const std::string one("\x28\xB5\x2F\xFD\x20\x08\x41\x00\x00\x61\x2C\x62\x0A\x31\x2C\x32\x0A", 17);
/// `3,4\n`
const std::string other("\x28\xB5\x2F\xFD\x20\x04\x21\x00\x00\x33\x2C\x34\x0A", 13);
constexpr size_t kMost = 1000;

TEST(Zstd, OneFrameAndSeveral) {
  EXPECT_EQ(*unzstd(one, kMost), "a,b\n1,2\n");
  EXPECT_EQ(*unzstd(one + other, kMost), "a,b\n1,2\n3,4\n");
}

TEST(Zstd, RefusesWhatIsCutOff) {
  for (size_t length = 0; length < one.size(); ++length)
    EXPECT_EQ(unzstd(std::string_view(one).substr(0, length), kMost).error(), "it is incomplete")
        << length;
}

TEST(Zstd, RefusesWhatIsDamaged) {
  EXPECT_FALSE(unzstd("a,b\n1,2\n, and more", kMost));
  EXPECT_FALSE(unzstd(one + "x and more", kMost));
}

TEST(Zstd, RefusesWhatIsTooLong) {
  EXPECT_EQ(unzstd(one, 7).error(), "it holds more than 7 bytes");
  EXPECT_TRUE(unzstd(one, 8));
}

} // namespace
} // namespace asl::objects
