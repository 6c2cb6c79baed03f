// `${Name}` placeholders: finding them and putting values in their place.
#pragma once

#include "compiler/source/decoded.h"

#include <optional>

namespace aslc::source {

struct Placeholder {
  size_t begin = 0; ///< of the `$`
  size_t end = 0;   ///< past the `}`
  std::string_view name;
  bool escaped = false; ///< `${!Name}`: the text `${Name}` is meant
};

/// The placeholder that `text` begins with, if any.
std::optional<Placeholder> placeholderAtStart(std::string_view text);

/// Whether `text` holds a `${Name}` that was left as it is: it may stand for anything.
bool holdsPlaceholder(std::string_view text);

/// `text` with the placeholders in it replaced as text. What has no value stays, and is a fault of
/// `tree` unless undefined ones are allowed.
Decoded substitute(Decoded text, const Definitions &definitions, Tree &tree);

} // namespace aslc::source
