// Walks a resolved tree for references that Step Functions refuses, and for calls that always fail.
#include "compiler/expr/jsonata/check.h"

#include "compiler/expr/jsonata/types.h"

#include <algorithm>

namespace aslc::jsonata {

namespace {

/// Names bound by enclosing blocks and lambdas. Bindings count from their place in the text on,
/// which is enough to distinguish workflow variables from local ones.
using BoundNames = std::vector<std::string>;

using Names = std::set<std::string>;

bool isCallOf(const Node &node, std::string_view name) {
  return node.kind == NodeKind::Call && node.procedure->kind == NodeKind::Variable &&
         node.procedure->text == name && node.items.size() == 1 && node.predicates.empty();
}

/// The variable that a value is, or is a part of.
Names rootOf(const Node &node) {
  const Node &root = node.kind == NodeKind::Path ? *node.items.front() : node;
  return root.kind == NodeKind::Variable ? Names{root.text} : Names{};
}

/// Functions of the library that call one of their arguments.
bool takesFunction(std::string_view name) {
  constexpr std::string_view callers[] = {"each", "filter", "map", "reduce",
                                          "sift", "single", "sort"};
  return std::find(std::begin(callers), std::end(callers), name) != std::end(callers);
}

class ExpressionChecker {
public:
  explicit ExpressionChecker(const StatesMembers &scope) : scope_(scope) {}

  /// `top` is true where the expression has no context item.
  void visit(const Node &node, bool top) {
    switch (node.kind) {
    case NodeKind::Path:
      return path(node, top);
    case NodeKind::Name:
    case NodeKind::Wildcard:
    case NodeKind::Descendant:
    case NodeKind::Parent:
      if (top)
        report(Problem::Kind::TopLevelReference, node, written(node));
      break;
    case NodeKind::Variable:
      variable(node, top);
      break;
    case NodeKind::Lambda:
      lambda(node, top);
      break;
    case NodeKind::Block:
      block(node, top);
      break;
    case NodeKind::Bind:
      visit(*node.rhs, top);
      bound_.push_back(node.lhs->text);
      break;
    case NodeKind::Call:
    case NodeKind::Partial:
      call(node, nullptr, top);
      break;
    case NodeKind::Apply:
      apply(node, top);
      break;
    case NodeKind::Condition:
      visit(*node.condition, top);
      visitWhere(variablesPresent(*node.condition, true), *node.then, top);
      if (node.otherwise)
        visitWhere(variablesPresent(*node.condition, false), *node.otherwise, top);
      break;
    case NodeKind::Default:
      visitWhere(rootOf(*node.lhs), *node.lhs, top);
      visit(*node.rhs, top);
      break;
    case NodeKind::Binary:
      visit(*node.lhs, top);
      if (node.text == "and" || node.text == "or")
        visitWhere(variablesPresent(*node.lhs, node.text == "and"), *node.rhs, top);
      else
        visit(*node.rhs, top);
      break;
    case NodeKind::Transform:
      visit(*node.pattern, false);
      visit(*node.update, false);
      if (node.remove)
        visit(*node.remove, false);
      break;
    default:
      parts(node, top);
    }
    size_t mark = bound_.size();
    bindOf(node);
    after(node);
    bound_.resize(mark);
  }

  std::vector<Problem> findings;
  std::vector<FreeVariable> variables;
  bool everyUse = false; ///< lists a variable again

private:
  void report(Problem::Kind kind, const Node &node, std::string text) {
    findings.push_back({kind, node.begin, node.position, std::move(text), 0, 0});
  }

  /// Visits what is evaluated only where `present` have values.
  void visitWhere(const Names &present, const Node &node, bool top) {
    Names before = tested_;
    tested_.insert(present.begin(), present.end());
    visit(node, top);
    tested_ = std::move(before);
  }

  static std::string written(const Node &node) {
    switch (node.kind) {
    case NodeKind::Wildcard:
      return "*";
    case NodeKind::Descendant:
      return "**";
    case NodeKind::Parent:
      return "%";
    default:
      return node.text;
    }
  }

