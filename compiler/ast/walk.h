// Walking a machine: its sub-workflows, and the fields of a state that are evaluated when it runs
// or copied as they are.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/expr/jsonata/check.h"

#include <functional>
#include <string_view>

namespace aslc::ast {

/// An expression, the field that it is the value of, and what that field allows in it.
struct ExpressionField {
  const Expression &expression;
  std::string_view field;            ///< the name of the field, or the key in its template
  bool context = true;               ///< may begin with `$$`
  bool variables = true;             ///< may begin with `$name`
  bool givesText = false;            ///< an intrinsic call here must give a string
  jsonata::StatesMembers scope = {}; ///< JSONata: which members `$states` has
};

/// Walks the fields of one state. Override what is of interest; by default the functions for whole
/// fields call `expression` for each expression in them and skip the rest.
class FieldVisitor {
public:
  virtual ~FieldVisitor() = default;
  /// Walks the fields of `state` itself, not those of the sub-workflows in it. A broken state has
  /// none.
  void visit(const State &state);

protected:
  virtual void expression(const ExpressionField &) {}
  /// A payload template or a JSONata value. Called for the whole value of a field.
  virtual void value(std::string_view field, const Template &value, jsonata::StatesMembers scope);
  /// `Error` or `Cause` of a Fail state; `field` is the name without `Path`.
  virtual void message(std::string_view field, const Field<FailMessage> &message);
  virtual void comparison(const Comparison &comparison);
  /// JSON that is never evaluated: `Result` of a Pass state.
  virtual void result(const source::Node &) {}
  /// `ReaderConfig` of a distributed Map.
  virtual void readerConfig(const source::Node &) {}

private:
  void optional(std::string_view field, const TemplateField &value,
                jsonata::StatesMembers scope = {});
  void path(std::string_view field, const Optional<PathOrNull> &path);
  void resultPath(const Optional<PathOrNull> &path);
  void quantity(std::string_view field, const Quantity &quantity);
  void quantity(std::string_view field, const Optional<Quantity> &quantity);
  void rule(const ChoiceRule &rule);

  void particular(const PassState &pass);
  void particular(const TaskState &task);
  void particular(const ChoiceState &choice);
  void particular(const WaitState &wait);
  void particular(const SucceedState &) {}
  void particular(const FailState &fail);
  void particular(const ParallelState &) {}
  void particular(const MapState &map);
};

/// Calls `visit` for each expression that `state` itself evaluates.
void forEachExpression(const State &state,
                       const std::function<void(const ExpressionField &)> &visit);

/// Calls `visit` for each `Assign` of `state`: its own, those of its rules and of its catchers.
template <typename Visit> void forEachAssign(const State &state, Visit visit) {
  if (state.assign)
    visit(*state.assign);
  if (const auto *choice = state.as<ChoiceState>())
    for (const ChoiceRule &rule : choice->rules)
      if (rule.assign)
        visit(*rule.assign);
  for (const Catcher &catcher : state.catchers)
    if (catcher.assign)
      visit(*catcher.assign);
}

/// Calls `visit` for each sub-workflow of `state`: its branches, or its processor. `distributed`:
/// it runs as separate executions.
void forEachInner(const State &state,
                  const std::function<void(const Machine &, bool distributed)> &visit);

/// Calls `visit` for `machine` and each sub-workflow in it, outer ones first.
void forEachMachine(const Machine &machine, const std::function<void(const Machine &)> &visit);

} // namespace aslc::ast
