// How two histories of one execution are held against each other.
#include "test/conformance/runner/history.h"

#include <gtest/gtest.h>

using namespace asl::conformance;

namespace {

Json event(int id, int previous, const char *type, const char *name = nullptr) {
  Json result = {{"id", id}, {"previousEventId", previous}, {"type", type}};
  if (name)
    result["stateEnteredEventDetails"] = {{"name", name}};
  return result;
}

size_t differences(const Json &expected, const Json &actual, HistoryOrder order) {
  Differences out;
  compareHistory(expected, actual, order, out);
  return out.size();
}

const Json twoBranches =
    Json::array({event(1, 0, "ParallelStateStarted"), event(2, 1, "PassStateEntered", "A"),
                 event(3, 2, "PassStateExited"), event(4, 1, "PassStateEntered", "B"),
                 event(5, 4, "PassStateExited")});
const Json interleaved =
    Json::array({event(1, 0, "ParallelStateStarted"), event(2, 1, "PassStateEntered", "B"),
                 event(3, 1, "PassStateEntered", "A"), event(4, 2, "PassStateExited"),
                 event(5, 3, "PassStateExited")});

TEST(History, ExactOrderCountsIds) {
  EXPECT_EQ(differences(twoBranches, twoBranches, HistoryOrder::Exact), 0u);
  EXPECT_GT(differences(twoBranches, interleaved, HistoryOrder::Exact), 0u);
}

TEST(History, BranchesMayInterleave) {
  EXPECT_EQ(differences(twoBranches, interleaved, HistoryOrder::Concurrent), 0u);
}

TEST(History, AnEventAfterAnotherPredecessorIsSeen) {
  Json wrong = interleaved;
  wrong[1]["previousEventId"] = 0;
  EXPECT_EQ(differences(twoBranches, wrong, HistoryOrder::Concurrent), 1u);
}

TEST(History, AMissingEventIsSeenInAnyOrder) {
  Json fewer = interleaved;
  fewer.erase(4);
  for (HistoryOrder order :
       {HistoryOrder::Exact, HistoryOrder::Concurrent, HistoryOrder::Unordered})
    EXPECT_GT(differences(twoBranches, fewer, order), 0u);
}

TEST(History, ZeroedIdsDoNotCount) {
  Json zeroed = twoBranches;
  for (Json &e : zeroed) {
    e["id"] = Json::array({0});
    e["previousEventId"] = 0;
  }
  EXPECT_EQ(differences(zeroed, interleaved, HistoryOrder::Unordered), 0u);
}

TEST(History, AnUnorderedRecordingMayLackAsManyEventsAsItsIdsTell) {
  Json expected =
      Json::array({event(1, 0, "ExecutionStarted"), event(0, 0, "PassStateEntered", "A"),
                   event(4, 3, "ExecutionSucceeded")});
  Json actual =
      Json::array({event(1, 0, "ExecutionStarted"), event(2, 0, "PassStateEntered", "A"),
                   event(3, 2, "ParallelStateSucceeded"), event(4, 3, "ExecutionSucceeded")});
  EXPECT_EQ(differences(expected, actual, HistoryOrder::Unordered), 0u);
  actual.push_back(event(5, 4, "ParallelStateSucceeded"));
  EXPECT_GT(differences(expected, actual, HistoryOrder::Unordered), 0u);
}

TEST(History, WildcardsArePairedOffSoThatAllFit) {
  Json expected =
      Json::array({event(0, 0, "PassStateEntered", "<any>"), event(0, 0, "PassStateEntered", "A")});
  Json actual =
      Json::array({event(1, 0, "PassStateEntered", "A"), event(2, 1, "PassStateEntered", "B")});
  EXPECT_EQ(differences(expected, actual, HistoryOrder::Unordered), 0u);
}

TEST(History, AShiftIsToldOnce) {
  Json shifted = twoBranches;
  shifted.erase(1);
  Differences out;
  compareHistory(twoBranches, shifted, HistoryOrder::Exact, out);
  EXPECT_EQ(out.size(), 1u);
}

} // namespace
