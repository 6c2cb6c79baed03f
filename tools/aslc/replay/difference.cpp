#include "tools/aslc/replay/difference.h"

#include "runtime/support/closest.h"
#include "tools/mocks/compare.h"
#include "tools/mocks/same.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace aslc::replay {

namespace {

using mocks::Difference;

constexpr std::array<std::string_view, 8> typeNames{"Pass",    "Task", "Choice",   "Wait",
                                                    "Succeed", "Fail", "Parallel", "Map"};

std::string ticked(const std::string &text) { return "`" + text + "`"; }

/// `event 12 (TaskScheduled, in `Orders[1]/Pay`)`
std::string nameOf(const Event &event, const Flow &flow, const std::string &state) {
  std::string name = "event " + std::to_string(event.id) + " (" + event.type;
  if (!state.empty())
    name += ", " + ticked(flow.where + state);
  return name + ")";
}

/// The number of an event within a text is a matter of timing.
std::string withoutEventNumbers(std::string text) {
  constexpr std::string_view mark = "event id #";
  for (size_t at = text.find(mark); at != text.npos; at = text.find(mark, at)) {
    at += mark.size();
    size_t end = at;
    while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])) != 0)
      ++end;
    text.erase(at, end - at);
  }
  return text;
}

/// The details that are compared: not the names of things that each deployment has its own of, nor
/// whether a payload was cut.
Json comparable(const Json &details) {
  Json kept = details;
  for (const char *name : {"inputDetails", "outputDetails", "assignedVariablesDetails", "roleArn",
                           "stateMachineAliasArn", "stateMachineVersionArn", "mapRunArn", "region"})
    kept.erase(name);
  for (const char *name : {"error", "cause"})
    if (auto text = kept.find(name); text != kept.end() && text->is_string())
      *text = withoutEventNumbers(text->get<std::string>());
  return kept;
}

std::vector<Difference> differencesOf(const Event &recorded, const Event &actual) {
  std::vector<Difference> found;
  Json before = comparable(recorded.details);
  Json now = mocks::withRecordedTexts(comparable(actual.details), before);
  // What an older or a shortened history does not tell is no difference.
  for (const char *name : {"error", "cause"})
    if (!before.contains(name) && now.contains(name))
      found.push_back({std::string(".") + name, "(absent)", mocks::shortText(now[name])});
  compare(before, mocks::projected(before, now), /*partly=*/false, "", found);
  return found;
}

std::string linesOf(const std::vector<Difference> &differences) {
  std::string text;
  for (const Difference &difference : differences) {
    bool isMember = difference.place.starts_with('.');
    text += "\n  " + difference.place.substr(isMember ? 1 : 0) + "\n    recorded " +
            difference.expected + "\n    now      " + difference.got;
  }
  return text;
}

std::string summaryOf(const Event &event) {
  return event.type + " " + mocks::shortText(comparable(event.details));
}

/// Events that end a flow and those after it are a matter of timing where its holder has failed.
std::optional<EventDifference> compareFlow(const Flow &recorded, const Flow *actual, bool isWhole) {
  std::string state;
  size_t count = actual ? actual->events.size() : 0;
  const Event *last = nullptr;
  for (size_t i = 0; i < recorded.events.size(); ++i) {
    const Event &event = *recorded.events[i];
    last = &event;
    if (event.isStateEntered() || event.is("EvaluationFailed"))
      state = event.stateName();
    bool endsOutside = event.is("ExecutionAborted");
    if (endsOutside || (i >= count && recorded.isCut))
      return std::nullopt;
    if (i >= count)
      return EventDifference{event.id, nameOf(event, recorded, state) +
                                           " did not happen\n    recorded " + summaryOf(event)};
    const Event &now = *actual->events[i];
    if (now.type != event.type)
      return EventDifference{event.id, nameOf(event, recorded, state) +
                                           " is another one\n    recorded " + summaryOf(event) +
                                           "\n    now      " + summaryOf(now)};
    if (std::vector<Difference> differences = differencesOf(event, now); !differences.empty())
      return EventDifference{event.id,
                             nameOf(event, recorded, state) + " differs" + linesOf(differences)};
  }
  bool mayGoOn = !isWhole || recorded.isCut || (actual && actual->isCut);
  if (mayGoOn || !last || count <= recorded.events.size())
    return std::nullopt;
  const Event &more = *actual->events[recorded.events.size()];
  return EventDifference{last ? last->id : 0, "after " + nameOf(*last, recorded, state) +
                                                  " comes what was not recorded\n    now      " +
                                                  summaryOf(more)};
}

std::vector<std::string> targetsOf(const ast::State &state) {
  std::vector<std::string> targets;
  auto add = [&](const ast::Text &target) {
    if (target && std::find(targets.begin(), targets.end(), target->value) == targets.end())
      targets.push_back(target->value);
  };
  add(state.next);
  if (const auto *choice = state.as<ast::ChoiceState>()) {
    for (const ast::ChoiceRule &rule : choice->rules)
      add(rule.next);
    add(choice->defaultNext);
  }
  for (const ast::Catcher &catcher : state.catchers)
    add(catcher.next);
  return targets;
}

std::string listOf(const std::vector<std::string> &names) {
  std::string list;
  for (size_t i = 0; i < names.size(); ++i)
    list += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + ticked(names[i]);
  return list;
}

/// What is wrong with entering `name` after `before`, which is null at the start of the flow.
std::string problemOf(const Event &event, const ast::Machine &machine, const ast::State *before) {
  std::string name = event.stateName();
  const ast::State *state = machine.find(name);
  if (!state) {
    std::vector<std::string> names;
    for (const ast::State &each : machine.states)
      names.push_back(each.name);
    auto meant = asl::closest(name, names);
    return "enters " + ticked(name) + ", which is not a state of it" +
           (meant ? "; there is " + ticked(*meant) : "");
  }
  std::string type(typeNames[state->kind.index()]);
  if (event.type != type + "StateEntered")
    return "is " + event.type + " of " + ticked(name) + ", which is a " + type + " state";
  if (!before)
    return machine.startAt && machine.startAt->value != name
               ? "enters " + ticked(name) + " first, and not " + ticked(machine.startAt->value)
               : "";
  std::vector<std::string> targets = targetsOf(*before);
  if (std::find(targets.begin(), targets.end(), name) != targets.end())
    return "";
  return "enters " + ticked(name) + " after " + ticked(before->name) +
         (targets.empty() ? ", which ends" : ", which leads to " + listOf(targets));
}

} // namespace

std::optional<EventDifference> firstDifference(const std::map<std::string, Flow> &recorded,
                                               const std::map<std::string, Flow> &actual,
                                               bool isWhole) {
  std::optional<EventDifference> first;
  for (const auto &[key, flow] : recorded) {
    auto found = actual.find(key);
    auto difference = compareFlow(flow, found == actual.end() ? nullptr : &found->second, isWhole);
    if (difference && (!first || difference->id < first->id))
      first = difference;
  }
  return first;
}

std::optional<EventDifference> impossibleEvent(const std::map<std::string, Flow> &recorded) {
  std::optional<EventDifference> first;
  for (const auto &[key, flow] : recorded) {
    const ast::State *before = nullptr;
    for (const Event *event : flow.events) {
      if (!flow.machine || !event->isStateEntered())
        continue;
      std::string problem = problemOf(*event, *flow.machine, before);
      if (!problem.empty()) {
        if (!first || event->id < first->id)
          first = {event->id, "event " + std::to_string(event->id) + " " + problem};
        break;
      }
      before = flow.machine->find(event->stateName());
    }
  }
  return first;
}

} // namespace aslc::replay
