// Lays out a JSONata expression over several lines. Only blanks between tokens change, which is
// compared at the end.
#include "compiler/editor/format/layouts.h"
#include "compiler/expr/jsonata/lexer.h"

#include <algorithm>
#include <array>
#include <span>

namespace aslc::editor {

namespace {

using jsonata::Token;

/// A token, or brackets with what is between them.
struct Item {
  std::string text; ///< as written; of brackets the opening one
  bool isBracket = false;
  bool spaceBefore = false, spaceAfter = false;
  unsigned precedence = 0; ///< of an operator between two operands; 0: none
  std::vector<Item> items; ///< of brackets
  std::string closer;
};

/// Operators between two operands by how tightly they bind. A line is broken at the loosest ones.
constexpr std::array<std::pair<std::string_view, unsigned>, 26> operators = {
    {{";", 1},  {",", 2},  {":=", 3},  {"?", 4},  {":", 4},  {"?:", 5}, {"??", 5},
     {"~>", 6}, {"or", 7}, {"and", 8}, {"=", 9},  {"!=", 9}, {"<", 9},  {">", 9},
     {"<=", 9}, {">=", 9}, {"in", 9},  {"&", 10}, {"+", 11}, {"-", 11}, {"*", 12},
     {"/", 12}, {"%", 12}, {"..", 13}, {".", 14}, {"^", 15}}};
constexpr unsigned semicolon = 1, comma = 2, assignment = 3, ternary = 4, tightest = 12;

unsigned precedenceOf(std::string_view text) {
  const auto *found = std::find_if(operators.begin(), operators.end(),
                                   [&](const auto &each) { return each.first == text; });
  return found == operators.end() ? 0 : found->second;
}

std::optional<std::vector<Token>> tokensOf(std::string_view text) {
  std::vector<Token> tokens;
  jsonata::Lexer lexer(text);
  size_t end = 0;
  while (true) {
    Token token = lexer.next(!tokens.empty() && tokens.back().endsOperand());
    if (lexer.error() || text.substr(end, token.begin - end).find("/*") != text.npos)
      return std::nullopt;
    if (token.kind == Token::Kind::End)
      return token.begin >= text.size() ? std::optional(std::move(tokens)) : std::nullopt;
    end = token.position;
    tokens.push_back(std::move(token));
  }
}

constexpr unsigned mostDepth = 200;

/// Makes items of tokens.
class ItemReader {
public:
  ItemReader(std::string_view text, const std::vector<Token> &tokens)
      : text_(text), tokens_(tokens) {}

  /// Returns false when brackets do not fit together.
  bool read(std::vector<Item> &items, std::string_view closer, bool isObject, unsigned depth);
  bool atEnd() const { return next_ == tokens_.size(); }

private:
  Item token(bool isInfix, bool isObject, unsigned &ternaries);
  bool signature(std::vector<Item> &items);
  bool transform(std::vector<Item> &items, unsigned depth);
  std::string_view written(const Token &token) const {
    return text_.substr(token.begin, token.position - token.begin);
  }

