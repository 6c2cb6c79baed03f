// The descent over the text of a file in HCL. The members are in hcl.cpp and, for texts with parts,
// in hcl_texts.cpp.
#pragma once

#include "compiler/project/hcl.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace aslc::project::hcl {

class Reader {
public:
  explicit Reader(Document &document) : document_(document), text_(document.file->text()) {}

  /// The whole file as a body.
  void read();
  /// The whole file as a text with parts: the attribute `text` of the document's root.
  void readText();

private:
  using Pointer = std::unique_ptr<Expression>;
  using Kind = Expression::Kind;
  using Range = source::Range;

  // ---- Characters

  bool failed() const { return !document_.wrong.empty(); }
  void fail(std::string what, size_t begin, size_t end);
  static Range rangeOf(size_t begin, size_t end) {
    return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
  }
  char peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool looksAt(std::string_view word) const { return text_.substr(at_).starts_with(word); }
  bool looksAtWord(std::string_view word) const;
  /// Goes on by so many bytes, at most to the end.
  void advance(size_t bytes = 1) { at_ = std::min(at_ + bytes, text_.size()); }
  bool take(std::string_view word);
  void expect(std::string_view word);
  void toEndOf(std::string_view mark, size_t otherwise);
  /// Skips space and comments; line breaks only where they mean nothing.
  void skip() { skip(nesting_ > 0); }
  void skip(bool overLines);
  std::string name();

  // ---- Bodies

  void body(Block &block, bool isFile);
  void entry(Block &block);

  // ---- Expressions

  Pointer make(Kind kind, size_t begin) const;
  Pointer expression();
  /// The operator here of a level of precedence; empty when there is none.
  std::string_view operatorAt(size_t level) const;
  Pointer binary(size_t level);
  Pointer unary();
  Pointer term();
  Pointer number();
  Pointer word();
  Pointer call(std::string function, size_t begin);
  /// `.name`, `[index]` and splats behind a term.
  Pointer followed(Pointer made, size_t begin);
  Pointer looked(Pointer into, Pointer key, size_t begin);
  Pointer list();
  Pointer object();
  /// A name is a text here.
  Pointer key();
  /// `for a, b in collection`, whose `for` was taken: a For with its names and its collection.
  Pointer forIntro(size_t begin);
  /// The rest of `[for ...]` or `{for ...}`.
  Pointer comprehension(size_t begin, char close);

  // ---- Texts

  /// The parts of a text as they are read, within the directives that are open.
  struct OpenText {
    struct Level {
      Pointer directive; ///< null: the text itself
      size_t begin = 0;
      std::vector<Part> parts;
      Decoded literal;
    };
    std::vector<Level> levels;
    Decoded &literal() { return levels.back().literal; }
  };
  OpenText openText(size_t begin) const;
  /// What has been read of the innermost directive, or of the text.
  Pointer textSoFar(OpenText &text);
  Pointer closeText(OpenText &text, size_t begin);
  void skipRestOfLine();
  /// Adds `${...}`, or begins or ends what `%{...}` says.
  void inserted(OpenText &text);
  void directive(OpenText &text);
  void closeDirective(OpenText &text, std::string_view word, size_t begin);
  /// Takes what the characters here stand for in every text: `$${` is `${`. False: nothing special.
  bool special(OpenText &text);
  Pointer quoted();
  void escape(Decoded &literal);
  /// Where the line of `marker` that ends a heredoc begins; npos without.
  size_t endOfHeredoc(std::string_view marker) const;
  /// How many blanks all lines of [begin, end) that are not empty begin with.
  size_t indentOf(size_t begin, size_t end) const;
  Pointer heredoc();

  Document &document_;
  std::string_view text_;
  size_t at_ = 0;
  size_t textEnd_ = 0;   ///< of the innermost text
  unsigned nesting_ = 0; ///< brackets in which a line break means nothing
  unsigned depth_ = 0;
};

} // namespace aslc::project::hcl
