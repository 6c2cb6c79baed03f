// Rows of separated values, as Step Functions reads them.
#pragma once

#include "runtime/support/expected.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace asl::objects {

/// Reads a text row by row. A row ends with LF, CR LF or CR; lines without any character are no
/// rows. A field that begins with `"` ends with the next `"` that has no second one behind it; it
/// may hold line ends and delimiters. A backslash stands before a backslash, a quote or a delimiter
/// that is text, and vanishes before anything else.
class CsvReader {
public:
  /// `text` is valid UTF-8, with or without a byte order mark, and outlives the reader.
  CsvReader(std::string_view text, char delimiter);

  /// Reads the next row into `fields`; false where there is none. Fails where a quote is not
  /// closed.
  Expected<bool> next(std::vector<std::string> &fields);

private:
  bool isLineEnd() const { return text_[at_] == '\n' || text_[at_] == '\r'; }
  void skipLineEnd();
  Expected<std::string> field();
  bool quoted(std::string &out);
  void plainCharacter(std::string &out);

  std::string_view text_;
  char delimiter_;
  size_t at_ = 0;
  size_t line_ = 1;
};

} // namespace asl::objects