  std::string_view text_;
  const std::vector<Token> &tokens_;
  size_t next_ = 0;
};

Item ItemReader::token(bool isInfix, bool isObject, unsigned &ternaries) {
  const Token &token = tokens_[next_++];
  Item item;
  item.text = written(token);
  if (token.kind != Token::Kind::Operator)
    return item;
  bool isSeparator = token.text == "," || token.text == ";";
  if (!isInfix && !isSeparator)
    return item; // a sign, a wildcard, a parent, a placeholder
  item.precedence = precedenceOf(token.text);
  if (token.text == "?")
    ++ternaries;
  bool isKey = token.text == ":" && isObject && ternaries == 0;
  if (token.text == ":" && ternaries > 0)
    --ternaries;
  if (isKey)
    item.precedence = 0;
  bool isTight = item.precedence == 0 || item.precedence > tightest;
  item.spaceBefore = !isTight && !isSeparator;
  item.spaceAfter = isKey || !isTight;
  return item;
}

/// The `<...>` behind the parameters of a function stays as it is.
bool ItemReader::signature(std::vector<Item> &items) {
  bool afterParameters =
      items.size() >= 2 && items.back().isBracket && items.back().text == "(" &&
      (items[items.size() - 2].text == "function" || items[items.size() - 2].text == "\xCE\xBB");
  if (!afterParameters || !tokens_[next_].is("<"))
    return false;
  size_t begin = next_;
  int depth = 0;
  do {
    depth += tokens_[next_].is("<") - tokens_[next_].is(">");
    ++next_;
  } while (depth > 0 && next_ < tokens_.size());
  Item item;
  item.text =
      text_.substr(tokens_[begin].begin, tokens_[next_ - 1].position - tokens_[begin].begin);
  items.push_back(std::move(item));
  return true;
}

/// `|pattern|update, deleted|`, at its first bar. Returns false when a bar is missing.
bool ItemReader::transform(std::vector<Item> &items, unsigned depth) {
  Item item;
  item.isBracket = true;
  item.text = item.closer = "|";
  for (bool isUpdate : {false, true}) {
    if (isUpdate) {
      Item bar;
      bar.text = "|";
      item.items.push_back(std::move(bar));
    }
    ++next_;
    if (depth >= mostDepth || !read(item.items, "|", false, depth + 1) || atEnd())
      return false;
  }
  ++next_;
  items.push_back(std::move(item));
  return true;
}

bool ItemReader::read(std::vector<Item> &items, std::string_view closer, bool isObject,
                      unsigned depth) {
  unsigned ternaries = 0;
  bool afterOperand = false;
  auto endsOperand = [&] {
    return tokens_[next_ - 1].endsOperand() || (!items.empty() && items.back().isBracket);
  };
  for (; next_ < tokens_.size(); afterOperand = endsOperand()) {
    const Token &token = tokens_[next_];
    if (token.is(closer))
      return true;
    if (token.is(")") || token.is("]") || token.is("}"))
      return false;
    if (token.is(",") || token.is(";"))
      ternaries = 0;
    if (signature(items))
      continue;
    if (token.is("|") && !afterOperand) {
      if (!transform(items, depth))
        return false;
      continue;
    }
    bool opens = token.is("(") || token.is("[") || token.is("{");
    if (!opens) {
      items.push_back(this->token(afterOperand, isObject, ternaries));
      continue;
    }
    Item item;
    item.isBracket = true;
    item.text = token.text;
    item.closer = item.text == "(" ? ")" : item.text == "[" ? "]" : "}";
    // A body stands apart from its parameters.
    bool isBody = item.text == "{" && !items.empty() &&
                  (items.back().text.starts_with('<') ||
                   (items.size() >= 2 && items[items.size() - 2].text == "function"));
    item.spaceBefore = isBody;
    ++next_;
    if (depth == mostDepth ||
        !read(item.items, item.closer, item.text == "{" && !isBody, depth + 1) || atEnd())
      return false;
    ++next_;
    items.push_back(std::move(item));
  }
  return closer.empty();
}

//===--- Printing
//-------------------------------------------------------------------------------===//

using Items = std::span<const Item>;

bool isWord(char c) {
  return c == '_' || c == '$' || c == '`' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z') || c < 0;
}

class Printer {
public:
  explicit Printer(size_t width) : width_(width) {}
  /// Appends `items`; lines after the first are indented by `indent`.
  void print(Items items, size_t indent);
  std::string take() { return std::move(out_); }
  void startAt(size_t column) { first_ = column; }

private:
  static void appendFlat(Items items, std::string &out);
  static std::string flat(Items items) {
    std::string text;
    appendFlat(items, text);
    return text;
  }
  size_t column() const {
    size_t line = out_.rfind('\n');
    return line == out_.npos ? first_ + out_.size() : out_.size() - line - 1;
  }
  bool fits(const std::string &text) const { return column() + text.size() <= width_; }
  void newLine(size_t indent) { out_.append("\n").append(indent, ' '); }
  void lines(Items items, unsigned separator, size_t indent);
  void operands(Items items, unsigned precedence, size_t indent);
  void brackets(Items items, size_t indent);

