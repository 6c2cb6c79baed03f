// The words of JSON: strings and numbers.
#pragma once

#include "runtime/support/document/decoded.h"

namespace asl::document {

struct JsonString {
  Decoded decoded;
  uint32_t end = 0;          ///< past the closing quote, or where the string broke off
  bool unterminated = false; ///< then the last of `faults` is about that
  std::vector<Fault> faults;
};

/// Reads the string whose opening quote, double or single, stands at `begin`. A single-quoted one
/// is a fault. A lone surrogate escape becomes U+FFFD, as it has no UTF-8.
JsonString readJsonString(std::string_view text, uint32_t begin);

/// Whether `text` is a number by the grammar of JSON.
bool isJsonNumber(std::string_view text);

/// Bytes that a number can begin with, also a faulty one such as `+1` or `.5`.
bool beginsJsonNumber(char c);
/// Bytes of words, of numbers, and of what people write in their place.
bool isJsonWordByte(char c);

} // namespace asl::document
