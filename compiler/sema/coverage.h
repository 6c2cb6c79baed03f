// Which values the rules of a Choice leave to Default, and which to later rules.
#pragma once

#include "compiler/ast/machine.h"

#include <optional>
#include <vector>

namespace aslc::sema {

struct Coverage {
  /// Every value of the types that the rules test matches one of them.
  bool isComplete = false;
  /// For each rule the earlier ones together: whether they take whatever it matches.
  std::vector<bool> isHidden;
};

/// Tries the rules with a value of each kind that they distinguish. Claims nothing when there are
/// too many.
Coverage coverageOf(const ast::ChoiceState &choice);
/// Whether the rule holds for every value on which it does not fail, though it is no constant.
bool holdsAlways(const ast::ChoiceRule &rule);

} // namespace aslc::sema
