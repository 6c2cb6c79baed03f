// What leads to a state, and where it leads: as a hierarchy of calls.
#include "compiler/editor/features/features.h"

#include <map>

namespace aslc::editor {

namespace {

constexpr int functionKind = 12;

Json itemOf(const Query &query, size_t state) {
  const StateIndex &states = query.snapshot.states();
  const StateEntry &entry = states.states()[state];
  return {{"name", std::string(entry.name)},
          {"kind", functionKind},
          {"detail", std::string(states.typeOf(state))},
          {"uri", query.snapshot.uri()},
          {"range", query.range(entry.range)},
          {"selectionRange", query.range(entry.nameRange)},
          {"data", states.pathOf(state)}};
}

size_t stateOf(const Query &query, const Json &item) {
  const StateIndex &states = query.snapshot.states();
  auto data = item.is_object() ? item.find("data") : item.end();
  if (!item.is_object() || data == item.end() || !data->is_string())
    return none;
  for (size_t i = 0; i < states.states().size(); ++i)
    if (states.pathOf(i) == data->get_ref<const std::string &>())
      return i;
  return none;
}

Json callsOf(const Query &query, const std::map<size_t, Json> &ranges, const char *side) {
  Json calls = Json::array();
  for (const auto &[state, places] : ranges)
    calls.push_back({{side, itemOf(query, state)}, {"fromRanges", places}});
  return calls;
}

} // namespace

Json prepareCallHierarchy(const Query &query, uint32_t cursor) {
  const StateIndex &states = query.snapshot.states();
  size_t state = states.at(cursor);
  if (state == none)
    state = states.around(cursor);
  return state == none ? Json() : Json::array({itemOf(query, state)});
}

Json incomingCalls(const Query &query, const Json &item) {
  const StateIndex &states = query.snapshot.states();
  size_t state = stateOf(query, item);
  std::map<size_t, Json> ranges;
  for (const StateUse &use : states.uses())
    if (use.from != none && state != none && states.target(use) == state)
      ranges[use.from].push_back(query.range(use.node->range));
  return callsOf(query, ranges, "from");
}

Json outgoingCalls(const Query &query, const Json &item) {
  const StateIndex &states = query.snapshot.states();
  size_t state = stateOf(query, item);
  std::map<size_t, Json> ranges;
  for (const StateUse &use : states.uses())
    if (size_t target = states.target(use); use.from == state && target != none && state != none)
      ranges[target].push_back(query.range(use.node->range));
  return callsOf(query, ranges, "to");
}

} // namespace aslc::editor
