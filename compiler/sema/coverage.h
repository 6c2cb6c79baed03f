// Which values the rules of a Choice leave to Default, and which to later rules.
#pragma once

#include "compiler/ast/machine.h"

#include <optional>
#include <string>
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
/// Whether a rule always holds. Values on which it fails do not count, and constant rules never do.
struct AlwaysHolds {
  bool forAll = false;     ///< whatever it looks at
  bool forPresent = false; ///< wherever what it looks at is there
  std::string subject;     ///< what it looks at, where that is one thing
};
AlwaysHolds alwaysHolds(const ast::ChoiceRule &rule);

} // namespace aslc::sema
