// Cuts a path into tokens the way Jayway 2.0.0 does. Its reader is lax: in a bracket it looks for
// the first character that it knows and skips all others (`[1.5]` is `[1]`, `["a1"]`
// too), quotes do not protect brackets (`['a[b]c']` finds nothing), and a third number of a slice
// has no meaning. Definitions that the service runs depend on it, so these readings are kept.
#include "compiler/expr/jsonpath/token.h"

#include "runtime/support/number_text.h"

#include <string>
#include <utility>

namespace aslc::jsonpath {
namespace {

constexpr std::string_view kUnclosed = "the bracket is not closed";

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// A number as Java's Integer.parseInt accepts it.
std::optional<int64_t> parseInt(std::string_view text) {
  if (text.starts_with('+'))
    text = text.substr(text.size() > 1 && isDigit(text[1]) ? 1 : 0);
  return asl::parseNumber<int32_t>(text);
}

/// Reads one bracket, `[...]`, from the character that determines its kind.
class Bracket {
public:
  Bracket(std::string_view text, bool insideFilter) : text_(text), insideFilter_(insideFilter) {}

  std::variant<Token, Error> read() {
    if (text_ == "[*]")
      return Token{Wildcard{}};
    for (; at_ < text_.size(); ++at_) {
      char c = text_[at_];
      if (c == '?')
        return filter();
      if (c == '\'')
        return names();
      if (c == '@')
        return fromLength();
      if (isDigit(c) || c == ':' || c == '-')
        return numbers();
    }
    return fail(text_.ends_with(']')
                    ? "this is neither a name in apostrophes, an index, nor a filter"
                    : kUnclosed,
                0);
  }

private:
  Error fail(std::string_view message, size_t offset) const {
    return Error{offset, std::string(message)};
  }
  char current() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool ended() const { return at_ >= text_.size(); }

  /// `'a', 'b']`: the texts between apostrophes, up to the first `]`; an unclosed one counts for
  /// nothing.
  std::variant<Token, Error> names() {
    NamesStep names;
    std::string name;
    bool open = false;
    for (; current() != ']'; ++at_) {
      if (ended())
        return fail(kUnclosed, 0);
      if (current() != '\'') {
        if (open)
          name += current();
        continue;
      }
      if (open)
        names.names.push_back(std::exchange(name, {}));
      open = !open;
    }
    return Token{std::move(names)};
  }

  /// `@.length - 1)`, `@.size() - 1)`
  std::variant<Token, Error> fromLength() {
    size_t start = at_;
    std::string name, number;
    for (at_ += 2; current() != '-'; ++at_) {
      if (ended())
        return fail("only `[(@.length-n)]` can be computed here", start);
      if (current() != ' ' && current() != '(' && current() != ')')
        name += current();
    }
    if (name != "size" && name != "length")
      return fail("only `[(@.length-n)]` can be computed here", start);
    for (; current() != ')'; ++at_) {
      if (ended())
        return fail(kUnclosed, 0);
      if (current() != ' ')
        number += current();
    }
    std::optional<int64_t> minus = parseInt(number);
    if (!minus)
      return fail("`" + number + "` is not a number", start);
    return Token{FromLength{-*minus}};
  }

  /// `1]`, `1,2]`, `1:2]`, `1:]`, `:2]`
  std::variant<Token, Error> numbers() {
    size_t start = at_;
    std::string digits;
    bool sequence = false, sliceFrom = false, sliceTo = false, sliceBetween = false;
    bool good = true;
    std::vector<int64_t> values;
    auto take = [&] {
      std::optional<int64_t> value = parseInt(digits);
      good = good && value.has_value();
      values.push_back(value.value_or(0));
      digits.clear();
    };
    auto bound = [&] {
      for (++at_; isDigit(current()) || current() == ' ' || current() == '-'; ++at_)
        if (current() != ' ')
          digits += current();
    };
    for (; isDigit(current()) || std::string_view(", :-").find(current()) != std::string::npos;
         ++at_) {
      if (ended())
        return fail(kUnclosed, 0);
      if (current() == ',') {
        take();
        sequence = true;
      } else if (current() == ':' && digits.empty()) {
        sliceTo = true;
        bound();
        take();
      } else if (current() == ':') {
        take();
        bound();
        sliceFrom = sliceFrom || digits.empty();
        sliceBetween = sliceBetween || !digits.empty();
        if (!digits.empty())
          take();
      } else if (current() != ' ') {
        digits += current();
      }
      if (current() == ']')
        break;
    }
    if (ended())
      return fail(kUnclosed, 0);
    if (!digits.empty())
      take();
    if (!good)
      return fail("an index is a number of at most 32 bits", start);
    if ((values.size() == 1 && !sliceTo && !sliceFrom) || sequence)
      return Token{Indexes{std::move(values)}};
    if (sliceFrom)
      return Token{Slice{values[0], std::nullopt}};
    if (sliceTo)
      return Token{Slice{std::nullopt, values[0]}};
    if (sliceBetween)
      return Token{Slice{values[0], values[1]}};
    return fail("indexes are separated by commas", start);
  }

