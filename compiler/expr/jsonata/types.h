// What can be said of types before an expression runs: calls that fail whatever the data is.
#pragma once

#include "compiler/expr/jsonata/tree.h"

#include <span>

namespace aslc::jsonata {

/// An argument that the function never takes.
struct BadArgument {
  unsigned index = 0;   ///< from 1
  std::string given;    ///< `a number`
  std::string expected; ///< `a string`, `an array of numbers`
};

/// The types that a value of `node` may have, as bits of asl/abi/jsonata.h (ASL_TYPE_STRING, ...).
uint16_t possibleTypes(const Node &node);

/// The first argument that makes a call of the library's `function` fail for sure. Arguments are
/// matched with parameters as at run time (optional ones are skipped, context items fill in).
std::optional<BadArgument> findBadArgument(std::string_view function,
                                           std::span<const Node *const> arguments);

} // namespace aslc::jsonata
