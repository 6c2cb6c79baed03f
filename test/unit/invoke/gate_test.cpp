// The limit on what goes on at once.
#include "runtime/invoke/gate.h"

#include <gtest/gtest.h>

#include <string>

namespace asl::invoke {
namespace {

TEST(Gate, LetsThroughInOrderOneByOne) {
  Gate gate(2);
  std::string seen;
  for (char name : {'a', 'b', 'c', 'd'})
    gate.enter([&seen, name] { seen += name; });
  EXPECT_EQ(seen, "ab");
  gate.leave();
  EXPECT_EQ(seen, "abc");
  for (int i = 0; i < 3; ++i)
    gate.leave();
  EXPECT_EQ(seen, "abcd");
  gate.enter([&seen] { seen += 'e'; });
  EXPECT_EQ(seen, "abcde");
}

TEST(Gate, ThousandsLeaveAtOnce) {
  constexpr int most = 1'000'000;
  Gate gate(1);
  int count = 0;
  gate.enter([] {});
  for (int i = 0; i < most; ++i)
    gate.enter([&] {
      ++count;
      gate.leave();
    });
  gate.leave();
  EXPECT_EQ(count, most);
  gate.enter([&count] { ++count; });
  EXPECT_EQ(count, most + 1);
}

TEST(Gate, WithoutALimit) {
  Gate gate(0);
  int count = 0;
  for (int i = 0; i < 1000; ++i)
    gate.enter([&count] { ++count; });
  EXPECT_EQ(count, 1000);
}

} // namespace
} // namespace asl::invoke
