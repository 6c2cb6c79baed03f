// Histories. See
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html.
#include "runtime/api/operations/executions.h"
#include "runtime/dom/text.h"
#include "runtime/engine/stored_history.h"
#include "runtime/support/number_text.h"

#include <algorithm>
#include <deque>

namespace asl::api {
namespace {

/// Which events make up a page.
struct PageOf {
  bool isReverse = false;
  uint64_t position = 0; ///< id of the last event of the page before; 0: none
  uint64_t newest = 0;   ///< id of the last event that there is
  size_t most = 0;
  bool hasGaps = false; ///< some events cannot be read: ids do not tell how many there are between

  bool contains(uint64_t id, size_t count) const {
    if (!isReverse)
      return id > position && count <= most;
    uint64_t end = position == 0 ? newest + 1 : position;
    return (hasGaps || id + most + 1 >= end) && (position == 0 || id < position);
  }
};

void removeData(Json &details) {
  for (const char *key : {"input", "inputDetails", "output", "outputDetails", "parameters",
                          "assignedVariables", "assignedVariablesDetails"})
    details.erase(key);
}

Json eventOf(const HistoryEvent &event, const FoundExecution &found, bool hasData) {
  Json object{{"timestamp", timeOf(event.timestampMs)},
              {"type", typeName(event.type)},
              {"id", event.id},
              {"previousEventId", event.previousId}};
  std::string_view key = detailsKey(event.type);
  if (key.empty())
    return object;
  Json details = asl::dom::parse(event.detailsJson());
  if (!hasData)
    removeData(details);
  if (event.type == EventType::ExecutionStarted) {
    const journal::Start &start = found.execution.start;
    if (start.version)
      details["stateMachineVersionArn"] = versionArn(*found.machine, *start.version);
    for (const auto &[name, alias] : found.machine->aliases)
      if (start.alias && alias.document == *start.alias)
        details["stateMachineAliasArn"] = aliasArn(*found.machine, name);
  }
  object[std::string(key)] = std::move(details);
  return object;
}

} // namespace

Json getExecutionHistory(State &state, const Call &call) {
  FoundExecution found = executionIn(state, call, "executionArn");
  bool hasData = flagIn(call.request, "includeExecutionData", true);
  PageOf page;
  page.isReverse = flagIn(call.request, "reverseOrder", false);
  page.position = parseNumber<uint64_t>(positionOf(call)).value_or(0);
  page.newest = found.execution.lastEvent;
  page.most = pageSize(call.request);
  // One event more than the page has tells whether there is a next page.
  std::deque<Json> events;
  auto take = [&](const HistoryEvent &event) {
    if (!page.contains(event.id, events.size()))
      return;
    events.push_back(eventOf(event, found, hasData));
    if (page.isReverse && events.size() > page.most + 1)
      events.pop_front();
  };
  std::string damage; // which DescribeExecution shows; events that cannot be read are left out
  check(readHistory(state.journal, found.execution.id, take, &damage));
  if (page.isReverse && !damage.empty()) {
    page.hasGaps = true;
    events.clear();
    check(readHistory(state.journal, found.execution.id, take, &damage));
  }
  bool hasMore = events.size() > page.most;
  if (hasMore && page.isReverse)
    events.pop_front();
  else if (hasMore)
    events.pop_back();
  Json answer = Json::object();
  if (hasMore) {
    const Json &last = page.isReverse ? events.front() : events.back();
    answer["nextToken"] = pageToken(call, std::to_string(last.at("id").get<uint64_t>()));
  }
  if (page.isReverse)
    std::ranges::reverse(events);
  Json list = Json::array();
  for (Json &event : events)
    list.push_back(std::move(event));
  answer["events"] = std::move(list);
  return answer;
}

namespace {

/// Saves writing payloads that would be removed.
HistoryEvent withoutData(HistoryEvent event) {
  event.payload = null();
  event.inputText = {};
  event.assigned = {};
  return event;
}

uint64_t numberIn(const Json &request, const char *key, uint64_t otherwise) {
  auto found = request.find(key);
  return found != request.end() && found->is_number_unsigned() ? found->get<uint64_t>() : otherwise;
}

/// The ids in a member; empty when there is none.
std::vector<uint64_t> idsIn(const Json &request, const char *key) {
  std::vector<uint64_t> ids;
  auto found = request.find(key);
  if (found == request.end() || !found->is_array())
    return ids;
  for (const Json &id : *found)
    if (id.is_number_unsigned())
      ids.push_back(id.get<uint64_t>());
  std::ranges::sort(ids);
  return ids;
}

} // namespace

Json watchExecution(State &state, const Call &call) {
  FoundExecution found = executionIn(state, call, "executionArn");
  std::vector<uint64_t> ids = idsIn(call.request, "ids");
  uint64_t after = numberIn(call.request, "after", 0);
  size_t most = numberIn(call.request, "maxResults", 50'000);
  Json events = Json::array();
  auto take = [&](const HistoryEvent &event) {
    bool isWanted = ids.empty() ? event.id > after && events.size() < most
                                : std::ranges::binary_search(ids, event.id);
    if (isWanted)
      events.push_back(ids.empty() ? eventOf(withoutData(event), found, /*hasData=*/false)
                                   : eventOf(event, found, /*hasData=*/true));
  };
  std::string damage;
  if (!ids.empty() || found.execution.lastEvent > after)
    check(readHistory(state.journal, found.execution.id, take, &damage));
  return {{"status", statusOf(found.execution.status)},
          {"lastEvent", found.execution.lastEvent},
          {"events", std::move(events)}};
}

} // namespace asl::api
