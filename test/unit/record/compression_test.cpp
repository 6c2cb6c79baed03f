// Records that are compressed.
#include "runtime/record/compression.h"

#include <gtest/gtest.h>

#include <random>

namespace asl::record {
namespace {

std::string repeated(std::string_view text, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i)
    all += text;
  return all;
}

std::string randomBytes(size_t count) {
  std::mt19937 random(1);
  std::string bytes;
  while (bytes.size() < count)
    bytes.push_back(static_cast<char>(random()));
  return bytes;
}

TEST(CompressionTest, WhatRepeatsBecomesSmallAndComesBack) {
  std::string before = repeated("a record of an execution; ", 1000);
  std::string bytes = before;
  EXPECT_EQ(compress(bytes), Codec::Lz4);
  EXPECT_LT(bytes.size(), before.size() / 50);
  std::string after;
  EXPECT_TRUE(decompress(Codec::Lz4, bytes, after));
  EXPECT_EQ(after, before);
}

TEST(CompressionTest, BlocksDoNotReferToEachOther) {
  std::string one = repeated("the same text ", 100), two = one, after;
  EXPECT_EQ(compress(one), Codec::Lz4);
  EXPECT_EQ(compress(two), Codec::Lz4);
  EXPECT_EQ(one, two);
}

TEST(CompressionTest, WhatWouldNotBecomeSmallerStaysAsItIs) {
  for (const std::string &before : {std::string(), repeated("ab", 20), randomBytes(10000)}) {
    std::string bytes = before, after;
    EXPECT_EQ(compress(bytes), Codec::Plain);
    EXPECT_EQ(bytes, before);
    EXPECT_TRUE(decompress(Codec::Plain, bytes, after));
    EXPECT_EQ(after, before);
  }
}

TEST(CompressionTest, DamagedBytesAreTold) {
  std::string bytes = repeated("a record of an execution; ", 1000), after;
  EXPECT_EQ(compress(bytes), Codec::Lz4);
  for (size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(decompress(Codec::Lz4, std::string_view(bytes).substr(0, size), after)) << size;
  EXPECT_FALSE(decompress(Codec::Lz4, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F" + bytes, after));
  EXPECT_FALSE(decompress(static_cast<Codec>(15), bytes, after));
}

} // namespace
} // namespace asl::record
