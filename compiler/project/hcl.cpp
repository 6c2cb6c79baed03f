// A recursive descent over the text: bodies and expressions.
#include "compiler/project/hcl_reader.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace aslc::project::hcl {

namespace {

constexpr unsigned mostDepth = 200;

bool beginsName(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool isNameByte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}
bool isDigit(char c) { return c >= '0' && c <= '9'; }

} // namespace

void Reader::read() {
  body(document_.root, /*isFile=*/true);
  if (!failed() && at_ < text_.size())
    fail("this closes nothing", at_, at_ + 1);
}

//===--- Characters
//---------------------------------------------------------------------------===//

void Reader::fail(std::string what, size_t begin, size_t end) {
  if (failed())
    return;
  document_.wrong = std::move(what);
  document_.wrongAt = rangeOf(std::min(begin, text_.size()), std::min(end, text_.size()));
  at_ = text_.size();
}

bool Reader::take(std::string_view word) {
  if (!looksAt(word))
    return false;
  advance(word.size());
  return true;
}

void Reader::expect(std::string_view word) {
  skip();
  if (!take(word))
    fail("expected `" + std::string(word) + "`", at_, at_ + 1);
}

void Reader::toEndOf(std::string_view mark, size_t otherwise) {
  size_t end = text_.find(mark, at_);
  at_ = end == text_.npos ? otherwise : end;
}

