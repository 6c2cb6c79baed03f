// Where members stand when they are sorted: fields by their subject, states by the flow.
#include "compiler/editor/format/layouts.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>
#include <unordered_map>

namespace aslc::editor {

namespace {

using source::Member;
using source::Node;

constexpr std::string_view machineFields[] = {"Comment",        "QueryLanguage",   "Version",
                                              "TimeoutSeconds", "ProcessorConfig", "StartAt",
                                              "States"};

constexpr std::string_view stateFields[] = {"Comment",
                                            "Type",
                                            "QueryLanguage",
                                            "Resource",
                                            "Credentials",
                                            "InputPath",
                                            "ItemReader",
                                            "ItemsPath",
                                            "Items",
                                            "ItemBatcher",
                                            "ItemSelector",
                                            "Parameters",
                                            "Arguments",
                                            "Result",
                                            "Seconds",
                                            "SecondsPath",
                                            "Timestamp",
                                            "TimestampPath",
                                            "Error",
                                            "ErrorPath",
                                            "Cause",
                                            "CausePath",
                                            "TimeoutSeconds",
                                            "TimeoutSecondsPath",
                                            "HeartbeatSeconds",
                                            "HeartbeatSecondsPath",
                                            "Label",
                                            "MaxConcurrency",
                                            "MaxConcurrencyPath",
                                            "ToleratedFailureCount",
                                            "ToleratedFailureCountPath",
                                            "ToleratedFailurePercentage",
                                            "ToleratedFailurePercentagePath",
                                            "ItemProcessor",
                                            "Iterator",
                                            "Branches",
                                            "ResultWriter",
                                            "Choices",
                                            "Default",
                                            "ResultSelector",
                                            "ResultPath",
                                            "Assign",
                                            "Output",
                                            "OutputPath",
                                            "Retry",
                                            "Catch",
                                            "Next",
                                            "End"};

constexpr std::string_view retrierFields[] = {"Comment",       "ErrorEquals", "IntervalSeconds",
                                              "MaxAttempts",   "BackoffRate", "MaxDelaySeconds",
                                              "JitterStrategy"};

constexpr std::string_view catcherFields[] = {"Comment", "ErrorEquals", "ResultPath",
                                              "Assign",  "Output",      "Next"};

std::span<const std::string_view> fieldsOf(Level level) {
  switch (level) {
  case Level::Machine:
    return machineFields;
  case Level::State:
    return stateFields;
  case Level::Retrier:
    return retrierFields;
  case Level::Catcher:
    return catcherFields;
  default:
    return {};
  }
}

const Node *member(const Node &object, std::string_view key) {
  const Member *found = object.is(Node::Kind::Object) ? object.find(key) : nullptr;
  return found ? found->value : nullptr;
}

/// The names of the states that `state` may lead to, the likely ones first. The order of its fields
/// does not matter, because sorting changes it.
void addTargets(const Node &state, std::vector<std::string_view> &targets) {
  auto add = [&](const Node &object, std::string_view field) {
    if (const Node *name = member(object, field); name && name->is(Node::Kind::String))
      targets.push_back(name->text);
  };
  auto addItems = [&](std::string_view field) {
    if (const Node *list = member(state, field); list && list->is(Node::Kind::Array))
      for (const Node *item : list->items)
        add(*item, "Next");
  };
  add(state, "Next");
  addItems("Choices");
  add(state, "Default");
  addItems("Catch");
}

/// Visits states from the start, each before those that it leads to; the others follow.
std::vector<size_t> flowOrder(const Node &states, std::string_view start) {
  std::unordered_map<std::string_view, size_t> places;
  for (size_t i = 0; i < states.members.size(); ++i)
    places.emplace(states.members[i].key, i);
  std::vector<size_t> order;
  std::vector<bool> seen(states.members.size());
  std::vector<std::string_view> waiting{start};
  while (!waiting.empty()) {
    auto found = places.find(waiting.back());
    waiting.pop_back();
    if (found == places.end() || seen[found->second])
      continue;
    seen[found->second] = true;
    order.push_back(found->second);
    std::vector<std::string_view> targets;
    addTargets(*states.members[found->second].value, targets);
    waiting.insert(waiting.end(), targets.rbegin(), targets.rend());
  }
  for (size_t i = 0; i < seen.size(); ++i)
    if (!seen[i])
      order.push_back(i);
  return order;
}

} // namespace

Level levelOf(const Node &node, Level parent, std::string_view key) {
  if (parent == Level::State && key == "Retry")
    return Level::Retriers;
  if (parent == Level::State && key == "Catch")
    return Level::Catchers;
  if (!node.is(Node::Kind::Object))
    return Level::Other;
  if (parent == Level::Retriers)
    return Level::Retrier;
  if (parent == Level::Catchers)
    return Level::Catcher;
  if (parent == Level::States)
    return Level::State;
  if (parent == Level::Machine && key == "States")
    return Level::States;
  bool holdsStates = member(node, "States") && member(node, "States")->is(Node::Kind::Object);
  return holdsStates && (member(node, "StartAt") || key.empty()) ? Level::Machine : Level::Other;
}

std::vector<size_t> orderOf(const Node &object, Level level, const FormatOptions &options) {
  std::vector<size_t> order(object.members.size());
  std::iota(order.begin(), order.end(), size_t(0));
  std::span<const std::string_view> fields = fieldsOf(level);
  if (options.sortFields && !fields.empty()) {
    auto rank = [&](size_t index) {
      return std::find(fields.begin(), fields.end(), object.members[index].key) - fields.begin();
    };
    std::sort(order.begin(), order.end(),
              [&](size_t a, size_t b) { return std::pair(rank(a), a) < std::pair(rank(b), b); });
  }
  return order;
}

std::vector<size_t> stateOrderOf(const Node &machine, const Node &states) {
  const Node *start = member(machine, "StartAt");
  return flowOrder(states, start && start->is(Node::Kind::String) ? start->text : "");
}

} // namespace aslc::editor
