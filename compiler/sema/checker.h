// The context of the checks, their shared helpers, and the checks by subject.
#pragma once

#include "compiler/ast/walk.h"
#include "compiler/sema/check.h"

#include <functional>
#include <optional>
#include <span>
#include <string>

namespace aslc::sema {

struct Checker {
  const ast::Machine &root;
  diag::Engine &diags;

  const source::Tree &tree() const { return *root.tree; }
  /// Bytes [begin, end) of an expression; the whole string when they are not a part of it.
  source::Range part(const ast::Expression &expression, size_t begin, size_t end) const {
    return tree().partOrAll(*expression.node, expression.offset + begin, expression.offset + end);
  }
};

/// The candidate that `name` is probably a misspelling of. None when there are too many candidates
/// to compare.
std::optional<std::string> closeName(std::string_view name,
                                     std::span<const std::string> candidates);

/// A sub-workflow and the state that it belongs to.
struct SubWorkflow {
  const ast::Machine *machine = nullptr;
  const SubWorkflow *outer = nullptr; ///< of the Parallel or Map it belongs to; null for the whole
  const ast::State *owner = nullptr;  ///< that Parallel or Map
  bool distributed = false;           ///< runs as executions of its own
};

/// Calls `visit` for the machine and each sub-workflow in it, outer ones first.
void forEachScope(const ast::Machine &root, const std::function<void(const SubWorkflow &)> &visit);

/// One way out of a state.
struct Transition {
  enum class Kind : uint8_t { Next, Rule, Default, Catch };
  Kind kind;
  const ast::Field<std::string> *target;
  const ast::TemplateField *assign; ///< what is assigned on the way
  const ast::ChoiceRule *rule = nullptr;
};
std::vector<Transition> transitionsOf(const ast::State &state);

/// Whether the flow ends with `state`.
bool isTerminal(const ast::State &state);

/// Whether a state runs in an express execution, which can do less.
enum class Express : uint8_t {
  No,
  Whole, ///< the machine is express: the service refuses what it cannot do
  Child  ///< it is in an express child of a distributed Map: it fails when it runs
};

void checkNames(Checker &checker);
void checkTargets(Checker &checker);
void checkExpressions(Checker &checker);
void checkTimestamps(Checker &checker, const ast::State &state);
void checkClocks(Checker &checker, const ast::State &state);
void checkResource(Checker &checker, const ast::State &state, Express express);
void checkMap(Checker &checker, const ast::State &state, Express express);
void checkErrorHandlers(Checker &checker);
void checkVariables(Checker &checker);
void checkLiterals(Checker &checker);

/// Reports the problems of one JSONata expression, which was parsed.
void checkJsonata(Checker &checker, const ast::ExpressionField &field);

} // namespace aslc::sema
