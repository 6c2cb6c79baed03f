// Data that nobody reads: variables, and the results of calls that do nothing else. And variables
// that are read in the state that assigns them, where they still have their old value.
#include "compiler/analysis/flow/checks.h"

#include "compiler/analysis/flow/looker.h"
#include "compiler/analysis/flow/result.h"
#include "compiler/ast/walk.h"
#include "compiler/expr/jsonata/check.h"
#include "compiler/sema/variables.h"

#include <algorithm>
#include <set>
#include <string>

namespace aslc::analysis::flow {

namespace {

using Names = std::set<std::string, std::less<>>;

class UnreadChecker {
public:
  explicit UnreadChecker(FlowChecker &checker) : checker_(checker) {}

  void run() {
    for (const Flow &flow : checker_.flows)
      for (const ast::State &state : flow.graph.machine().states) {
        ast::forEachAssign(state, [&](const auto &assign) {
          assigned_ = true;
          stale(*assign.value);
        });
        droppedResult(state);
      }
    if (assigned_)
      variables();
  }

private:
  /// Each variable that no expression of the machine reads, where it is first assigned. One with
  /// the name of a function may be what a call finds.
  void variables() {
    Names read, told;
    bool unknown = false;
    for (const Flow &flow : checker_.flows)
      for (const ast::State &state : flow.graph.machine().states)
        ast::forEachExpression(state, [&](const ast::ExpressionField &field) {
          unknown |= !field.expression.parsed() || field.expression.unresolved;
          for (const sema::VariableRead &each : sema::variablesIn(field.expression))
            read.insert(each.name);
        });
    if (unknown)
      return;
    for (const Flow &flow : checker_.flows)
      for (const ast::State &state : flow.graph.machine().states)
        ast::forEachAssign(state, [&](const auto &assign) {
          for (const source::Member &member : assign.node->members)
            if (std::string name = sema::assignedName(member, state.language);
                !read.contains(name) && !jsonata::findLibraryFunction(name) &&
                told.insert(name).second)
              checker_.diags.emit(member.keyRange, diag::Kind::UnreadVariable, {name});
        });
  }

  /// A call that only reads, and whose answer is dropped. With a catcher it may be a test of
  /// whether something exists.
  void droppedResult(const ast::State &state) {
    if (state.as<ast::TaskState>() && state.catchers.empty() && dropsResult(state) &&
        isReadOnly(state))
      checker_.diags.emit(state.nameRange, diag::Kind::DroppedResult, {state.name});
  }

  /// A variable that is given a new value beside an expression which shows the old one.
  void stale(const ast::Template &assign) {
    for (const ast::Template::Entry &changed : assign.entries)
      for (const ast::Template::Entry &reader : assign.entries)
        if (&reader != &changed && readsStale(reader, changed))
          checker_.diags
              .emit(reader.value->range, diag::Kind::StaleVariable, {changed.key, reader.key})
              .label(changed.keyRange, "its new value is assigned here")
              .hint("an expression reads the values from before the state");
  }

  static bool reads(const ast::Template &value, std::string_view name) {
    if (value.expression)
      for (const sema::VariableRead &read : sema::variablesIn(*value.expression))
        if (read.name == name)
          return true;
    for (const ast::Template::Entry &entry : value.entries)
      if (reads(*entry.value, name))
        return true;
    for (const auto &item : value.items)
      if (reads(*item, name))
        return true;
    return false;
  }

  /// Whether `reader` makes a text of the variable that `changed` counts on. Other uses may be
  /// meant of the old value: an element at an index, a sum, the previous of two values.
  static bool readsStale(const ast::Template::Entry &reader, const ast::Template::Entry &changed) {
    bool counts = changed.value->expression && reads(*changed.value, changed.key);
    if (!counts || !reader.value->expression || !reads(*reader.value, changed.key) ||
        reads(*reader.value, reader.key) || reads(*changed.value, reader.key))
      return false;
    const ast::Expression &expression = *reader.value->expression;
    if (expression.kind == ast::Expression::Kind::Intrinsic)
      return expression.call().function == intrinsic::Function::Format;
    return expression.kind == ast::Expression::Kind::Jsonata &&
           joins(expression.jsonata(), changed.key);
  }

  /// Whether the tree is a text that a variable is joined to.
  static bool joins(const jsonata::Node &node, std::string_view name) {
    if (node.kind != jsonata::NodeKind::Binary || node.text != "&")
      return false;
    auto isVariable = [&](const jsonata::Node &part) {
      if (part.kind == jsonata::NodeKind::Variable)
        return part.text == name;
      return part.kind == jsonata::NodeKind::Call && part.procedure->text == "string" &&
             part.items.size() == 1 && part.items[0]->kind == jsonata::NodeKind::Variable &&
             part.items[0]->text == name;
    };
    return isVariable(*node.lhs) || isVariable(*node.rhs) || joins(*node.lhs, name) ||
           joins(*node.rhs, name);
  }

  FlowChecker &checker_;
  bool assigned_ = false;
};

} // namespace

void checkUnread(FlowChecker &checker) { UnreadChecker(checker).run(); }

} // namespace aslc::analysis::flow
