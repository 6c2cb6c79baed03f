// The states that the names in a property mean.
#pragma once

#include "compiler/analysis/properties/property.h"
#include "compiler/ast/machine.h"

#include <map>
#include <optional>

namespace aslc::analysis::properties {

/// The states of a machine by their names and paths, those of flows inside too.
class StateNames {
public:
  explicit StateNames(const ast::Machine &machine);

  /// All states that `name` means: their name, or the end of their path.
  std::vector<const ast::State *> find(std::string_view name) const;
  /// The name that was probably meant by one that means no state.
  std::optional<std::string> meantBy(std::string_view name) const;
  /// The first step of `property` that names no state; null when all do.
  const StepName *firstUnknown(const Property &property) const;

private:
  void add(const ast::Machine &machine, const std::string &path);

  std::vector<std::pair<std::string, const ast::State *>> paths_;
  std::vector<std::string> names_;
  std::multimap<std::string_view, size_t> byName_;
};

} // namespace aslc::analysis::properties