  void parts(const Node &node, bool top) {
    for (const NodePtr *part : {&node.lhs, &node.rhs, &node.condition, &node.then, &node.otherwise})
      if (*part)
        visit(**part, top);
    for (const NodePtr &item : node.items)
      visit(*item, top);
    for (const auto &[key, value] : node.pairs) {
      visit(*key, top);
      visit(*value, top);
    }
  }

  /// Predicates, groupings and sort terms run on a value.
  void after(const Node &node) {
    for (const std::vector<Stage> *stages : {&node.predicates, &node.stages})
      for (const Stage &stage : *stages)
        if (stage.expression)
          visit(*stage.expression, false);
    if (node.group)
      for (const auto &[key, value] : node.group->pairs) {
        visit(*key, false);
        visit(*value, false);
      }
    for (const SortTerm &term : node.terms)
      visit(*term.expression, false);
  }

  /// The predicates of a step, the steps behind it and the grouping see the names that it binds.
  void path(const Node &node, bool top) {
    const std::vector<NodePtr> &steps = node.items;
    statesField(steps);
    size_t mark = bound_.size();
    for (size_t i = 0; i < steps.size(); ++i) {
      visit(*steps[i], top && i == 0);
      bindOf(*steps[i]);
    }
    after(node);
    bound_.resize(mark);
  }

  /// `@$focus` and `#$index`.
  void bindOf(const Node &step) {
    for (const std::string *name : {&step.focus, &step.index})
      if (!name->empty())
        bound_.push_back(*name);
    for (const Stage &stage : step.stages)
      if (stage.isIndex)
        bound_.push_back(stage.name);
  }

  void statesField(const std::vector<NodePtr> &steps) {
    if (steps.size() < 2 || steps[0]->kind != NodeKind::Variable || steps[0]->text != "states" ||
        isBound("states") || steps[1]->kind != NodeKind::Name)
      return;
    const std::string &field = steps[1]->text;
    bool known = field == "input" || field == "context" || (field == "result" && scope_.result) ||
                 (field == "errorOutput" && scope_.errorOutput);
    if (!known)
      findings.push_back({Problem::Kind::UnknownStatesField, steps[0]->begin, steps[1]->position,
                          "$states." + field, 0, 0});
  }

  bool isBound(const std::string &name) const {
    return std::find(bound_.begin(), bound_.end(), name) != bound_.end();
  }

  void variable(const Node &node, bool top) {
    if (node.text.empty() || node.text == "$") {
      if (top)
        report(Problem::Kind::TopLevelReference, node, "$" + node.text);
      return;
    }
    if (node.text == "states" || isBound(node.text))
      return;
    FreeVariable use{node.text, node.begin, bound_, tested_.contains(node.text),
                     &node == function_};
    auto before = std::find_if(variables.begin(), variables.end(),
                               [&](const FreeVariable &each) { return each.name == node.text; });
    if (everyUse || before == variables.end())
      variables.push_back(std::move(use));
    else if (before->isTested && !use.isTested)
      *before = std::move(use);
  }

  void lambda(const Node &node, bool top) {
    size_t mark = bound_.size();
    bound_.insert(bound_.end(), node.parameters.begin(), node.parameters.end());
    visit(*node.body, top);
    bound_.resize(mark);
  }

  void block(const Node &node, bool top) {
    size_t mark = bound_.size();
    // A function may call itself or one bound later in its block.
    for (const NodePtr &item : node.items)
      if (item->kind == NodeKind::Bind && item->rhs->kind == NodeKind::Lambda)
        bound_.push_back(item->lhs->text);
    for (const NodePtr &item : node.items)
      visit(*item, top);
    bound_.resize(mark);
  }

  /// `lhs ~> f(x)` calls `f` with `lhs` before the written arguments.
  void apply(const Node &node, bool top) {
    visit(*node.lhs, top);
    if (node.rhs->kind != NodeKind::Call) {
      function_ = node.rhs.get();
      return visit(*node.rhs, top);
    }
    call(*node.rhs, node.lhs.get(), top);
    after(*node.rhs);
  }

