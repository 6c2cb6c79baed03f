// The memory of frames is shared between flows, and is always large enough.
#include "runtime/exec/frame_pool.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace asl::exec {
namespace {

asl_flow flowWith(uint32_t variables, uint32_t retriers = 0) {
  asl_flow flow{};
  flow.variable_count = variables;
  flow.max_retriers = retriers;
  return flow;
}

TEST(FramePool, FlowsOfOneSizeShareTheirFrames) {
  FramePool pool;
  asl_flow one = flowWith(1), other = flowWith(1);
  Frame &first = pool.take(one);
  first.block(100);
  pool.giveBack(first);
  Frame &second = pool.take(other);
  EXPECT_EQ(&second, &first);
  EXPECT_EQ(second.flow, &other);
  EXPECT_EQ(second.parent, nullptr);
  EXPECT_GE(second.memorySize, 100u);
  pool.giveBack(second);
}

TEST(FramePool, EachFrameHoldsItsVariablesAndRetries) {
  FramePool pool;
  std::vector<asl_flow> flows;
  for (uint32_t variables : {0u, 1u, 2u, 7u, 100u, 150u, 5000u})
    for (uint32_t retriers : {0u, 1u, 1000u})
      flows.push_back(flowWith(variables, retriers));
  for (int round = 0; round < 2; ++round) {
    std::vector<Frame *> frames;
    for (const asl_flow &flow : flows) {
      Frame &frame = pool.take(flow);
      for (uint32_t i = 0; i < flow.variable_count; ++i) {
        EXPECT_TRUE(isUndefined(frame.variables[i]));
        frame.variables[i] = integer(i);
      }
      for (uint32_t i = 0; i < flow.max_retriers; ++i)
        EXPECT_EQ(std::exchange(frame.retries[i], 7u), 0u);
      frames.push_back(&frame);
    }
    for (Frame *frame : frames)
      pool.giveBack(*frame);
  }
}

} // namespace
} // namespace asl::exec
