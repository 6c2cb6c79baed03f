// Options for lowering a machine whose code is observed.
#pragma once

#include <string>
#include <vector>

namespace aslc::lower {

/// Options for lowering an observed machine (`asl.observe`). Such a machine runs in memory only.
struct Inspection {
  std::vector<std::string> variables; ///< have values from outside, besides those it assigns
  bool fields = true; ///< its states, but not those within them, show the values between fields
  /// All states show the ways that are taken within them, as null under these names: `rule 2`, the
  /// third rule of a Choice; `then KEY` and `else KEY`, the parts of a conditional of JSONata with
  /// its `ast::wayKey`.
  bool ways = false;
};

} // namespace aslc::lower
