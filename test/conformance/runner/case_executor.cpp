// Mocks of a case, and activities.
#include "test/conformance/runner/case_executor.h"

#include <map>

namespace asl::conformance {

namespace {

/// The name of the state that an event belongs to: that of the nearest Entered event before it in
/// its flow.
std::string stateOf(const std::map<int64_t, const Json *> &events, const Json *event) {
  while (event) {
    if (event->contains("stateEnteredEventDetails"))
      return (*event)["stateEnteredEventDetails"].value("name", "");
    const Json previous = event->value("previousEventId", Json(0));
    auto before = events.find(previous.is_number_integer() ? previous.get<int64_t>() : 0);
    event = before == events.end() ? nullptr : before->second;
  }
  return "";
}

/// For each state the workers of its activity, in the order in which they took it: a name, or true.
std::map<std::string, std::vector<Json>> workersOf(const Json &history) {
  std::map<int64_t, const Json *> events;
  for (const Json &event : history)
    if (event.contains("id") && event["id"].is_number_integer())
      events[event["id"].get<int64_t>()] = &event;
  std::map<std::string, std::vector<Json>> workers;
  for (const auto &[id, event] : events) {
    if (event->value("type", "") != "ActivityStarted")
      continue;
    Json details = event->value("activityStartedEventDetails", Json::object());
    workers[stateOf(events, event)].push_back(details.value("workerName", Json(true)));
  }
  return workers;
}

} // namespace

Json mocksOf(const Json &body) {
  Json mocks = body.value("mocks", Json::object());
  auto workers = workersOf(body["expect"].value("history", Json::array()));
  for (const auto &[state, names] : workers)
    if (mocks.contains(state))
      for (size_t i = 0; i < names.size() && i < mocks[state].size(); ++i)
        mocks[state][i]["Started"] = names[i];
  return mocks;
}

CaseExecutor::CaseExecutor(const Json &body)
    : lists_(mocksOf(body)), mocks_(lists_, matchesRecorded) {}

std::optional<std::string> CaseExecutor::unbound(const task::Request &request) {
  bool isActivity = request.resource.kind == task::Resource::Kind::Activity;
  if (!isActivity || lists_.contains(std::string(request.stateName)))
    return std::nullopt;
  return "The activity " + std::string(request.resource.text) + " does not exist.";
}

uint64_t CaseExecutor::start(const task::Request &request, std::shared_ptr<task::Reply> reply) {
  if (std::optional<std::string> why = unbound(request)) {
    reply->unbound(*why);
    return 0;
  }
  ++requests_;
  return mocks_.start(request, std::move(reply));
}

} // namespace asl::conformance