  /// A call; `first` is an argument before those that are written.
  void call(const Node &node, const Node *first, bool top) {
    const Node &callee = *node.procedure;
    bool callsArgument = callee.kind == NodeKind::Variable && takesFunction(callee.text);
    for (const NodePtr &argument : node.items) {
      if (callsArgument && (first || argument != node.items.front()))
        function_ = argument.get();
      if (isCallOf(node, "exists"))
        visitWhere(rootOf(*argument), *argument, top);
      else if (argument->kind != NodeKind::Placeholder)
        visit(*argument, top);
    }
    if (callee.kind != NodeKind::Variable || isBound(callee.text)) {
      visit(callee, top);
      return;
    }
    if (callee.text == "eval") {
      report(Problem::Kind::Eval, callee, "$eval");
    } else if (findLibraryFunction(callee.text)) {
      if (auto bad = findBadCall(node, first))
        findings.push_back(*std::move(bad));
    } else {
      report(Problem::Kind::UnknownFunction, callee, "$" + callee.text);
      findings.back().bound = bound_;
    }
  }

  StatesMembers scope_;
  BoundNames bound_;
  Names tested_;                   ///< variables that have a value here by a test
  const Node *function_ = nullptr; ///< where a function to call is wanted
};

} // namespace

std::optional<Problem> findBadCall(const Node &call, const Node *first) {
  const Node &callee = *call.procedure;
  const LibraryFunction *function = findLibraryFunction(callee.text);
  if (!function || callee.text == "eval")
    return std::nullopt;
  std::vector<const Node *> given;
  if (first)
    given.push_back(first);
  for (const NodePtr &argument : call.items)
    given.push_back(argument.get());
  Problem problem{Problem::Kind::ArgumentCount, callee.begin, callee.position, "$" + callee.text};
  problem.minimum = function->minimum;
  problem.maximum = function->maximum;
  if (given.size() > function->maximum || given.size() < function->minimum)
    return problem;
  auto bad = findBadArgument(function->name, given);
  if (!bad)
    return std::nullopt;
  if (bad->index > given.size()) {
    problem.minimum = bad->index;
    return problem;
  }
  const Node *argument = given[bad->index - 1];
  while (argument->kind == NodeKind::Binary)
    argument = argument->lhs.get();
  problem.kind = Problem::Kind::ArgumentType;
  problem.begin = argument->begin;
  problem.end = argument->position;
  problem.expected = bad->expected;
  problem.given = bad->given;
  return problem;
}

std::vector<Problem> check(const Node &tree, const StatesMembers &scope) {
  ExpressionChecker checker(scope);
  checker.visit(tree, true);
  std::sort(checker.findings.begin(), checker.findings.end(),
            [](const Problem &a, const Problem &b) { return a.begin < b.begin; });
  return std::move(checker.findings);
}

std::set<std::string> variablesPresent(const Node &condition, bool truth) {
  if (!condition.predicates.empty() || condition.group)
    return {};
  if (condition.kind == NodeKind::Block && condition.items.size() == 1)
    return variablesPresent(*condition.items.front(), truth);
  if (isCallOf(condition, "not"))
    return variablesPresent(*condition.items.front(), !truth);
  if (isCallOf(condition, "boolean"))
    return variablesPresent(*condition.items.front(), truth);
  if (isCallOf(condition, "exists"))
    return truth ? rootOf(*condition.items.front()) : Names{};
  if (condition.kind != NodeKind::Binary || (condition.text != "and" && condition.text != "or"))
    return {};
  // By both sides, or by either of the two.
  Names left = variablesPresent(*condition.lhs, truth);
  Names right = variablesPresent(*condition.rhs, truth);
  if ((condition.text == "and") == truth)
    left.merge(right);
  else
    std::erase_if(left, [&](const std::string &name) { return !right.contains(name); });
  return left;
}

std::vector<FreeVariable> variableUses(const Node &tree) {
  ExpressionChecker checker(StatesMembers{true, true});
  checker.everyUse = true;
  checker.visit(tree, true);
  return std::move(checker.variables);
}

std::vector<FreeVariable> freeVariables(const Node &tree) {
  ExpressionChecker checker(StatesMembers{true, true});
  checker.visit(tree, true);
  return std::move(checker.variables);
}

} // namespace aslc::jsonata
