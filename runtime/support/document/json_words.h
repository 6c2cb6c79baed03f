// The tokens of JSON: strings and numbers.
#pragma once

#include "runtime/support/document/decoded.h"

namespace asl::document {

struct JsonString {
  Decoded decoded;
  uint32_t end = 0;          ///< past the closing quote, or where an unterminated string ends
  bool unterminated = false; ///< the last of `faults` reports it
  std::vector<Fault> faults;
};

/// Reads the string whose opening quote, double or single, is at `begin`, or the JSONata expression
/// `{% ... %}` that begins there. Single quotes are a fault, and no quotes. A lone surrogate escape
/// becomes U+FFFD, as it has no UTF-8.
JsonString readJsonString(std::string_view text, uint32_t begin);

/// Whether `text` is a number by the grammar of JSON.
bool isJsonNumber(std::string_view text);

/// `null`, `true` or `false` when `text` is that word as JSON or another language writes it, or
/// with a sure typing error (see isTypingErrorOf); empty for any other text.
std::string_view meantJsonWord(std::string_view text);

/// Whether `text` surely is a typing error of `word`: its last letter is missing or was typed
/// twice, or two letters inside of it are swapped.
bool isTypingErrorOf(std::string_view word, std::string_view text);

/// Whether a number can begin with `c`, including a malformed one such as `+1` or `.5`.
bool beginsJsonNumber(char c);
/// Whether `c` can be a part of a word, of a number, or of a misspelt one.
bool isJsonWordByte(char c);

} // namespace asl::document
