#include "compiler/editor/language/where.h"

namespace aslc::editor {

namespace {

using source::Node;

/// Follows the steps from the root.
class Walk {
public:
  explicit Walk(Where &where) : where_(where) {}

  void start(const Node *root) {
    role_ = Role::Machine;
    node_ = root;
    enter();
  }
  void step(const Step &step) {
    path_.push_back(step);
    Role before = role_;
    role_ = roleOfChild(role_, step.isKey ? step.key : "");
    node_ = nodeAt(node_, {step});
    bool isTemplate = before == Role::Template || before == Role::Assign || before == Role::Literal;
    if (isTemplate) {
      where_.inField.push_back(step);
    } else if (step.isKey && before != Role::States) {
      if (before == Role::State)
        where_.holder = step.key;
      where_.field = step.key;
      where_.inField.clear();
    }
    if (before == Role::States) {
      where_.field.clear();
      where_.holder.clear();
    }
    if (before == Role::Branches)
      branch_ = step.index;
    enter();
  }
  Role role() const { return role_; }
  const Node *node() const { return node_; }

private:
  void enter() {
    if (role_ == Role::Machine || role_ == Role::Branch || role_ == Role::Processor) {
      if (where_.state)
        flowKey_ = where_.stateKey + "[" + std::to_string(branch_) + "]";
      branch_ = 0;
      where_.flow = node_;
      where_.state = nullptr;
      language();
    } else if (role_ == Role::State) {
      where_.state = node_;
      where_.statePath = path_;
      where_.stateKey = (flowKey_.empty() ? "" : flowKey_ + "/") + path_.back().key;
      language();
    }
  }
  void language() {
    if (std::string_view name = textOf(node_, "QueryLanguage"); !name.empty())
      where_.language =
          name == "JSONata" ? ast::QueryLanguage::Jsonata : ast::QueryLanguage::JsonPath;
  }

  Where &where_;
  Path path_;
  Role role_ = Role::None;
  const Node *node_ = nullptr;
  std::string flowKey_;
  size_t branch_ = 0;
};

} // namespace

Where whereIs(const Snapshot &snapshot, uint32_t cursor) {
  Where where;
  where.place = snapshot.placeOf(cursor);
  where.tree = snapshot.treeAround(cursor);
  Walk walk(where);
  walk.start(where.tree->root);
  for (const Step &step : where.place.container)
    walk.step(step);
  where.owner = walk.role();
  where.container = walk.node();
  if (where.place.kind != Place::Kind::Value)
    return where;
  if (where.place.container.empty() && !where.place.inObject)
    return where;
  Path before = where.inField;
  walk.step({where.place.inObject, where.place.key, where.place.index});
  where.role = walk.role();
  if (where.owner == Role::Template || where.owner == Role::Assign || where.owner == Role::Literal)
    where.inField = std::move(before);
  return where;
}

Where::Evaluated Where::evaluated() const {
  if (place.kind != Place::Kind::Value)
    return Evaluated::No;
  if (isJsonata()) {
    std::string_view before = place.before;
    size_t begin = before.find_first_not_of(" \t\r\n");
    bool isMarked = begin != before.npos && before.substr(begin).starts_with("{%");
    return isMarked ? Evaluated::Jsonata : Evaluated::No;
  }
  switch (role) {
  case Role::Path:
  case Role::Reference:
    return Evaluated::Path;
  case Role::Template:
    return place.inObject && place.key.ends_with(".$") ? Evaluated::Path : Evaluated::No;
  default:
    return Evaluated::No;
  }
}

const analysis::StateData *dataAt(const Snapshot &snapshot, const Where &where) {
  return snapshot.analysis ? snapshot.analysis->dataOf(where.stateKey) : nullptr;
}

} // namespace aslc::editor