  std::string out_;
  size_t width_, first_ = 0;
};

void Printer::appendFlat(Items items, std::string &out) {
  for (size_t i = 0; i < items.size(); ++i) {
    const Item &item = items[i];
    bool follows = i > 0;
    bool apart = item.spaceBefore || (follows && items[i - 1].spaceAfter);
    bool wouldJoin =
        follows && !out.empty() && isWord(out.back()) && !item.isBracket && isWord(item.text[0]);
    if ((apart || wouldJoin) && follows)
      out += ' ';
    out += item.text;
    if (item.isBracket) {
      appendFlat(item.items, out);
      out += item.closer;
    }
  }
}

/// A line for each part between separators.
void Printer::lines(Items items, unsigned separator, size_t indent) {
  size_t begin = 0;
  for (size_t i = 0; i <= items.size(); ++i) {
    if (i < items.size() && items[i].precedence != separator)
      continue;
    if (begin > 0 && begin < items.size())
      newLine(indent);
    print(items.subspan(begin, i - begin), indent);
    if (i < items.size())
      out_ += items[i].text;
    begin = i + 1;
  }
}

/// Breaks lines before the operators of `precedence`.
void Printer::operands(Items items, unsigned precedence, size_t indent) {
  size_t begin = 0;
  for (size_t i = 1; i <= items.size(); ++i) {
    if (i < items.size() && items[i].precedence != precedence)
      continue;
    if (begin > 0) {
      newLine(indent + 2);
      out_ += items[begin].text + " ";
      print(items.subspan(begin + 1, i - begin - 1), indent + 4);
    } else {
      print(items.subspan(0, i), indent);
    }
    begin = i;
  }
}

/// Opens the brackets that are the longest, and keeps the rest on their lines.
void Printer::brackets(Items items, size_t indent) {
  size_t longest = items.size(), most = 0;
  for (size_t i = 0; i < items.size(); ++i)
    if (items[i].isBracket && !items[i].items.empty())
      if (size_t size = flat(items.subspan(i, 1)).size(); size > most) {
        most = size;
        longest = i;
      }
  if (longest == items.size()) {
    out_ += flat(items);
    return;
  }
  const Item &item = items[longest];
  std::string before = flat(items.first(longest));
  out_ += before;
  if (longest > 0 && (item.spaceBefore || items[longest - 1].spaceAfter))
    out_ += ' ';
  out_ += item.text;
  newLine(indent + 2);
  print(item.items, indent + 2);
  newLine(indent);
  out_ += item.closer;
  Items rest = items.subspan(longest + 1);
  if (rest.empty())
    return;
  if (rest[0].spaceBefore)
    out_ += ' ';
  print(rest, indent);
}

void Printer::print(Items items, size_t indent) {
  if (std::string text = flat(items); fits(text)) {
    // Statements stand on a line each, also short ones.
    bool isBlock = std::any_of(items.begin(), items.end(),
                               [](const Item &item) { return item.precedence == semicolon; });
    if (!isBlock) {
      out_ += text;
      return;
    }
  }
  unsigned loosest = 0;
  for (const Item &item : items)
    if (item.precedence != 0 && item.precedence <= tightest &&
        (loosest == 0 || item.precedence < loosest))
      loosest = item.precedence;
  if (loosest == semicolon || loosest == comma)
    return lines(items, loosest, indent);
  if (loosest == assignment) {
    // The value goes on behind the name.
    size_t at = 0;
    while (items[at].precedence != assignment)
      ++at;
    out_ += flat(items.first(at)) + " := ";
    return print(items.subspan(at + 1), indent);
  }
  if (loosest >= ternary)
    return operands(items, loosest, indent);
  brackets(items, indent);
}

bool sameTokens(const std::vector<Token> &a, const std::vector<Token> &b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Token &x, const Token &y) {
    return x.kind == y.kind && x.text == y.text && x.ignoreCase == y.ignoreCase &&
           x.multiline == y.multiline;
  });
}

} // namespace

bool sameJsonata(std::string_view a, std::string_view b) {
  if (a == b)
    return true;
  auto left = tokensOf(a), right = tokensOf(b);
  return left && right && sameTokens(*left, *right);
}

std::optional<std::string> layOutJsonata(std::string_view text, size_t indent, size_t width) {
  std::optional<std::vector<Token>> tokens = tokensOf(text);
  if (!tokens || tokens->empty() || !std::holds_alternative<jsonata::NodePtr>(jsonata::parse(text)))
    return std::nullopt;
  std::vector<Item> items;
  ItemReader reader(text, *tokens);
  if (!reader.read(items, "", false, 0) || !reader.atEnd())
    return std::nullopt;
  Printer printer(width);
  printer.startAt(indent);
  printer.print(items, indent);
  std::string result = printer.take();
  // A signature or a text with a line break would be other tokens.
  if (!sameJsonata(text, result) || result.find("\n\n") != result.npos)
    return std::nullopt;
  return result;
}

} // namespace aslc::editor
