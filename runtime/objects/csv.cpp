// Quotes, backslashes and line ends of CSV.
#include "runtime/objects/csv.h"

namespace asl::objects {

CsvReader::CsvReader(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (text_.starts_with(mark))
    text_.remove_prefix(mark.size());
}

void CsvReader::skipLineEnd() {
  bool isPair = text_.substr(at_).starts_with("\r\n");
  at_ += isPair ? 2 : 1;
  ++line_;
}

Expected<bool> CsvReader::next(std::vector<std::string> &fields) {
  fields.clear();
  while (at_ < text_.size() && isLineEnd())
    skipLineEnd();
  if (at_ == text_.size())
    return false;
  for (;;) {
    Expected<std::string> read = field();
    if (!read)
      return read.failure();
    fields.push_back(*std::move(read));
    if (at_ == text_.size())
      return true;
    if (isLineEnd()) {
      skipLineEnd();
      return true;
    }
    ++at_; // the delimiter
  }
}

/// Ends before a delimiter, a line end or the end of the text.
Expected<std::string> CsvReader::field() {
  std::string out;
  size_t line = line_;
  if (at_ < text_.size() && text_[at_] == '"' && !quoted(out))
    return Failure{"a quote that is opened in line " + std::to_string(line) + " is not closed"};
  // What follows a closing quote is text, like all that is not quoted.
  while (at_ < text_.size() && text_[at_] != delimiter_ && !isLineEnd())
    plainCharacter(out);
  return out;
}

/// Reads up to behind the closing quote. False when there is none.
bool CsvReader::quoted(std::string &out) {
  ++at_;
  while (at_ < text_.size()) {
    if (text_[at_] == '"') {
      ++at_;
      if (at_ == text_.size() || text_[at_] != '"')
        return true;
    }
    if (isLineEnd()) {
      size_t begin = at_;
      skipLineEnd();
      out += text_.substr(begin, at_ - begin);
    } else {
      plainCharacter(out);
    }
  }
  return false;
}

void CsvReader::plainCharacter(std::string &out) {
  if (text_[at_] == '\\') {
    ++at_;
    bool isEscape =
        at_ < text_.size() && (text_[at_] == '\\' || text_[at_] == '"' || text_[at_] == delimiter_);
    if (!isEscape)
      return;
  }
  out += text_[at_++];
}

} // namespace asl::objects
