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

} // namespace asl::document
