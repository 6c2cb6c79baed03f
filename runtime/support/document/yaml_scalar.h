// The value of a plain scalar of YAML by the core schema of YAML 1.2.
#pragma once

#include "runtime/support/document/tree.h"

namespace asl::document {

struct CoreValue {
  Node::Kind kind = Node::Kind::String; ///< Null, Boolean, Number or String
  bool boolean = false;
  bool isInteger = false; ///< of a Number
  std::string number;     ///< as JSON writes it; empty when JSON has no such number (`.inf`)
};

CoreValue resolveCore(std::string_view text);

/// The name of a tag of YAML's own, such as `int` of `tag:yaml.org,2002:int`; empty for other tags.
std::string_view nameOfTag(std::string_view tag);
/// Whether `tag` is one of the core schema's for scalars that are not strings.
bool isCoreTag(std::string_view tag);
/// Whether a scalar with this value may have `tag`, one of the above.
bool fitsTag(const CoreValue &value, std::string_view tag);

} // namespace asl::document
