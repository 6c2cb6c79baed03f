// A recursive descent over the text.
#include "compiler/project/hcl.h"

#include "compiler/project/hcl_scanner.h"

#include <algorithm>
#include <array>

namespace aslc::project::hcl {

using source::Range;
using Kind = Expression::Kind;

namespace {

constexpr unsigned mostDepth = 200;

class HclReader : HclScanner {
public:
  using HclScanner::HclScanner;

  void read() {
    body(document_.root, /*isFile=*/true);
    if (!failed() && at_ < text_.size())
      fail("this closes nothing", at_, at_ + 1);
  }

private:
  using Pointer = std::unique_ptr<Expression>;

  // ---- Bodies ----

  void body(Block &block, bool isFile) {
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

  void entry(Block &block) {
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

  // ---- Expressions ----

  Pointer make(Kind kind, size_t begin) const {
    auto made = std::make_unique<Expression>();
    made->kind = kind;
    made->range = rangeOf(begin, at_);
    return made;
  }

  Pointer expression() {
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

  /// The operator here of a level of precedence; empty when there is none.
  std::string_view operatorAt(size_t level) const {
    constexpr std::array<std::array<std::string_view, 4>, 6> levels = {
        {{"||"}, {"&&"}, {"==", "!="}, {"<=", ">=", "<", ">"}, {"+", "-"}, {"*", "/", "%"}}};
    for (std::string_view each : levels[level])
      if (!each.empty() && looksAt(each))
        return each;
    return {};
  }

  Pointer binary(size_t level) {
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

  Pointer unary() {
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

  Pointer term() {
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

  Pointer number() {
    size_t begin = at_;
    take("-");
    while (isDigit(peek()) || peek() == '.' || peek() == 'e' || peek() == 'E' ||
           ((peek() == '+' || peek() == '-') && (text_[at_ - 1] == 'e' || text_[at_ - 1] == 'E')))
      advance();
    Pointer made = make(Kind::Number, begin);
    made->text = text_.substr(begin, at_ - begin);
    return made;
  }

  Pointer word() {
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

  Pointer call(std::string function, size_t begin) {
    std::vector<Pointer> arguments;
    advance();
    ++nesting_;
    for (skip(); !failed() && peek() != ')'; skip()) {
      arguments.push_back(expression());
      skip();
      take("...");
      skip();
      if (!take(","))
        break;
    }
    expect(")");
    --nesting_;
    Pointer made = make(Kind::Call, begin);
    made->text = std::move(function);
    made->items = std::move(arguments);
    return made;
  }

  /// `.name`, `[index]` and splats behind a term.
  Pointer followed(Pointer made, size_t begin) {
    while (!failed() && (peek() == '[' || (peek() == '.' && !looksAt("...")))) {
      bool isIndex = peek() == '[';
      advance();
      std::string step;
      if (isIndex) {
        ++nesting_;
        skip();
        step = take("*") ? "*" : indexOf(*expression());
        expect("]");
        --nesting_;
      } else {
        step = take("*") ? "*" : name();
      }
      if (made->is(Kind::Path) && !step.empty() && step != "*") {
        made->steps.push_back(std::move(step));
      } else if (!made->is(Kind::Other)) {
        made = make(Kind::Other, begin);
        made->text = step == "*" ? "a splat" : "an index that is computed";
      }
      made->range.end = static_cast<uint32_t>(at_);
    }
    return made;
  }

  static std::string indexOf(const Expression &index) {
    if (index.is(Kind::Number))
      return index.text;
    bool isText = index.is(Kind::Text) && index.parts.size() == 1 && !index.parts[0].value;
    return isText ? index.parts[0].literal.text : "";
  }

  /// Skips `for ...` up to the bracket that closes it.
  Pointer comprehension(size_t begin, char close) {
    while (!failed() && at_ < text_.size()) {
      skip();
      char c = peek();
      if (c == close) {
        advance();
        break;
      }
      if (c == '"')
        quoted();
      else if (c == '[' || c == '{' || c == '(') {
        advance();
        comprehension(at_, c == '[' ? ']' : c == '{' ? '}' : ')');
      } else
        advance();
    }
    Pointer made = make(Kind::Other, begin);
    made->text = "a `for` expression";
    return made;
  }

  bool looksAtFor() const { return looksAt("for") && !isNameByte(peek(3)); }

  Pointer list() {
    size_t begin = at_;
    advance();
    std::vector<Pointer> items;
    ++nesting_;
    skip();
    if (looksAtFor()) {
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

  Pointer object() {
    size_t begin = at_;
    advance();
    std::vector<Pointer> items;
    unsigned nesting = std::exchange(nesting_, 1);
    skip();
    if (looksAtFor()) {
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

  /// A name is a text here.
  Pointer key() {
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

  // ---- Texts ----

  /// Adds `${...}` or `%{...}` to `parts`; `literal` is what stands before it.
  void inserted(std::vector<Part> &parts, Decoded &literal) {
    if (!literal.text.empty())
      parts.push_back({std::exchange(literal, {}), nullptr});
    size_t begin = at_;
    bool isDirective = peek() == '%';
    advance(2);
    take("~");
    unsigned nesting = std::exchange(nesting_, 1);
    Pointer value;
    if (isDirective) {
      value = comprehension(begin, '}');
      value->text = "a `%{...}` directive";
    } else {
      value = expression();
      skip();
      take("~");
      expect("}");
    }
    nesting_ = nesting;
    value->range = rangeOf(begin, at_);
    parts.push_back({{}, std::move(value)});
  }

  /// Takes what the characters here stand for in every text: `$${` is `${`. False: nothing special.
  bool special(std::vector<Part> &parts, Decoded &literal) {
    for (std::string_view mark : {"$${", "%%{"})
      if (looksAt(mark)) {
        literal.appendReplacement(mark.substr(1), rangeOf(at_, at_ + mark.size()));
        advance(mark.size());
        return true;
      }
    if (!looksAt("${") && !looksAt("%{"))
      return false;
    inserted(parts, literal);
    return true;
  }

  Pointer quoted() {
    size_t begin = at_;
    advance();
    std::vector<Part> parts;
    Decoded literal;
    while (!failed() && peek() != '"') {
      if (at_ >= text_.size() || peek() == '\n') {
        fail("the text is not closed by `\"`", begin, begin + 1);
        break;
      }
      if (peek() == '\\')
        escape(literal);
      else if (!special(parts, literal)) {
        literal.copy(text_.substr(at_, 1), at_);
        advance();
      }
    }
    if (!failed())
      advance();
    if (!literal.text.empty() || parts.empty())
      parts.push_back({std::move(literal), nullptr});
    Pointer made = make(Kind::Text, begin);
    made->parts = std::move(parts);
    return made;
  }

  Pointer heredoc() {
    size_t begin = at_;
    advance(2);
    bool isIndented = take("-");
    std::string marker = name();
    toEndOf("\n", text_.size());
    take("\n");
    size_t end = endOfHeredoc(marker);
    if (marker.empty() || end == text_.npos) {
      fail("the text is not closed by a line `" + marker + "`", begin, begin + 2);
      return make(Kind::Null, begin);
    }
    size_t indent = isIndented ? indentOf(at_, end) : 0;
    std::vector<Part> parts;
    Decoded literal;
    bool isLineBegin = true;
    while (!failed() && at_ < end) {
      if (isLineBegin) {
        size_t blanks = text_.find_first_not_of(" \t", at_);
        at_ = std::min({at_ + indent, blanks, end});
        isLineBegin = false;
        continue;
      }
      if (special(parts, literal))
        continue;
      isLineBegin = peek() == '\n';
      literal.copy(text_.substr(at_, 1), at_);
      advance();
    }
    if (!failed())
      toEndOf("\n", text_.size());
    if (!literal.text.empty() || parts.empty())
      parts.push_back({std::move(literal), nullptr});
    Pointer made = make(Kind::Text, begin);
    made->parts = std::move(parts);
    return made;
  }

  unsigned depth_ = 0;
};

} // namespace

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
  Document document{std::move(file), {}, {}, {}};
  HclReader(document).read();
  return document;
}

} // namespace aslc::project::hcl
