// Stacks of fibers: how many a process can have, and what happens on overflow.
#include "runtime/handlers/stack_pool.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <string>
#include <sys/resource.h>

namespace asl::handlers {
namespace {

using Guards = StackPool::Guards;

size_t mappings() {
  std::ifstream maps("/proc/self/maps");
  size_t count = 0;
  for (std::string line; std::getline(maps, line);)
    ++count;
  return count;
}

class StackPools : public testing::TestWithParam<Guards> {};
INSTANTIATE_TEST_SUITE_P(Guards, StackPools,
                         testing::Values(Guards::All, Guards::Mappings, Guards::None));

TEST_P(StackPools, HaveAHundredThousandStacksInFewMappings) {
  StackPool pool(StackPool::kSmallest, GetParam());
  size_t before = mappings();
  std::vector<Stack> stacks;
  for (int i = 0; i < 100000; ++i) {
    std::optional<Stack> stack = pool.take();
    ASSERT_TRUE(stack) << i;
    stacks.push_back(*stack);
  }
  EXPECT_LT(mappings() - before, 33000u);
  for (const Stack &stack : stacks)
    pool.giveBack(stack);
}

TEST_P(StackPools, GiveStacksThatCanBeUsedFromEndToEnd) {
  StackPool pool(100000, GetParam());
  for (int round = 0; round < 2; ++round) {
    std::vector<Stack> stacks;
    for (int i = 0; i < 300; ++i)
      stacks.push_back(*pool.take());
    for (const Stack &stack : stacks) {
      EXPECT_GE(stack.bytes, 100000u);
      std::memset(stack.bottom, 0xa5, stack.bytes);
    }
    for (const Stack &stack : stacks) {
      checkOverflow(stack);
      pool.giveBack(stack);
    }
  }
}

TEST_P(StackPools, EndTheProcessWhenAStackOverflows) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(
      {
        StackPool pool(StackPool::kSmallest, GetParam());
        Stack stack = *pool.take();
        stack.bottom[-8] = 1;
        checkOverflow(stack);
      },
      GetParam() == Guards::None ? "overflowed its stack of 16384 bytes" : "");
}

} // namespace
} // namespace asl::handlers
