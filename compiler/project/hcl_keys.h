// Whether all keys of a map are known, whatever is set from outside of a module of Terraform.
#pragma once

#include "compiler/project/terraform_module.h"

#include <map>
#include <set>

namespace aslc::project {

/// Looks at expressions of a module as they are written, not at their values: a variable that has
/// only a default may get another value, and a part that is not known here may add any key.
class HclKeys {
public:
  explicit HclKeys(const Module &module) : module_(module) {}

  /// Whether `at` is a map all of whose keys are known.
  bool areKnown(Placed at);

private:
  using Expression = hcl::Expression;

  /// Whether nothing in an expression is open.
  bool isKnown(Placed at);
  bool ofPath(const Placed &at);
  bool ofCall(const Placed &at);
  bool ofLoop(const Placed &at);
  bool ofMember(const Placed &at);
  /// Whether `test` holds for all items from `first` on.
  bool all(bool (HclKeys::*test)(Placed), const Placed &at, size_t first = 0, size_t step = 1);

  static constexpr unsigned mostDepth = 300;
  const Module &module_;
  unsigned depth_ = 0;
  std::set<std::string> names_; ///< of loops, where their values are known
  /// What was found out; false for what is looked at now, which refers to itself.
  std::map<const Expression *, bool> keys_, known_;
};

} // namespace aslc::project
