// The JSON grammar by recursive descent, and how reading goes on after an error.
//
// There are two kinds of errors. After an error that can be repaired (a superfluous comma, a word
// without quotes) the next error is reported too. After any other error none is reported until a
// whole member or item has been read.
#include "runtime/support/document/json_reader.h"

#include "runtime/support/document/json_words.h"
#include "runtime/support/document/key_index.h"
#include "runtime/support/document/placeholders.h"
#include "runtime/support/json_scan.h"
#include "runtime/support/utf8.h"

#include <algorithm>
#include <optional>

namespace asl::document {

namespace {

constexpr size_t mostFaults = 1000;

class JsonReader {
public:
  JsonReader(Tree &tree, std::string_view text, const Placeholders *placeholders)
      : tree_(tree), text_(text), placeholders_(placeholders) {}

  void allowComments() { allowComments_ = true; }
  /// Every node and fault gets this place.
  void fixPlace(Range place, unsigned depth) {
    fixed_ = place;
    depth_ = depth;
  }
  /// The only value of the text; null when there is none. `clean` is set to whether there was no
  /// fault.
  const Node *document();
  bool clean() const { return errors_ == 0; }

private:
  const Node *value();
  const Node *container(char closer);
  void member(Node &object, KeyIndex &keys);
  void noColon(Range keyRange);
  std::optional<std::string> key(Range &range);
  const Node *string();
  std::optional<std::string_view> plainString();
  const Node *number();
  const Node *word();
  const Node *placeholder();
  const Node *tooDeep();
  bool expressionHere();
  std::optional<Placeholder> placeholderHere() const {
    return placeholders_ ? placeholders_->atStart(rest()) : std::nullopt;
  }
  void afterElement(char closer, uint32_t valueEnd);
  bool mismatchedCloser(char closer);
  Decoded quoted();
  std::string_view wordText();
  void skipToBoundary();
  void skipBlank();
  void comment();

  char peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool atEnd() const { return at_ >= text_.size(); }
  std::string_view rest() const { return text_.substr(at_); }
  Range place(uint32_t begin, uint32_t end) const { return fixed_ ? *fixed_ : Range{begin, end}; }
  Range since(uint32_t begin) const { return place(begin, at_); }
  Range here() const { return place(at_, at_ + utf8::sequenceLength(rest())); }
  std::string found() const;

  Node *make(Node::Kind kind, uint32_t begin);
  const Node *makeString(Decoded decoded, uint32_t begin, bool verbatim);
  /// A syntax error that can be repaired.
  void fault(FaultKind kind, Range range, std::string detail, std::optional<Range> other = {},
             bool partMissing = false);
  /// The same, where it is known what was meant.
  void repairable(Range range, std::string detail, std::string repair);
  /// A syntax error that cannot be repaired.
  void lose(Range range, std::string detail, std::optional<Range> other = {});