  /// The end of the filter whose bracket opens at `start`: its `]` outside of apostrophes and
  /// parentheses.
  std::optional<size_t> filterEnd(size_t start) const {
    int parentheses = 0, brackets = 0;
    bool quoted = false;
    for (size_t i = start; i < text_.size(); ++i) {
      char c = text_[i];
      if (c == '\'' && (i == start || text_[i - 1] != '\\'))
        quoted = !quoted;
      if (quoted)
        continue;
      parentheses += (c == '(') - (c == ')');
      brackets += (c == '[') - (c == ']');
      if (c == ']' && parentheses == 0)
        return brackets == 0 ? std::optional(i + 1) : std::nullopt;
    }
    return std::nullopt;
  }

  std::variant<Token, Error> filter() {
    if (insideFilter_)
      return fail("a path inside a filter must lead to one value", at_);
    size_t start = text_.rfind('[', at_);
    std::optional<size_t> end = filterEnd(start);
    if (!end)
      return fail("the brackets of the filter are not balanced", start);
    auto parsed = parseFilter(text_.substr(start, *end - start));
    if (auto *error = std::get_if<Error>(&parsed))
      return fail(error->message, start + error->offset);
    return Token{FilterStep{std::move(std::get<0>(parsed))}};
  }

  std::string_view text_;
  size_t at_ = 0;
  bool insideFilter_;
};

/// Walks over a whole path.
class Tokenizer {
public:
  Tokenizer(std::string_view text, bool insideFilter) : text_(text), insideFilter_(insideFilter) {}

  std::variant<std::vector<Token>, Error> run() {
    if (text_.ends_with(".."))
      return Error{text_.size() - 2, "a path does not end with `..`"};
    if (text_.size() > 1 && text_[1] != '.' && text_[1] != '[')
      return Error{1, "`$` is followed by `.` or `[`"};
    for (at_ = 1; at_ < text_.size();)
      if (std::optional<Error> error = next())
        return *error;
    return std::move(tokens_);
  }

private:
  std::optional<Error> next() {
    switch (text_[at_]) {
    case ' ':
      return Error{at_, "a blank is not allowed here"};
    case '$':
      tokens_.push_back(Token{RootAgain{}});
      ++at_;
      return std::nullopt;
    case '*':
      tokens_.push_back(Token{Wildcard{}});
      ++at_;
      return std::nullopt;
    case '[':
      return bracket();
    case '.':
      return dot();
    default:
      return name();
    }
  }

  std::optional<Error> dot() {
    if (++at_ == text_.size())
      return Error{at_ - 1, "a name is expected after `.`"};
    if (text_[at_] == '.') {
      tokens_.push_back(Token{Scan{}});
      ++at_;
      return std::nullopt;
    }
    size_t length = nameLength();
    if (length == 0)
      return std::nullopt;
    if (length > 1 || text_[at_] != '*')
      return name();
    tokens_.push_back(Token{Wildcard{}});
    ++at_;
    return std::nullopt;
  }

  size_t nameLength() const {
    size_t end = text_.find_first_of(".[ ", at_);
    return (end == std::string_view::npos ? text_.size() : end) - at_;
  }

  /// `.a` is read as `['a']`, apostrophes and brackets in it included.
  std::optional<Error> name() {
    size_t start = at_;
    size_t length = nameLength();
    at_ += length;
    std::string text = "['" + std::string(text_.substr(start, length)) + "']";
    return add(Bracket(text, insideFilter_).read(), start, 2);
  }

  std::optional<Error> bracket() {
    size_t start = at_;
    int depth = 0;
    for (++at_; at_ < text_.size();) {
      char c = text_[at_++];
      if (c == ']' && depth == 0)
        break;
      depth += (c == '[') - (c == ']');
    }
    return add(Bracket(text_.substr(start, at_ - start), insideFilter_).read(), start, 0);
  }

  std::optional<Error> add(std::variant<Token, Error> read, size_t start, size_t ahead) {
    if (auto *error = std::get_if<Error>(&read)) {
      size_t offset = error->offset > ahead ? error->offset - ahead : 0;
      return Error{start + offset, std::move(error->message)};
    }
    tokens_.push_back(std::move(std::get<Token>(read)));
    return std::nullopt;
  }

  std::string_view text_;
  size_t at_ = 0;
  std::vector<Token> tokens_;
  bool insideFilter_;
};

} // namespace

bool Token::definite() const {
  if (const auto *indexes = std::get_if<Indexes>(&kind))
    return indexes->indexes.size() == 1;
  return std::holds_alternative<NamesStep>(kind) || std::holds_alternative<FromLength>(kind) ||
         std::holds_alternative<RootAgain>(kind);
}

std::variant<std::vector<Token>, Error> tokenize(std::string_view text, bool insideFilter) {
  return Tokenizer(text, insideFilter).run();
}

std::string_view trimmed(std::string_view text) {
  auto blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  while (!text.empty() && blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && blank(text.back()))
    text.remove_suffix(1);
  return text;
}

} // namespace aslc::jsonpath
