// The words of Jackson, the JSON parser that the service is built on, for text that is not JSON.
// The service repeats them in its answers, so that clients and tests of clients compare them. The
// rules are those of https://github.com/FasterXML/jackson-core, class ReaderBasedJsonParser, with
// its default features.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace asl::jackson {

/// A place as Jackson counts it: lines and columns from 1, a column being a UTF-16 unit. The place
/// of an error is behind the last character that was read.
struct JacksonPlace {
  unsigned line = 1;
  unsigned column = 1;
};

struct SyntaxError {
  std::string message;
  JacksonPlace place;
};

/// The first thing that Jackson finds wrong with `text`, which may be any bytes. Nothing for a text
/// that it accepts: one value, with anything behind it, or white space alone. Takes time in
/// proportion to the text and, for open arrays and objects, memory in proportion to their depth.
/// Thread-safe.
std::optional<SyntaxError> syntaxErrorOf(std::string_view text);

/// The message of the error in `text`; `other` when Jackson accepts the text, which our
/// readers did not.
std::string messageOr(std::string_view text, std::string other);

/// A place with what it is in: `[Source: (String)"{]"; line: 1, column: 3]`. The first 500 units of
/// `text` are shown.
std::string describe(std::string_view text, JacksonPlace place);

} // namespace asl::jackson
