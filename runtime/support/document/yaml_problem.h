// What an error of libyaml is about: the mistake is often above the place where the text stops to
// be YAML.
#pragma once

#include "runtime/support/document/tree.h"

namespace asl::document {

/// An error as libyaml says it.
struct YamlError {
  std::string_view problem; ///< `could not find expected ':'`
  std::string_view context; ///< `while scanning a simple key`; may be empty
  uint32_t at;              ///< where the problem is
  uint32_t begun;           ///< where that begins which `context` names
};

/// The fault at the place of the mistake, in our own words for common mistakes.
Fault faultOf(std::string_view text, const YamlError &error);

/// A quoted scalar that begins at `begin` and is not closed where it should be.
Fault openQuote(std::string_view text, uint32_t begin);

} // namespace asl::document
