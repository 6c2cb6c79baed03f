// `${Name}` placeholders: finding them and putting values in their place.
#pragma once

#include "compiler/source/decoded.h"

#include <optional>

namespace aslc::source {

struct Placeholder {
  size_t begin = 0; ///< of the `$`
  size_t end = 0;   ///< past the `}`
  std::string_view name;
  bool escaped = false; ///< `${!Name}`, which is written for the text `${Name}`
};

/// The placeholder that `text` begins with, if any.
std::optional<Placeholder> placeholderAtStart(std::string_view text);

/// Whether `text` holds a `${Name}` that was not replaced. Its value may be any text.
bool holdsPlaceholder(std::string_view text);

/// `text` with its placeholders replaced as text. A placeholder without a value stays, and is a
/// fault of `tree` unless undefined ones are allowed.
Decoded substitute(Decoded text, const Definitions &definitions, Tree &tree);

} // namespace aslc::source