void Reader::skip(bool overLines) {
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

std::string Reader::name() {
  size_t begin = at_;
  while (isNameByte(peek()))
    advance();
  return std::string(text_.substr(begin, at_ - begin));
}

//===--- Bodies
//-------------------------------------------------------------------------------===//

bool Reader::looksAtWord(std::string_view word) const {
  return looksAt(word) && !isNameByte(peek(word.size()));
}

void Reader::body(Block &block, bool isFile) {
  unsigned nesting = std::exchange(nesting_, 0);
  while (!failed()) {
    skip(/*overLines=*/true);
    if (at_ >= text_.size() || peek() == '}')
      break;
    if (!beginsName(peek())) {
      fail("expected the name of an attribute or block", at_, at_ + 1);
      break;
    }
    entry(block);
  }
  nesting_ = nesting;
  if (!isFile && !failed())
    expect("}");
}

void Reader::entry(Block &block) {
  size_t begin = at_;
  std::string type = name();
  Range range = rangeOf(begin, at_);
  skip(false);
  if (peek() == '=' && peek(1) != '=') {
    advance();
    Pointer value = expression();
    block.attributes.push_back({std::move(type), range, std::move(value)});
    return;
  }
  Block inner;
  inner.type = std::move(type);
  while (!failed() && peek() != '{') {
    if (peek() == '"') {
      Pointer label = quoted();
      inner.labels.push_back(
          label->parts.size() == 1 && !label->parts[0].value ? label->parts[0].literal.text : "");
    } else if (beginsName(peek())) {
      inner.labels.push_back(name());
    } else {
      return fail("expected `=` or `{`", at_, at_ + 1);
    }
    range.end = static_cast<uint32_t>(at_);
    skip(false);
  }
  advance();
  inner.range = range;
  if (++depth_ > mostDepth)
    return fail("this is nested too deeply", begin, at_);
  body(inner, /*isFile=*/false);
  --depth_;
  block.blocks.push_back(std::move(inner));
}

//===--- Expressions
//--------------------------------------------------------------------------===//

Reader::Pointer Reader::make(Kind kind, size_t begin) const {
  auto made = std::make_unique<Expression>();
  made->kind = kind;
  made->range = rangeOf(begin, at_);
  return made;
}

Reader::Pointer Reader::expression() {
  if (++depth_ > mostDepth)
    fail("this is nested too deeply", at_, at_ + 1);
  skip();
  size_t begin = at_;
  Pointer result = binary(0);
  skip();
  if (!failed() && take("?")) {
    Pointer both[2];
    both[0] = expression();
    expect(":");
    both[1] = expression();
    Pointer condition = std::exchange(result, make(Kind::Conditional, begin));
    result->items.push_back(std::move(condition));
    for (Pointer &each : both)
      result->items.push_back(std::move(each));
  }
  --depth_;
  return result;
}

std::string_view Reader::operatorAt(size_t level) const {
  constexpr std::array<std::array<std::string_view, 4>, 6> levels = {
      {{"||"}, {"&&"}, {"==", "!="}, {"<=", ">=", "<", ">"}, {"+", "-"}, {"*", "/", "%"}}};
  for (std::string_view each : levels[level])
    if (!each.empty() && looksAt(each))
      return each;
  return {};
}

Reader::Pointer Reader::binary(size_t level) {
  constexpr size_t levels = 6;
  if (level == levels)
    return unary();
  size_t begin = at_;
  Pointer left = binary(level + 1);
  while (!failed()) {
    skip();
    std::string_view found = operatorAt(level);
    if (found.empty())
      break;
    advance(found.size());
    skip();
    Pointer right = binary(level + 1);
    Pointer first = std::exchange(left, make(Kind::Operator, begin));
    left->text = found;
    left->items.push_back(std::move(first));
    left->items.push_back(std::move(right));
  }
  return left;
}

Reader::Pointer Reader::unary() {
  skip();
  size_t begin = at_;
  if ((peek() == '!' && peek(1) != '=') || (peek() == '-' && !isDigit(peek(1)))) {
    std::string sign(1, peek());
    advance();
    Pointer operand = unary();
    Pointer made = make(Kind::Operator, begin);
    made->text = sign;
    made->items.push_back(std::move(operand));
    return made;
  }
  return followed(term(), begin);
}

Reader::Pointer Reader::term() {
  size_t begin = at_;
  char c = peek();
  if (c == '"')
    return quoted();
  if (looksAt("<<"))
    return heredoc();
  if (c == '[')
    return list();
  if (c == '{')
    return object();
  if (c == '(') {
    advance();
    ++nesting_;
    Pointer inner = expression();
    expect(")");
    --nesting_;
    return inner;
  }
  if (isDigit(c) || c == '-')
    return number();
  if (!beginsName(c)) {
    fail("expected an expression", at_, at_ + 1);
    return make(Kind::Null, begin);
  }
  return word();
}

Reader::Pointer Reader::number() {
  size_t begin = at_;
  take("-");
  while (isDigit(peek()) || peek() == '.' || peek() == 'e' || peek() == 'E' ||
         ((peek() == '+' || peek() == '-') && (text_[at_ - 1] == 'e' || text_[at_ - 1] == 'E')))
    advance();
  Pointer made = make(Kind::Number, begin);
  made->text = text_.substr(begin, at_ - begin);
  return made;
}

Reader::Pointer Reader::word() {
  size_t begin = at_;
  std::string first = name();
  while (looksAt("::")) { // a function of a provider
    advance(2);
    first += "::" + name();
  }
  if (peek() == '(')
    return call(std::move(first), begin);
  if (first == "true" || first == "false") {
    Pointer made = make(Kind::Boolean, begin);
    made->boolean = first == "true";
    return made;
  }
  if (first == "null")
    return make(Kind::Null, begin);
  Pointer made = make(Kind::Path, begin);
  made->steps.push_back(std::move(first));
  return made;
}

Reader::Pointer Reader::call(std::string function, size_t begin) {
  std::vector<Pointer> arguments;
  bool isSpread = false;
  advance();
  ++nesting_;
  for (skip(); !failed() && peek() != ')'; skip()) {
    arguments.push_back(expression());
    skip();
    isSpread = take("...");
    skip();
    if (!take(","))
      break;
  }
  expect(")");
  --nesting_;
  Pointer made = make(Kind::Call, begin);
  made->text = std::move(function);
  made->boolean = isSpread;
  made->items = std::move(arguments);
  return made;
}

Reader::Pointer Reader::looked(Pointer into, Pointer key, size_t begin) {
  // A name or number that is written stays a part of a path.
  bool isText = key->is(Kind::Text) && key->parts.size() == 1 && !key->parts[0].value;
  std::string step = isText                  ? key->parts[0].literal.text
                     : key->is(Kind::Number) ? key->text
                                             : std::string();
  bool isPath = into->is(Kind::Path) || into->is(Kind::Splat);
  if (isPath && !step.empty()) {
    into->steps.push_back(std::move(step));
    return into;
  }
  Pointer made = make(Kind::Index, begin);
  made->items.push_back(std::move(into));
  made->items.push_back(std::move(key));
  return made;
}

Reader::Pointer Reader::followed(Pointer made, size_t begin) {
  while (!failed() && (peek() == '[' || (peek() == '.' && !looksAt("...")))) {
    bool isIndex = peek() == '[';
    advance();
    nesting_ += isIndex;
    if (isIndex)
      skip();
    if (take("*")) {
      Pointer list = std::move(made);
      made = make(Kind::Splat, begin);
      made->items.push_back(std::move(list));
    } else if (isIndex) {
      made = looked(std::move(made), expression(), begin);
    } else {
      size_t at = at_;
      Pointer key = make(Kind::Text, at);
      Part part;
      part.literal.copy(name(), at);
      if (at_ == at)
        fail("expected a name", at, at + 1);
      key->parts.push_back(std::move(part));
      key->range = rangeOf(at, at_);
      made = looked(std::move(made), std::move(key), begin);
    }
    if (isIndex)
      expect("]");
    nesting_ -= isIndex;
    made->range.end = static_cast<uint32_t>(at_);
  }
  return made;
}

Reader::Pointer Reader::forIntro(size_t begin) {
  Pointer made = make(Kind::For, begin);
  do {
    skip();
    made->steps.push_back(name());
    skip();
  } while (!failed() && take(",") && made->steps.size() < 2);
  if (made->steps.back().empty() || !looksAtWord("in"))
    fail("expected names and `in`", at_, at_ + 1);
  advance(2);
  made->items.push_back(expression());
  return made;
}

Reader::Pointer Reader::comprehension(size_t begin, char close) {
  advance(3);
  Pointer made = forIntro(begin);
  expect(":");
  bool isObject = close == '}';
  made->text = isObject ? "object" : "list";
  Pointer key, value = expression();
  skip();
  if (isObject) {
    expect("=>");
    key = std::exchange(value, expression());
    skip();
    made->boolean = take("...");
    skip();
  }
  Pointer condition;
  if (looksAtWord("if")) {
    advance(2);
    condition = expression();
  }
  made->items.push_back(std::move(condition));
  if (isObject)
    made->items.push_back(std::move(key));
  made->items.push_back(std::move(value));
  expect(std::string(1, close));
  made->range = rangeOf(begin, at_);
  return made;
}

Reader::Pointer Reader::list() {
  size_t begin = at_;
  advance();
  std::vector<Pointer> items;
  ++nesting_;
  skip();
  if (looksAtWord("for")) {
    Pointer made = comprehension(begin, ']');
    --nesting_;
    return made;
  }
  for (; !failed() && peek() != ']'; skip()) {
    items.push_back(expression());
    skip();
    if (!take(","))
      break;
  }
  expect("]");
  --nesting_;
  Pointer made = make(Kind::List, begin);
  made->items = std::move(items);
  return made;
}

Reader::Pointer Reader::object() {
  size_t begin = at_;
  advance();
  std::vector<Pointer> items;
  unsigned nesting = std::exchange(nesting_, 1);
  skip();
  if (looksAtWord("for")) {
    Pointer made = comprehension(begin, '}');
    nesting_ = nesting;
    return made;
  }
  for (; !failed() && peek() != '}'; skip(/*overLines=*/true)) {
    items.push_back(key());
    skip();
    if (!take("=") && !take(":"))
      fail("expected `=`", at_, at_ + 1);
    nesting_ = 0; // a line break ends the value
    skip(/*overLines=*/true);
    items.push_back(expression());
    skip();
    take(",");
    nesting_ = 1;
  }
  expect("}");
  nesting_ = nesting;
  Pointer made = make(Kind::Object, begin);
  made->items = std::move(items);
  return made;
}

Reader::Pointer Reader::key() {
  size_t begin = at_;
  Pointer key = expression();
  if (!key->is(Kind::Path) || key->steps.size() != 1 || text_[begin] == '(')
    return key;
  Pointer made = make(Kind::Text, begin);
  made->range = key->range;
  Part part;
  part.literal.copy(key->steps[0], begin);
  made->parts.push_back(std::move(part));
  return made;
}

//===--- Texts
//--------------------------------------------------------------------------------===//

const Expression *Block::find(std::string_view name) const {
  for (const Attribute &each : attributes)
    if (each.name == name)
      return each.value.get();
  return nullptr;
}

std::string_view Block::label(size_t index) const {
  return index < labels.size() ? std::string_view(labels[index]) : std::string_view();
}

Document read(std::shared_ptr<const source::File> file) {
  if (file->name().ends_with(".json"))
    return readJson(std::move(file));
  Document document{std::move(file), {}, {}, {}};
  Reader(document).read();
  return document;
}

Document readText(std::shared_ptr<const source::File> file) {
  Document document{std::move(file), {}, {}, {}};
  Reader(document).readText();
  return document;
}

} // namespace aslc::project::hcl