  Tree &tree_;
  std::string_view text_;
  const Placeholders *placeholders_; ///< null: there are none
  bool allowComments_ = false;
  std::optional<Range> fixed_;
  uint32_t at_ = 0;
  unsigned depth_ = 0;
  std::string open_; ///< the brackets around `at_`
  bool lost_ = false;
  bool noExpression_ = false; ///< none ends behind `at_`
  size_t errors_ = 0;         ///< also those that were not reported
};

// ---- Faults ----

void JsonReader::fault(FaultKind kind, Range range, std::string detail, std::optional<Range> other,
                       bool partMissing) {
  ++errors_;
  if (tree_.faults.size() < mostFaults)
    tree_.faults.push_back({kind, range, std::move(detail), other, partMissing});
}

void JsonReader::repairable(Range range, std::string detail, std::string repair) {
  size_t before = tree_.faults.size();
  fault(FaultKind::Syntax, range, std::move(detail));
  if (tree_.faults.size() > before)
    tree_.faults.back().repair = std::move(repair);
}

void JsonReader::lose(Range range, std::string detail, std::optional<Range> other) {
  if (!lost_)
    fault(FaultKind::Syntax, range, std::move(detail), other, true);
  ++errors_;
  lost_ = true;
}

std::string JsonReader::found() const {
  if (atEnd())
    return "the end of the text";
  auto c = static_cast<unsigned char>(peek());
  if (c < 0x20 || c == 0x7F)
    return "a control character";
  return "`" + std::string(rest().substr(0, utf8::sequenceLength(rest()))) + "`";
}

/// At a closing bracket that is not `closer`: true when it closes an outer bracket, which then
/// ends this one too.
bool JsonReader::mismatchedCloser(char closer) {
  char opener = peek() == '}' ? '{' : '[';
  lose(here(), std::string("expected `") + closer + "` before " + found());
  if (open_.find(opener) != std::string::npos)
    return true;
  ++at_;
  return false;
}

// ---- Blanks and comments ----

void JsonReader::skipBlank() {
  const char *begin = text_.data(), *end = begin + text_.size();
  while (true) {
    at_ = static_cast<uint32_t>(json::skipBlanks(begin + at_, end) - begin);
    if (peek() != '/' || (peek(1) != '/' && peek(1) != '*'))
      return;
    comment();
  }
}

void JsonReader::comment() {
  uint32_t begin = at_;
  bool block = peek(1) == '*';
  size_t end = block ? text_.find("*/", at_ + 2) : text_.find_first_of("\r\n", at_);
  bool open = end == text_.npos;
  at_ = static_cast<uint32_t>(open ? text_.size() : block ? end + 2 : end);
  if (block && open)
    lose(place(begin, begin + 2), "this comment is never closed");
  else if (!allowComments_)
    fault(FaultKind::CommentNotAllowed, since(begin), "");
}

/// Skips to the next comma, closing bracket, or end.
void JsonReader::skipToBoundary() {
  size_t nesting = 0;
  for (; !atEnd(); ++at_) {
    char c = peek();
    if (c == '"')
      at_ = readJsonString(text_, at_).end - 1;
    else if (c == '{' || c == '[')
      ++nesting;
    else if (nesting == 0 && (c == ',' || c == '}' || c == ']'))
      return;
    else if (c == '}' || c == ']')
      --nesting;
  }
}

// ---- Single values ----

/// A node for the text from `begin` to the current position.
Node *JsonReader::make(Node::Kind kind, uint32_t begin) {
  Node *node = tree_.make();
  node->kind = kind;
  node->range = since(begin);
  return node;
}

/// `verbatim`: the node's text is the text between its quotes.
const Node *JsonReader::makeString(Decoded decoded, uint32_t begin, bool verbatim) {
  Node *node = make(Node::Kind::String, begin);
  node->text = std::move(decoded.text);
  if (fixed_)
    tree_.setSpelling(*node, {{0, *fixed_, false}});
  else if (!verbatim)
    tree_.setSpelling(*node, std::move(decoded.segments));
  return node;
}

const Node *JsonReader::value() {
  switch (char c = peek()) {
  case '"':
  case '\'':
    return string();
  case '{':
    if (expressionHere())
      return string();
    [[fallthrough]];
  case '[':
    return depth_ == maxDepth ? tooDeep() : container(c == '{' ? '}' : ']');
  case '$':
    if (placeholderHere())
      return placeholder();
    break;
  default:
    if (beginsJsonNumber(c))
      return number();
    if (isJsonWordByte(c))
      return word();
  }
  lose(here(), "expected a value, found " + found());
  skipToBoundary();
  return nullptr;
}

/// Whether a JSONata expression without quotes is here. What does not end is looked for once.
bool JsonReader::expressionHere() {
  if (noExpression_ || peek(1) != '%')
    return false;
  noExpression_ = text_.find("%}", at_ + 2) == text_.npos;
  return !noExpression_;
}

const Node *JsonReader::tooDeep() {
  uint32_t begin = at_;
  fault(FaultKind::TooDeep, here(), std::to_string(maxDepth), {}, true);
  bool isObject = text_[at_++] == '{';
  for (skipToBoundary(); peek() == ','; skipToBoundary())
    ++at_;
  if (!atEnd())
    ++at_;
  return make(isObject ? Node::Kind::Object : Node::Kind::Array, begin);
}

/// Reads the quoted string at the current position.
Decoded JsonReader::quoted() {
  JsonString read = readJsonString(text_, at_);
  at_ = read.end;
  for (Fault &problem : read.faults) {
    if (read.unterminated && &problem == &read.faults.back())
      lose(problem.range, std::move(problem.detail));
    else if (problem.repair)
      repairable(problem.range, std::move(problem.detail), std::move(*problem.repair));
    else
      fault(problem.kind, problem.range, std::move(problem.detail));
  }
  return std::move(read.decoded);
}

/// The text of the string at the current position, where it is the bytes between the quotes; goes
/// on after it. Most strings are read so.
std::optional<std::string_view> JsonReader::plainString() {
  if (peek() != '"')
    return std::nullopt;
  const char *begin = text_.data() + at_ + 1, *end = text_.data() + text_.size();
  const char *stop = json::scanString(begin, end).stop;
  if (stop == end || *stop != '"')
    return std::nullopt;
  std::string_view text(begin, static_cast<size_t>(stop - begin));
  if (placeholders_ && text.find("${") != text.npos)
    return std::nullopt;
  at_ += static_cast<uint32_t>(text.size() + 2);
  return text;
}

const Node *JsonReader::string() {
  uint32_t begin = at_;
  if (auto plain = plainString())
    return makeString({std::string(*plain), {}}, begin, true);
  Decoded decoded = quoted();
  if (placeholders_)
    decoded = placeholders_->substitute(std::move(decoded), tree_);
  const std::vector<Segment> &segments = decoded.segments;
  bool verbatim = segments.empty() || (segments.size() == 1 && segments[0].exact &&
                                       segments[0].from.begin == begin + 1);
  return makeString(std::move(decoded), begin, verbatim);
}

std::string_view JsonReader::wordText() {
  uint32_t begin = at_;
  while (!atEnd() && isJsonWordByte(peek()))
    ++at_;
  return text_.substr(begin, at_ - begin);
}

const Node *JsonReader::number() {
  uint32_t begin = at_;
  std::string text(wordText());
  Node *node = make(Node::Kind::Number, begin);
  if (isJsonNumber(text)) {
    node->text = std::move(text);
    return node;
  }
  fault(FaultKind::InvalidNumber, node->range, std::move(text));
  node->text = "1"; // any number will do: its field shall not be called wrong as well
  return node;
}

const Node *JsonReader::word() {
  uint32_t begin = at_;
  std::string_view text = wordText();
  if (std::string meant(meantJsonWord(text)); !meant.empty()) {
    if (text != meant)
      repairable(since(begin), "`" + std::string(text) + "` is written `" + meant + "` in JSON",
                 meant);
    Node *node = make(meant == "null" ? Node::Kind::Null : Node::Kind::Boolean, begin);
    node->boolean = meant == "true";
    return node;
  }
  repairable(since(begin), "a string needs double quotes", '"' + std::string(text) + '"');
  Decoded decoded;
  decoded.copy(text, begin);
  return makeString(std::move(decoded), begin, false);
}

const Node *JsonReader::placeholder() {
  uint32_t begin = at_;
  Placeholder found = *placeholderHere();
  at_ += static_cast<uint32_t>(found.end);
  const std::string *value = placeholders_->find(found.name);
  if (!found.escaped && value)
    return readPlaceholderValue(tree_, *value, since(begin), depth_);

  // The type of the value is unknown, so nothing more can be checked.
  if (found.escaped)
    fault(FaultKind::Syntax, since(begin), "`${!` is an escape only inside strings", {}, true);
  else if (!placeholders_->keepsUndefined())
    fault(FaultKind::UndefinedPlaceholder, since(begin), std::string(found.name), {}, true);
  Decoded kept;
  kept.copy(text_.substr(begin, found.end), begin);
  return makeString(std::move(kept), begin, false);
}

// ---- Objects and arrays ----

/// After a member or an item: past the comma, or to the closing bracket.
void JsonReader::afterElement(char closer, uint32_t valueEnd) {
  skipBlank();
  char c = peek();
  if (atEnd() || c == '}' || c == ']')
    return;
  if (c == ';' && !lost_)
    repairable(here(), "elements are separated by `,`, not by `;`", ",");
  if (c == ',' || (c == ';' && !lost_)) {
    uint32_t comma = at_++;
    skipBlank();
    if (peek() == closer)
      repairable(place(comma, comma + 1), std::string("a comma before `") + closer + "`", "");
    return;
  }
  bool beginsElement = c == '"' || (closer == ']' && (c == '{' || c == '['));
  if (beginsElement && !lost_)
    return repairable(place(valueEnd, valueEnd), "missing `,` after this value", ",");
  if (beginsElement)
    return;
  lose(here(), std::string("expected `,` or `") + closer + "`, found " + found());
  skipToBoundary();
  if (peek() == ',')
    ++at_;
}

const Node *JsonReader::container(char closer) {
  uint32_t begin = at_++;
  Node *node = make(closer == '}' ? Node::Kind::Object : Node::Kind::Array, begin);
  KeyIndex keys(*node);
  ++depth_;
  open_ += text_[begin];
  while (true) {
    skipBlank();
    if (atEnd()) {
      lose(here(), std::string("expected `") + closer + "`, found the end of the text",
           place(begin, begin + 1));
      break;
    }
    if (peek() == closer) {
      ++at_;
      break;
    }
    if (peek() == '}' || peek() == ']') {
      if (mismatchedCloser(closer))
        break;
      continue;
    }
    if (peek() == ',') {
      lose(here(), closer == '}' ? "expected a key, found `,`" : "expected a value, found `,`");
      ++at_;
      continue;
    }
    size_t errorsBefore = errors_;
    if (closer == '}')
      member(*node, keys);
    else if (const Node *item = value())
      node->items.push_back(item);
    if (errors_ == errorsBefore)
      lost_ = false;
    afterElement(closer, at_);
  }
  open_.pop_back();
  --depth_;
  node->range = since(begin);
  return node;
}

/// Reads the key at the current position, or what was probably meant as one; none when there is no
/// such thing.
std::optional<std::string> JsonReader::key(Range &range) {
  uint32_t begin = at_;
  if (auto plain = plainString()) {
    range = since(begin);
    return std::string(*plain);
  }
  Decoded decoded;
  if (peek() == '"' || peek() == '\'') {
    decoded = quoted();
  } else if (auto unquoted = placeholderHere()) {
    at_ += static_cast<uint32_t>(unquoted->end);
    decoded.copy(text_.substr(begin, at_ - begin), begin);
    fault(FaultKind::Syntax, since(begin), "a key needs double quotes");
  } else if (isJsonWordByte(peek())) {
    std::string_view word = wordText();
    decoded.copy(word, begin);
    repairable(since(begin), "a key needs double quotes", '"' + std::string(word) + '"');
  } else {
    return std::nullopt;
  }
  range = since(begin);
  if (placeholders_)
    decoded = placeholders_->substitute(std::move(decoded), tree_);
  return std::move(decoded.text);
}

/// Behind a key, at something else than a colon; goes on at the value where that is surely meant.
void JsonReader::noColon(Range keyRange) {
  std::string what = "expected `:` after the key, found " + found();
  char c = peek();
  if (!lost_ && c == '=') {
    repairable(here(), std::move(what), ":");
    ++at_;
    skipBlank();
  } else if (!lost_ && !fixed_ && (c == '"' || c == '{' || c == '[')) {
    repairable({keyRange.end, keyRange.end}, "missing `:` after this key", ":");
  } else {
    lose(here(), std::move(what));
    if (isJsonWordByte(c) && !beginsJsonNumber(c))
      wordText(); // what it belongs to is not known
  }
}

void JsonReader::member(Node &object, KeyIndex &keys) {
  Range keyRange;
  std::optional<std::string> name = key(keyRange);
  if (!name) {
    lose(here(), "expected a key in double quotes, found " + found());
    return skipToBoundary();
  }
  skipBlank();
  if (peek() == ':') {
    ++at_;
    skipBlank();
  } else {
    noColon(keyRange);
  }
  const Node *node = value();
  if (const Member *first = keys.find(*name))
    return fault(FaultKind::DuplicateKey, keyRange, std::move(*name), first->keyRange);
  if (!node)
    return;
  constexpr size_t usual = 4; // members of an object
  if (object.members.empty())
    object.members.reserve(usual);
  object.members.push_back({std::move(*name), keyRange, node});
}

const Node *JsonReader::document() {
  if (!fixed_ && text_.starts_with("\xEF\xBB\xBF"))
    at_ = 3;
  skipBlank();
  if (atEnd()) {
    if (errors_ == 0)
      fault(FaultKind::EmptyText, place(at_, at_), "", {}, true);
    return nullptr;
  }
  const Node *root = value();
  bool isWord = root && root->is(Node::Kind::String) && errors_ != 0;
  skipBlank();
  if (!atEnd() && !lost_ && !isWord)
    fault(FaultKind::TrailingText, place(at_, static_cast<uint32_t>(text_.size())), "");
  return root;
}

} // namespace

void readJson(Tree &tree, std::string_view text, bool allowComments,
              const Placeholders *placeholders) {
  JsonReader reader(tree, text, placeholders);
  if (allowComments)
    reader.allowComments();
  tree.root = reader.document();
}

const Node *readPlaceholderValue(Tree &tree, std::string_view text, Range place, unsigned depth) {
  size_t faultsBefore = tree.faults.size();
  JsonReader reader(tree, text, nullptr);
  reader.fixPlace(place, depth);
  const Node *node = reader.document();
  if (node && reader.clean())
    return node;
  tree.faults.resize(faultsBefore, Fault{FaultKind::Syntax, {}, "", {}});
  Node *string = tree.make();
  string->kind = Node::Kind::String;
  string->range = place;
  string->text = text;
  tree.setSpelling(*string, {{0, place, false}});
  return string;
}

} // namespace asl::document
