// The text of one of Terraform's files, and a position in it.
#pragma once

#include "compiler/project/hcl.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace aslc::project::hcl {

/// What the grammar of HCL is read with: characters, names, space, and the parts of texts.
/// Positions are bytes. After the first fault the position is at the end, so that all loops end.
class HclScanner {
public:
  explicit HclScanner(Document &document) : document_(document), text_(document.file->text()) {}

protected:
  bool failed() const { return !document_.wrong.empty(); }
  void fail(std::string what, size_t begin, size_t end) {
    if (failed())
      return;
    document_.wrong = std::move(what);
    document_.wrongAt = rangeOf(std::min(begin, text_.size()), std::min(end, text_.size()));
    at_ = text_.size();
  }
  static source::Range rangeOf(size_t begin, size_t end) {
    return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
  }
  char peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool looksAt(std::string_view word) const { return text_.substr(at_).starts_with(word); }
  /// Goes on by so many bytes, at most to the end.
  void advance(size_t bytes = 1) { at_ = std::min(at_ + bytes, text_.size()); }
  bool take(std::string_view word) {
    if (!looksAt(word))
      return false;
    advance(word.size());
    return true;
  }
  void expect(std::string_view word) {
    skip();
    if (!take(word))
      fail("expected `" + std::string(word) + "`", at_, at_ + 1);
  }
  void toEndOf(std::string_view mark, size_t otherwise) {
    size_t end = text_.find(mark, at_);
    at_ = end == text_.npos ? otherwise : end;
  }
  /// Skips space and comments; line breaks only where they mean nothing.
  void skip() { skip(nesting_ > 0); }
  void skip(bool overLines) {
    while (at_ < text_.size()) {
      char c = peek();
      if (c == ' ' || c == '\t' || c == '\r' || (c == '\n' && overLines))
        advance();
      else if (c == '#' || looksAt("//"))
        toEndOf("\n", text_.size());
      else if (looksAt("/*")) {
        toEndOf("*/", text_.size());
        take("*/");
      } else
        return;
    }
  }
  std::string name() {
    size_t begin = at_;
    while (isNameByte(peek()))
      advance();
    return std::string(text_.substr(begin, at_ - begin));
  }

  /// Takes the escape here, a backslash and what follows, into `literal`.
  void escape(Decoded &literal);
  /// Where the line of `marker` that ends a heredoc begins; npos without.
  size_t endOfHeredoc(std::string_view marker) const;
  /// How many blanks all lines of [begin, end) that are not empty begin with.
  size_t indentOf(size_t begin, size_t end) const;

  static bool beginsName(char c);
  static bool isNameByte(char c);
  static bool isDigit(char c) { return c >= '0' && c <= '9'; }

  Document &document_;
  std::string_view text_;
  size_t at_ = 0;
  unsigned nesting_ = 0; ///< brackets in which a line break means nothing
};

} // namespace aslc::project::hcl
