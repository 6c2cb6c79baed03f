#include "compiler/editor/language/states.h"

#include <set>

namespace aslc::editor {

using source::Member;
using source::Node;

namespace {

using Place = std::pair<uint32_t, uint32_t>;

bool holds(source::Range range, uint32_t offset) {
  return offset >= range.begin && offset <= range.end;
}

/// The names that a state assigns, itself or in its catchers and rules.
void addAssigned(const Node &object, std::set<std::string> &names) {
  if (const Node *assign = memberOf(&object, "Assign"))
    for (const Member &member : assign->members) {
      std::string_view name = member.key;
      if (name.ends_with(".$"))
        name.remove_suffix(2);
      if (!name.empty())
        names.emplace(name);
    }
  for (std::string_view field : {"Catch", "Choices"})
    if (const Node *list = memberOf(&object, field))
      for (const Node *item : list->items)
        addAssigned(*item, names);
}

} // namespace

const Node *memberOf(const Node *object, std::string_view key) {
  const Member *member = object && object->is(Node::Kind::Object) ? object->find(key) : nullptr;
  return member ? member->value : nullptr;
}

std::string_view textOf(const Node *object, std::string_view key) {
  const Node *value = memberOf(object, key);
  return value && value->is(Node::Kind::String) ? std::string_view(value->text) : "";
}

StateIndex::StateIndex(const source::Tree &tree) {
  if (tree.root)
    machine(*tree.root, none, "");
}

void StateIndex::use(StateUse::Kind kind, const Node *node, size_t scope, size_t from) {
  if (node && node->is(Node::Kind::String))
    uses_.push_back({kind, node, scope, from});
}

void StateIndex::machine(const Node &node, size_t outer, std::string path) {
  const Node *states = memberOf(&node, "States");
  size_t scope = flows_.size();
  flows_.push_back({&node, outer, std::move(path), {}});
  use(StateUse::Kind::StartAt, memberOf(&node, "StartAt"), scope, none);
  if (!states || !states->is(Node::Kind::Object))
    return;
  size_t first = states_.size();
  for (const Member &member : states->members) {
    flows_[scope].states.emplace(member.key, states_.size());
    states_.push_back(
        {member.key,
         member.keyRange,
         {member.keyRange.begin, std::max(member.keyRange.end, member.value->range.end)},
         member.value,
         scope});
  }
  for (size_t i = first, end = states_.size(); i < end; ++i)
    state(i);
}

void StateIndex::rules(const Node &rules, size_t scope, size_t from) {
  for (const Node *rule : rules.items)
    use(StateUse::Kind::Rule, memberOf(rule, "Next"), scope, from);
}

void StateIndex::state(size_t index) {
  const Node *node = states_[index].node;
  size_t scope = states_[index].scope;
  use(StateUse::Kind::Next, memberOf(node, "Next"), scope, index);
  use(StateUse::Kind::Default, memberOf(node, "Default"), scope, index);
  if (const Node *choices = memberOf(node, "Choices"))
    rules(*choices, scope, index);
  if (const Node *catchers = memberOf(node, "Catch"))
    for (const Node *catcher : catchers->items)
      use(StateUse::Kind::Catch, memberOf(catcher, "Next"), scope, index);
  std::string path = pathOf(index);
  size_t branch = 0;
  if (const Node *branches = memberOf(node, "Branches"))
    for (const Node *each : branches->items)
      machine(*each, index, path + "[" + std::to_string(branch++) + "]");
  for (std::string_view field : {"ItemProcessor", "Iterator"})
    if (const Node *inner = memberOf(node, field))
      machine(*inner, index, path + "[" + std::to_string(branch++) + "]");
}

size_t StateIndex::find(size_t scope, std::string_view name) const {
  auto found = flows_[scope].states.find(name);
  return found == flows_[scope].states.end() ? none : found->second;
}

size_t StateIndex::target(const StateUse &use) const { return find(use.scope, use.node->text); }

size_t StateIndex::at(uint32_t offset) const {
  for (size_t i = 0; i < states_.size(); ++i)
    if (holds(states_[i].nameRange, offset))
      return i;
  for (const StateUse &use : uses_)
    if (holds(use.node->range, offset))
      return target(use);
  return none;
}

std::optional<source::Range> StateIndex::nameAt(uint32_t offset) const {
  for (const StateEntry &state : states_)
    if (holds(state.nameRange, offset))
      return state.nameRange;
  for (const StateUse &use : uses_)
    if (holds(use.node->range, offset))
      return use.node->range;
  return std::nullopt;
}

StateIndex::Names StateIndex::namesOf(size_t state) const {
  std::set<size_t> same = {state};
  std::set<Place> keys, uses;
  auto isShared = [&](source::Range range) {
    Place place{range.begin, range.end};
    return keys.contains(place) || uses.contains(place);
  };
  for (size_t before = 0; before != same.size();) {
    before = same.size();
    for (size_t each : same)
      keys.emplace(states_[each].nameRange.begin, states_[each].nameRange.end);
    for (const StateUse &use : uses_)
      if (same.contains(target(use)))
        uses.emplace(use.node->range.begin, use.node->range.end);
    // A text that also names others: all of them change with it.
    for (size_t i = 0; i < states_.size(); ++i)
      if (isShared(states_[i].nameRange))
        same.insert(i);
    for (const StateUse &use : uses_)
      if (size_t found = target(use); found != none && isShared(use.node->range))
        same.insert(found);
  }
  Names names{{same.begin(), same.end()}, {}, {}};
  for (const Place &place : keys)
    names.keys.push_back({place.first, place.second});
  for (const Place &place : uses)
    if (!keys.contains(place))
      names.uses.push_back({place.first, place.second});
  return names;
}

size_t StateIndex::around(uint32_t offset) const {
  size_t best = none;
  for (size_t i = 0; i < states_.size(); ++i) {
    const source::Range &range = states_[i].range;
    bool holds = offset >= range.begin && offset <= range.end;
    if (holds && (best == none || range.begin >= states_[best].range.begin))
      best = i;
  }
  return best;
}

size_t StateIndex::flowAround(uint32_t offset) const {
  size_t best = flows_.empty() ? none : 0;
  for (size_t i = 1; i < flows_.size(); ++i) {
    const source::Range &range = flows_[i].machine->range;
    if (offset >= range.begin && offset <= range.end &&
        range.begin >= flows_[best].machine->range.begin)
      best = i;
  }
  return best;
}

std::vector<std::string> StateIndex::variablesAround(uint32_t offset) const {
  std::vector<bool> isVisible(flows_.size());
  for (size_t flow = flowAround(offset); flow != none;) {
    isVisible[flow] = true;
    size_t outer = flows_[flow].outer;
    flow = outer == none ? none : states_[outer].scope;
  }
  std::set<std::string> names;
  for (const StateEntry &entry : states_)
    if (isVisible[entry.scope])
      addAssigned(*entry.node, names);
  return {names.begin(), names.end()};
}

std::string StateIndex::pathOf(size_t state) const {
  const std::string &outer = flows_[states_[state].scope].path;
  std::string path = outer.empty() ? "" : outer + "/";
  return path += states_[state].name;
}

std::string_view StateIndex::typeOf(size_t state) const {
  return textOf(states_[state].node, "Type");
}

} // namespace aslc::editor
