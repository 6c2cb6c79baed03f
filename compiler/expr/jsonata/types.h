// Types that are known before an expression runs: finds calls that fail for any data.
#pragma once

#include "compiler/expr/jsonata/tree.h"

#include <span>

namespace aslc::jsonata {

/// An argument of a type that the function does not accept.
struct BadArgument {
  unsigned index = 0;   ///< from 1; behind the last: this many are needed
  std::string given;    ///< `a number`
  std::string expected; ///< `a string`, `an array of numbers`
};

/// The types that a value of `node` may have, as bits of asl/abi/jsonata.h (ASL_TYPE_STRING, ...).
uint16_t possibleTypes(const Node &node);

/// The first argument that makes every call of the library's `function` fail. Arguments are matched
/// with parameters as at run time: optional ones may be skipped, context items replace missing
/// ones.
std::optional<BadArgument> findBadArgument(std::string_view function,
                                           std::span<const Node *const> arguments);

} // namespace aslc::jsonata
