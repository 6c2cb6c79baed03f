// Writing a text as a scalar of a definition: as a string of JSON, or in one of the styles of YAML.
#pragma once

#include "compiler/source/tree.h"

#include <string>
#include <string_view>

namespace aslc::source {

/// The place that a scalar is written to.
struct ScalarPlace {
  Notation notation = Notation::Json;
  char quote = '\0';   ///< the quotes of what stood there; none for a plain scalar, or for nothing
  bool inFlow = false; ///< YAML: inside of `[]` or `{}`
};

/// `text`, which is valid UTF-8, as a scalar that is read as this text, also as a key. In YAML it
/// is plain where it was plain before and where readers of YAML 1.1 and 1.2 take it for this text,
/// and it stays in single quotes; all else is in double quotes.
std::string writeScalar(std::string_view text, const ScalarPlace &place);

} // namespace aslc::source
