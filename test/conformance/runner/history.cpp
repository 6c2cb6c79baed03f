// Events in order are compared one by one; events in any order are paired off by bipartite
// matching, since with wildcards one recorded event may stand for several.
#include "test/conformance/runner/history.h"

#include <algorithm>
#include <functional>
#include <unordered_map>

namespace asl::conformance {

namespace {

std::string typeOf(const Json &event) { return event.value("type", "?"); }

std::string label(size_t index, const Json &event) {
  return "history[" + std::to_string(index) + "] " + typeOf(event);
}

Json withoutIds(const Json &event) {
  Json body = event;
  body.erase("id");
  body.erase("previousEventId");
  return body;
}

std::vector<Json> bodies(const Json &events) {
  std::vector<Json> result;
  for (const Json &event : events)
    result.push_back(withoutIds(event));
  return result;
}

/// An id as a number; 0 when it is not a number.
int64_t idOf(const Json &event, const char *field) {
  auto id = event.find(field);
  return id != event.end() && id->is_number_integer() ? id->get<int64_t>() : 0;
}

/// How many events a recording lacks: sorting the events of Parallel states has lost those at their
/// end. The ids of what follows still tell of them.
size_t unrecordedEvents(const Json &events) {
  int64_t last = 0;
  for (const Json &event : events)
    last = std::max(last, idOf(event, "id"));
  return static_cast<size_t>(std::max<int64_t>(0, last - static_cast<int64_t>(events.size())));
}

/// Where a flow joins others, its predecessor is whichever came last: that is a matter of timing.
bool joinsFlows(const std::string &type) {
  return type.starts_with("Parallel") || type.starts_with("Map") || type.starts_with("Execution");
}

/// The index of each event's predecessor in the array, or -1.
std::vector<int> predecessors(const Json &events) {
  std::unordered_map<int64_t, int> byId;
  for (size_t i = 0; i < events.size(); ++i)
    byId[idOf(events[i], "id")] = static_cast<int>(i);
  std::vector<int> result;
  for (const Json &event : events) {
    auto at = byId.find(idOf(event, "previousEventId"));
    result.push_back(at == byId.end() ? -1 : at->second);
  }
  return result;
}

void compareInOrder(const Json &expected, const Json &actual, Differences &out) {
  size_t common = std::min(expected.size(), actual.size());
  for (size_t i = 0; i < common; ++i) {
    if (typeOf(expected[i]) == typeOf(actual[i])) {
      compareRecorded(expected[i], actual[i], label(i, expected[i]), out);
      continue;
    }
    // Whatever follows is shifted: one line is worth more than a page of consequences.
    out.push_back(
        {"history[" + std::to_string(i) + "]", shortText(expected[i]), shortText(actual[i])});
    return;
  }
  for (size_t i = common; i < expected.size(); ++i)
    out.push_back({label(i, expected[i]), shortText(expected[i]), "(absent)"});
  for (size_t i = common; i < actual.size(); ++i)
    out.push_back({label(i, actual[i]), "(absent)", shortText(actual[i])});
}

/// A largest pairing of expected with actual events; partner[i] is the actual event of expected
/// event i, or -1.
std::vector<int> pairOff(size_t expectedCount, size_t actualCount,
                         const std::function<bool(size_t, size_t)> &fits) {
  std::vector<std::vector<bool>> edge(expectedCount, std::vector<bool>(actualCount));
  for (size_t i = 0; i < expectedCount; ++i)
    for (size_t j = 0; j < actualCount; ++j)
      edge[i][j] = fits(i, j);
  std::vector<int> owner(actualCount, -1), partner(expectedCount, -1);
  std::vector<bool> seen;
  std::function<bool(size_t)> place = [&](size_t i) {
    for (size_t j = 0; j < actualCount; ++j) {
      if (!edge[i][j] || seen[j])
        continue;
      seen[j] = true;
      if (owner[j] < 0 || place(static_cast<size_t>(owner[j]))) {
        owner[j] = static_cast<int>(i);
        partner[i] = static_cast<int>(j);
        return true;
      }
    }
    return false;
  };
  for (size_t i = 0; i < expectedCount; ++i) {
    seen.assign(actualCount, false);
    place(i);
  }
  return partner;
}

void compareAsSets(const Json &expected, const Json &actual, bool withPredecessors,
                   Differences &out) {
  std::vector<Json> left = bodies(expected), right = bodies(actual);
  std::vector<int> leftBefore, rightBefore;
  if (withPredecessors) {
    leftBefore = predecessors(expected);
    rightBefore = predecessors(actual);
  }
  auto sameBody = [&](size_t i, size_t j) {
    return typeOf(left[i]) == typeOf(right[j]) && matchesRecorded(left[i], right[j]);
  };
  auto samePlace = [&](size_t i, size_t j) {
    if (!withPredecessors || joinsFlows(typeOf(left[i])))
      return true;
    int before = leftBefore[i], other = rightBefore[j];
    if (before < 0 || other < 0)
      return before < 0 && other < 0;
    return typeOf(left[static_cast<size_t>(before)]) == typeOf(right[static_cast<size_t>(other)]);
  };
  std::vector<int> partner = pairOff(left.size(), right.size(), [&](size_t i, size_t j) {
    return sameBody(i, j) && samePlace(i, j);
  });

  std::vector<bool> taken(right.size());
  for (int j : partner)
    if (j >= 0)
      taken[static_cast<size_t>(j)] = true;
  // What is left over is shown in pairs of one type, so that the small difference is seen.
  for (size_t i = 0; i < left.size(); ++i) {
    if (partner[i] >= 0)
      continue;
    size_t j = 0;
    while (j < right.size() && (taken[j] || typeOf(right[j]) != typeOf(left[i])))
      ++j;
    if (j == right.size()) {
      out.push_back({label(i, left[i]), shortText(left[i]), "(absent)"});
      continue;
    }
    taken[j] = true;
    size_t before = out.size();
    compareRecorded(left[i], right[j], label(i, left[i]), out);
    if (out.size() == before)
      out.push_back(
          {label(i, left[i]) + ".previousEventId", shortText(expected[i]), shortText(actual[j])});
  }
  size_t leftOver = static_cast<size_t>(std::count(taken.begin(), taken.end(), false));
  if (!withPredecessors && leftOver == unrecordedEvents(expected))
    return;
  for (size_t j = 0; j < right.size(); ++j)
    if (!taken[j])
      out.push_back({label(j, right[j]), "(absent)", shortText(right[j])});
}

} // namespace

void compareHistory(const Json &expected, const Json &actual, HistoryOrder order,
                    Differences &out) {
  Differences inOrder;
  compareInOrder(expected, actual, inOrder);
  if (inOrder.empty())
    return;
  if (order == HistoryOrder::Exact)
    out.insert(out.end(), inOrder.begin(), inOrder.end());
  else
    compareAsSets(expected, actual, order == HistoryOrder::Concurrent, out);
}

} // namespace asl::conformance
