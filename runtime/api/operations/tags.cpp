// Tags of machines and activities.
#include "runtime/api/operations/tags.h"

#include "runtime/api/operations/machines.h"

namespace asl::api {

using service::Arn;
using service::Tags;

Tags tagsIn(const Json &request, Tags before) {
  auto found = request.find("tags");
  if (found == request.end())
    return before;
  for (const Json &tag : *found) {
    std::string key = textOf(tag, "key");
    if (key.starts_with("aws:"))
      refuse("ValidationException", "Tag keys that begin with aws: are reserved.");
    before[key] = textOf(tag, "value");
  }
  constexpr size_t kMostTags = 50;
  if (before.size() > kMostTags)
    refuse("TooManyTags", "A resource may have at most 50 tags.");
  return before;
}

namespace {

/// Changes the tags of the resource that the call names, by `change`, and stores them. Without
/// `change` only returns them.
Tags withTags(State &state, const Call &call, const std::function<Tags(Tags)> &change) {
  std::string given = textOf(call.request, "resourceArn");
  Arn arn =
      arnIn(call.request, "resourceArn",
            {Arn::Kind::StateMachine, Arn::Kind::Version, Arn::Kind::Alias, Arn::Kind::Activity,
             Arn::Kind::Execution, Arn::Kind::Express, Arn::Kind::MapRun});
  bool isOwn = arn.prefix == prefixOf(call.caller);
  std::unique_lock<std::mutex> lock;
  if (change)
    lock = state.registry.exclusive();
  if (isOwn && arn.kind == Arn::Kind::Activity)
    if (auto activity = state.registry.activity(given)) {
      if (!change)
        return activity->tags;
      service::Activity changed = *activity;
      changed.tags = change(std::move(changed.tags));
      return valueOf(state.registry.put(std::move(changed)))->tags;
    }
  if (isOwn && arn.kind == Arn::Kind::StateMachine)
    if (Machine machine = state.registry.machine(given)) {
      if (!change)
        return machine->tags;
      service::StateMachine changed = *machine;
      changed.tags = change(std::move(changed.tags));
      return valueOf(state.registry.put(std::move(changed)))->tags;
    }
  refuse("ResourceNotFound", "Resource not found: '" + given + "'");
}

} // namespace

Json tagResource(State &state, const Call &call) {
  withTags(state, call, [&](Tags before) { return tagsIn(call.request, std::move(before)); });
  return Json::object();
}

Json untagResource(State &state, const Call &call) {
  withTags(state, call, [&](Tags before) {
    for (const Json &key : call.request.at("tagKeys"))
      before.erase(key.get<std::string>());
    return before;
  });
  return Json::object();
}

Json listTagsForResource(State &state, const Call &call) {
  Json list = Json::array();
  for (const auto &[key, value] : withTags(state, call, {}))
    list.push_back({{"key", key}, {"value", value}});
  return {{"tags", std::move(list)}};
}

} // namespace asl::api
