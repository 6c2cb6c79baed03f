// Members of gzip.
#include "runtime/objects/gzip.h"

#include <gtest/gtest.h>

namespace asl::objects {
namespace {

/// `a,b\n1,2\n`
const std::string one("\x1F\x8B\x08\x00\x00\x00\x00\x00\x02\x03\x4B\xD4\x49\xE2\x32\xD4\x31\xE2\x02"
                      "\x00\x7B\x07\x97\x0A\x08\x00\x00\x00",
                      28);
/// `3,4\n`, with the name of a file.
const std::string other("\x1F\x8B\x08\x08\x00\x00\x00\x00\x02\xFF\x6E\x61\x6D\x65\x2E\x63\x73\x76"
                        "\x00\x33\xD6\x31\xE1\x02\x00\x3E\x2D\x72\xA9\x04\x00\x00\x00",
                        33);
constexpr size_t kMost = 1000;

TEST(Gzip, OneMemberAndSeveral) {
  EXPECT_EQ(*gunzip(one, kMost), "a,b\n1,2\n");
  EXPECT_EQ(*gunzip(one + other, kMost), "a,b\n1,2\n3,4\n");
}

TEST(Gzip, RefusesWhatIsCutOff) {
  for (size_t length = 0; length < one.size(); ++length)
    EXPECT_FALSE(gunzip(std::string_view(one).substr(0, length), kMost)) << length;
}

TEST(Gzip, RefusesWhatIsDamaged) {
  std::string wrong = one;
  wrong[12] ^= 0x40;
  EXPECT_FALSE(gunzip(wrong, kMost));
  wrong = one;
  wrong[20] ^= 1;
  EXPECT_EQ(gunzip(wrong, kMost).error(), "its checksum is wrong");
  EXPECT_EQ(gunzip("a,b\n1,2\n, and more", kMost).error(),
            "it does not begin as a file of gzip does");
}

TEST(Gzip, RefusesWhatIsTooLong) {
  EXPECT_EQ(gunzip(one, 7).error(), "it holds more than 7 bytes");
  EXPECT_TRUE(gunzip(one, 8));
}

} // namespace
} // namespace asl::objects
