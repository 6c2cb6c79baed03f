// The flow of assigned variables.
#include "compiler/sema/assigned.h"

#include <gtest/gtest.h>

namespace aslc::sema {
namespace {

Assigned nothing(size_t variables) { return {VariableSet(variables), VariableSet(variables)}; }

TEST(Assigned, BothWaysMustAssign) {
  // 0 -> 1 (assigns 0) -> 3; 0 -> 2 (assigns 0 and 1) -> 3
  auto entered = follow({{{1, {}}, {2, {}}}, {{3, {0}}}, {{3, {0, 1}}}, {}}, 0, nothing(2));
  EXPECT_TRUE(entered[3]->must.has(0));
  EXPECT_FALSE(entered[3]->must.has(1));
  EXPECT_TRUE(entered[3]->may.has(1));
}

TEST(Assigned, AStateThatIsNeverEnteredHasNothing) {
  auto entered = follow({{}, {{0, {}}}}, 0, nothing(1));
  EXPECT_TRUE(entered[0]);
  EXPECT_FALSE(entered[1]);
}

TEST(Assigned, GoesRoundLoopsUntilItSettles) {
  // A chain of loops, each of which hands its variable one state back.
  constexpr size_t count = 200;
  std::vector<std::vector<FlowEdge>> edges(count);
  for (size_t i = 0; i + 1 < count; ++i) {
    edges[i].push_back({i + 1, {i}});
    if (i > 0)
      edges[i].push_back({i - 1, {}});
  }
  edges[count - 1].push_back({count - 2, {}});
  auto entered = follow(edges, 0, nothing(count));
  EXPECT_TRUE(entered[0]->may.has(count - 2));
  EXPECT_FALSE(entered[0]->must.has(0));
  EXPECT_TRUE(entered[count - 1]->must.has(0));
}

} // namespace
} // namespace aslc::sema
