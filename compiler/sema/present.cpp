#include "compiler/sema/present.h"

#include "compiler/expr/jsonata/check.h"

namespace aslc::sema {

namespace {

using RuleKind = ast::ChoiceRule::Kind;

Names both(Names a, const Names &b) {
  a.insert(b.begin(), b.end());
  return a;
}

/// The variable that a path begins with, or nothing if it begins with `$` or `$$`.
Names rootOf(const ast::Expression &expression) {
  const auto *path = std::get_if<jsonpath::Path>(&expression.tree);
  return path && path->root == jsonpath::Root::Variable ? Names{path->variable} : Names{};
}

/// Whether a comparison tests only whether its value is there.
bool testsPresence(const ast::Comparison &comparison) {
  return comparison.op == "IsPresent" && comparison.variable && comparison.operand &&
         comparison.operand->is(source::Node::Kind::Boolean);
}

/// Variables that have a value where the rule holds, or where it does not.
Names presentWhen(const ast::ChoiceRule &rule, bool truth) {
  switch (rule.kind) {
  case RuleKind::Comparison:
    return testsPresence(rule.comparison) && rule.comparison.operand->boolean == truth
               ? rootOf(*rule.comparison.variable)
               : Names{};
  case RuleKind::Condition: {
    const auto *tree = rule.condition && rule.condition->expression
                           ? std::get_if<jsonata::NodePtr>(&rule.condition->expression->tree)
                           : nullptr;
    return tree ? jsonata::variablesPresent(**tree, truth) : Names{};
  }
  case RuleKind::Not:
    return rule.operands.empty() ? Names{} : presentWhen(rule.operands.front(), !truth);
  case RuleKind::And:
  case RuleKind::Or:
    break;
  }
  // By every operand, or by any of them.
  bool byAll = (rule.kind == RuleKind::And) == truth;
  Names names;
  for (const ast::ChoiceRule &operand : rule.operands) {
    Names other = presentWhen(operand, truth);
    if (byAll || &operand == rule.operands.data())
      names.merge(other);
    else
      std::erase_if(names, [&](const std::string &name) { return !other.contains(name); });
  }
  return names;
}

} // namespace

PresentVariables::PresentVariables(const ast::State &state) {
  const auto *choice = state.as<ast::ChoiceState>();
  if (!choice)
    return;
  // A rule is looked at where those before it do not hold.
  for (const ast::ChoiceRule &rule : choice->rules) {
    add(rule, onDefault_);
    onRules_[&rule] = both(onDefault_, presentWhen(rule, true));
    add(rule.output, onRules_[&rule]);
    add(rule.assign, onRules_[&rule]);
    onDefault_ = both(std::move(onDefault_), presentWhen(rule, false));
  }
  add(state.output, onDefault_);
  add(state.assign, onDefault_);
}

const Names &PresentVariables::at(const ast::Expression &expression) const {
  auto found = atExpressions_.find(&expression);
  return found == atExpressions_.end() ? none_ : found->second;
}

const Names &PresentVariables::on(const Transition &transition) const {
  if (transition.kind == Transition::Kind::Default)
    return onDefault_;
  auto found = onRules_.find(transition.rule);
  return found == onRules_.end() ? none_ : found->second;
}

void PresentVariables::add(const ast::ChoiceRule &rule, const Names &before) {
  const ast::Comparison &comparison = rule.comparison;
  if (comparison.variable)
    atExpressions_[&*comparison.variable] =
        testsPresence(comparison) ? both(before, rootOf(*comparison.variable)) : before;
  if (comparison.operandPath)
    atExpressions_[&*comparison.operandPath] = before;
  if (rule.condition)
    add(*rule.condition, before);
  Names present = before;
  for (const ast::ChoiceRule &operand : rule.operands) {
    add(operand, present);
    present = both(std::move(present), presentWhen(operand, rule.kind == RuleKind::And));
  }
}

void PresentVariables::add(const ast::Template &value, const Names &present) {
  if (value.expression)
    atExpressions_[&*value.expression] = present;
  for (const ast::Template::Entry &entry : value.entries)
    add(*entry.value, present);
  for (const auto &item : value.items)
    add(*item, present);
}

void PresentVariables::add(const ast::TemplateField &field, const Names &present) {
  if (field)
    add(*field->value, present);
}

} // namespace aslc::sema
