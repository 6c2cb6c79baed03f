// The values of variables at one place of the graph.
#pragma once

#include "compiler/analysis/shape/shape.h"

#include <memory>
#include <string_view>

namespace aslc::analysis {

/// Variables by name. A variable that is absent was never assigned. Names are not owned: they live
/// as long as the definition.
///
/// Each state has its own copy, and most copies differ in a few variables only. So the values are
/// in a persistent search tree: a copy costs nothing, and `set`, `find` and the comparison of
/// copies take the logarithm of the number of variables for each that differs.
class Variables {
public:
  /// Null when it was never assigned. Valid as long as this or a copy of it holds the value.
  const Shape *find(std::string_view name) const;
  bool contains(std::string_view name) const { return find(name) != nullptr; }
  void set(std::string_view name, Shape shape);
  bool operator==(const Variables &other) const;

  /// Those of either; one that only one side has may be missing. `both` gives the value of a
  /// variable whose values differ.
  static Variables join(const Variables &a, const Variables &b,
                        Shape (*both)(const Shape &, const Shape &));

  struct Node;

private:
  std::shared_ptr<const Node> root_;
};

} // namespace aslc::analysis
