#include "tools/aslc/testing/coverable.h"

#include "compiler/ast/walk.h"
#include "compiler/ast/way.h"
#include "tools/mocks/problems.h"

#include <functional>

namespace aslc::testing {

namespace {

using jsonata::NodeKind;

/// Calls `visit` for `node` and all that is in it.
void forEachNode(const jsonata::Node *node,
                 const std::function<void(const jsonata::Node &)> &visit) {
  if (!node)
    return;
  visit(*node);
  auto walk = [&](const jsonata::NodePtr &child) { forEachNode(child.get(), visit); };
  auto walkPairs = [&](const auto &pairs) {
    for (const auto &[key, value] : pairs) {
      walk(key);
      walk(value);
    }
  };
  for (const jsonata::NodePtr *child :
       {&node->lhs, &node->rhs, &node->procedure, &node->body, &node->condition, &node->then,
        &node->otherwise, &node->pattern, &node->update, &node->remove})
    walk(*child);
  for (const jsonata::NodePtr &item : node->items)
    walk(item);
  walkPairs(node->pairs);
  for (const jsonata::SortTerm &term : node->terms)
    walk(term.expression);
  for (const auto *stages : {&node->predicates, &node->stages})
    for (const jsonata::Stage &stage : *stages)
      walk(stage.expression);
  if (node->group)
    walkPairs(node->group->pairs);
}

std::string errorsOf(const std::vector<ast::Field<std::string>> &names) {
  std::string list;
  for (const auto &name : names)
    list += (list.empty() ? "" : ", ") + name.value;
  return list;
}

/// A name as a part of a path of `asl_state_info`.
std::string escaped(std::string_view name) {
  std::string text;
  for (char c : name) {
    if (c == '/' || c == '[' || c == '\\')
      text += '\\';
    text += c;
  }
  return text;
}

} // namespace

/// Goes through a machine and the flows in it.
class Coverable::Collector {
public:
  Collector(Coverable &found, const source::Tree &tree) : found_(found), tree_(tree) {}

  void machine(const ast::Machine &machine, const std::string &path, const std::string &codePath) {
    for (const ast::State &state : machine.states)
      this->state(state, path + state.name, codePath + escaped(state.name));
  }

private:
  size_t add(Item::Kind kind, std::string text, source::Range range) {
    found_.items_.push_back({kind, index_, std::move(text), range});
    return found_.items_.size() - 1;
  }
  CoveredState &here() { return found_.states_[index_]; }

  void state(const ast::State &state, const std::string &path, const std::string &codePath) {
    index_ = found_.states_.size();
    found_.states_.push_back(
        {state.name, path, state.nameRange, state.range, 0, {}, {}, {}, {}, {}});
    here().visit = add(Item::Kind::State, "state " + mocks::ticked(state.name), state.nameRange);
    found_.byPath_.emplace(codePath, index_);
    transition(state, state.next);
    handlers(state);
    if (const auto *choice = state.as<ast::ChoiceState>())
      this->choice(state, *choice);
    ast::forEachExpression(state, [&](const ast::ExpressionField &field) { branches(field); });
    inner(state, path, codePath);
  }

  void transition(const ast::State &from, const ast::Text &to) {
    if (!to || here().transitions.contains(to->value))
      return;
    here().transitions[to->value] =
        add(Item::Kind::Transition,
            "transition from " + mocks::ticked(from.name) + " to " + mocks::ticked(to->value),
            to->range);
  }

  void handlers(const ast::State &state) {
    for (const ast::Retrier &retrier : state.retriers)
      here().retriers.push_back(
          add(Item::Kind::Retrier,
              "retry of " + mocks::ticked(state.name) + " after " + errorsOf(retrier.errorEquals),
              retrier.range));
    for (const ast::Catcher &catcher : state.catchers) {
      here().catchers.push_back(
          add(Item::Kind::Catcher,
              "catcher of " + mocks::ticked(state.name) + " for " + errorsOf(catcher.errorEquals),
              catcher.range));
      transition(state, catcher.next);
    }
  }

  void choice(const ast::State &state, const ast::ChoiceState &choice) {
    size_t number = 0;
    for (const ast::ChoiceRule &rule : choice.rules) {
      here().rules.push_back(
          add(Item::Kind::Rule,
              "rule " + std::to_string(++number) + " of " + mocks::ticked(state.name), rule.range));
      transition(state, rule.next);
    }
    if (!choice.defaultNext)
      return;
    here().otherwise = add(Item::Kind::Rule, "default of " + mocks::ticked(state.name),
                           choice.defaultNext->keyRange);
    transition(state, choice.defaultNext);
  }

  void branches(const ast::ExpressionField &field) {
    const ast::Expression &expression = field.expression;
    if (expression.kind != ast::Expression::Kind::Jsonata || !expression.parsed())
      return;
    forEachNode(&expression.jsonata(), [&](const jsonata::Node &node) {
      if (node.kind != NodeKind::Condition)
        return;
      std::string key = ast::wayKey(expression, node);
      if (found_.branches_.contains("then " + key))
        return;
      size_t at = expression.offset + node.begin;
      source::Range range =
          expression.node ? tree_.partOrAll(*expression.node, at, at + 1) : source::Range{};
      std::string where =
          " in " + mocks::ticked(std::string(field.field)) + " of " + mocks::ticked(here().name);
      found_.branches_["then " + key] = add(Item::Kind::Branch, "`? ...`" + where, range);
      found_.branches_["else " + key] = add(Item::Kind::Branch, "`: ...`" + where, range);
    });
  }

  void inner(const ast::State &state, const std::string &path, const std::string &codePath) {
    if (const auto *parallel = state.as<ast::ParallelState>())
      for (size_t i = 0; i < parallel->branches.size(); ++i)
        machine(*parallel->branches[i], path + "/", codePath + "[" + std::to_string(i) + "]/");
    if (const auto *map = state.as<ast::MapState>(); map && map->processor)
      machine(*map->processor, path + "/", codePath + "/");
  }

  Coverable &found_;
  const source::Tree &tree_;
  size_t index_ = 0;
};

Coverable::Coverable(const ast::Machine &machine) {
  Collector(*this, *machine.tree).machine(machine, "", "");
}

const CoveredState *Coverable::find(std::string_view codePath) const {
  auto found = byPath_.find(codePath);
  return found == byPath_.end() ? nullptr : &states_[found->second];
}

std::optional<size_t> Coverable::branch(std::string_view way) const {
  auto found = branches_.find(way);
  return found == branches_.end() ? std::nullopt : std::optional(found->second);
}

std::string_view namesOf(Item::Kind kind) {
  constexpr std::string_view names[] = {"states",   "transitions", "choice rules",
                                        "catchers", "retriers",    "JSONata branches"};
  return names[static_cast<size_t>(kind)];
}

} // namespace aslc::testing
