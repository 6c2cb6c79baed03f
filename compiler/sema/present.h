// The variables that are known to have a value because a rule of a Choice tested them.
#pragma once

#include "compiler/sema/checker.h"

#include <map>
#include <set>
#include <string>

namespace aslc::sema {

using Names = std::set<std::string>;

/// For one state. Empty for any other than a Choice.
class PresentVariables {
public:
  explicit PresentVariables(const ast::State &state);

  /// Those that have a value where an expression of the state is evaluated.
  const Names &at(const ast::Expression &expression) const;
  /// Those that have a value on a way out of the state.
  const Names &on(const Transition &transition) const;

private:
  void add(const ast::ChoiceRule &rule, const Names &before);
  void add(const ast::Template &value, const Names &present);
  void add(const ast::TemplateField &field, const Names &present);

  std::map<const ast::Expression *, Names> atExpressions_;
  std::map<const ast::ChoiceRule *, Names> onRules_;
  Names onDefault_;
  Names none_;
};

} // namespace aslc::sema
