// Reads `States.Name(arg, ...)`.
#include "compiler/expr/intrinsic/call.h"
#include "compiler/expr/intrinsic/signature.h"
#include "runtime/support/number_text.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace aslc::intrinsic {
namespace {

using jsonpath::Error;

constexpr int kDeepestNesting = 10;

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool isNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// The number of `{}` in a template, without escaped ones.
size_t countPlaces(std::string_view format) {
  size_t places = 0;
  for (size_t i = 0; i + 1 < format.size(); ++i) {
    places += format[i] == '{' && format[i + 1] == '}';
    i += format[i] == '\\' || (format[i] == '{' && format[i + 1] == '}');
  }
  return places;
}

std::string_view article(ArgumentType type) {
  switch (type) {
  case ArgumentType::String:
    return "a string";
  case ArgumentType::Number:
    return "a number";
  case ArgumentType::Boolean:
    return "a boolean";
  case ArgumentType::Array:
    return "an array";
  case ArgumentType::Object:
    return "an object";
  default:
    return "a value";
  }
}

/// The type of a literal; nullopt for a path or a call, whose value may be of any type.
std::optional<ArgumentType> typeOf(const Argument &argument) {
  if (std::holds_alternative<bool>(argument.value))
    return ArgumentType::Boolean;
  if (std::holds_alternative<double>(argument.value))
    return ArgumentType::Number;
  if (std::holds_alternative<std::string>(argument.value))
    return ArgumentType::String;
  if (std::holds_alternative<std::monostate>(argument.value))
    return ArgumentType::Any;
  return std::nullopt;
}

class Parser {
public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::variant<Call, Error> run() {
    skipBlanks();
    std::optional<Call> result = call(1);
    skipBlanks();
    if (result && at_ != text_.size())
      fail("nothing is expected after the call", at_);
    if (error_)
      return std::move(*error_);
    return std::move(*result);
  }

private:
  std::nullopt_t fail(std::string message, size_t offset) {
    if (!error_)
      error_ = Error{offset, std::move(message)};
    return std::nullopt;
  }
  bool atEnd() const { return at_ == text_.size(); }
  char current() const { return atEnd() ? '\0' : text_[at_]; }
  void skipBlanks() {
    while (!atEnd() && isBlank(current()))
      ++at_;
  }
  bool take(char c) {
    if (current() != c || atEnd())
      return false;
    ++at_;
    return true;
  }
  bool takeWord(std::string_view word) {
    if (!text_.substr(at_).starts_with(word))
      return false;
    at_ += word.size();
    return true;
  }

  std::optional<Call> call(int depth) {
    size_t start = at_;
    if (!takeWord("States."))
      return fail("a path or an intrinsic function, `States.Name(...)`, is expected", start);
    size_t nameStart = at_;
    while (isNameByte(current()))
      ++at_;
    std::string name(text_.substr(nameStart, at_ - nameStart));
    const Signature *signature = findSignature(name);
    if (signature == nullptr)
      return fail("there is no intrinsic function `States." + name + "`", start);
    if (depth > kDeepestNesting)
      return fail("at most 10 intrinsic functions can be nested", start);
    skipBlanks();
    if (!take('('))
      return fail("`(` is expected after the name of the function", at_);
    Call call{signature->function, {}, {}, {}};
    if (!arguments(call, depth))
      return std::nullopt;
    call.text = text_.substr(start, at_ - start);
    if (!check(call, *signature, start))
      return std::nullopt;
    return call;
  }

  bool arguments(Call &call, int depth) {
    skipBlanks();
    if (take(')'))
      return true;
    for (;;) {
      skipBlanks();
      std::optional<Argument> read = argument(call, depth);
      if (!read)
        return false;
      call.arguments.push_back(std::move(*read));
      size_t end = at_;
      skipBlanks();
      if (take(')'))
        return true;
      if (at_ > end && beginsArgument(at_)) {
        call.missingComma = end;
      } else if (!take(',')) {
        fail(atEnd() ? "the call is not closed by `)`" : "`,` or `)` is expected here", at_);
        return false;
      }
    }
  }

  std::optional<Argument> argument(const Call &call, int depth) {
    Argument argument;
    argument.offset = at_;
    bool good = true;
    if (current() == '\'') {
      bool isTemplate = call.function == Function::Format && call.arguments.empty();
      good = string(argument, isTemplate);
    } else if (current() == '$') {
      good = path(argument);
    } else if (takeWord("null")) {
      argument.value = std::monostate();
    } else if (takeWord("true")) {
      argument.value = true;
    } else if (takeWord("false")) {
      argument.value = false;
    } else if (current() == '-' || (current() >= '0' && current() <= '9')) {
      good = number(argument);
    } else {
      std::optional<Call> nested = this->call(depth + 1);
      if (!nested)
        return std::nullopt;
      argument.value = std::make_unique<Call>(std::move(*nested));
    }
    if (!good)
      return std::nullopt;
    argument.text = text_.substr(argument.offset, at_ - argument.offset);
    return argument;
  }

  bool string(Argument &argument, bool isTemplate) {
    std::string value;
    for (++at_; !take('\''); ++at_) {
      if (atEnd()) {
        fail("the string is not closed by an apostrophe", argument.offset);
        return false;
      }
      if (current() == '\\') {
        char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
        if (std::string_view("'{}\\").find(next) == std::string_view::npos || next == '\0') {
          fail("a backslash must be followed by `'`, `{`, `}` or `\\`", at_);
          return false;
        }
        if (isTemplate)
          value += '\\';
        ++at_;
      }
      value += current();
    }
    argument.value = std::move(value);
    return true;
  }

  /// Whether a path or a string begins at `offset`, so that blanks before it separate two
  /// arguments.
  bool beginsArgument(size_t offset) const {
    return offset < text_.size() && (text_[offset] == '$' || text_[offset] == '\'');
  }

  /// A path ends at a comma or `)` outside of its own brackets, parentheses and quoted names, and
  /// where the next argument follows without a comma.
  bool path(Argument &argument) {
    int depth = 0;
    bool quoted = false;
    for (; !atEnd(); ++at_) {
      char c = current();
      if (c == '\'' && depth > 0)
        quoted = !quoted;
      if (quoted)
        continue;
      if (depth == 0 && (c == ',' || c == ')' || (isBlank(c) && beginsArgument(at_ + 1))))
        break;
      depth += (c == '[' || c == '(') - (c == ']' || c == ')');
    }
    std::string_view text = text_.substr(argument.offset, at_ - argument.offset);
    while (!text.empty() && isBlank(text.back()))
      text.remove_suffix(1);
    auto read = jsonpath::parse(text);
    if (auto *error = std::get_if<Error>(&read)) {
      fail(std::move(error->message), argument.offset + error->offset);
      return false;
    }
    at_ = argument.offset + text.size();
    argument.value = std::move(std::get<jsonpath::Path>(read));
    return true;
  }

  bool digits() {
    size_t start = at_;
    while (current() >= '0' && current() <= '9')
      ++at_;
    return at_ > start;
  }

  /// A number of JSON.
  bool number(Argument &argument) {
    take('-');
    size_t start = at_;
    bool good = digits() && (at_ == start + 1 || text_[start] != '0');
    if (good && take('.'))
      good = digits();
    if (good && (take('e') || take('E'))) {
      if (!take('+'))
        take('-');
      good = digits();
    }
    std::string_view text = text_.substr(argument.offset, at_ - argument.offset);
    std::optional<double> value = asl::parseNumber<double>(text);
    if (!good || !value) {
      fail("this is not a number", argument.offset);
      return false;
    }
    argument.value = *value;
    return true;
  }

  /// The number of arguments and the types of literals.
  bool check(const Call &call, const Signature &signature, size_t start) {
    std::string function = "`States." + std::string(signature.name) + "`";
    size_t count = call.arguments.size();
    if (count < signature.least || count > signature.most) {
      std::string range = std::to_string(signature.least);
      if (signature.most == kUnbounded)
        range = "at least " + range;
      else if (signature.most != signature.least)
        range += " or " + std::to_string(signature.most);
      fail(function + " takes " + range +
               (signature.most == 1 || range.ends_with("least 1") ? " argument" : " arguments") +
               ", not " + std::to_string(count),
           start);
      return false;
    }
    for (size_t i = 0; i < std::min<size_t>(count, 3); ++i) {
      std::optional<ArgumentType> type = typeOf(call.arguments[i]);
      if (!type || signature.types[i] == ArgumentType::Any || *type == signature.types[i])
        continue;
      fail(function + " takes " + std::string(article(signature.types[i])) + " here",
           call.arguments[i].offset);
      return false;
    }
    return call.function != Function::Format || checkPlaces(call);
  }

  bool checkPlaces(const Call &call) {
    const auto *format = std::get_if<std::string>(&call.arguments[0].value);
    if (format == nullptr)
      return true;
    size_t places = countPlaces(*format), given = call.arguments.size() - 1;
    if (places == given)
      return true;
    fail("the template has " + std::to_string(places) + (places == 1 ? " place" : " places") +
             " `{}`, but " + std::to_string(given) + (given == 1 ? " value is" : " values are") +
             " given",
         call.arguments[0].offset);
    return false;
  }

  std::string_view text_;
  size_t at_ = 0;
  std::optional<Error> error_;
};

} // namespace

std::variant<Call, Error> parse(std::string_view text) { return Parser(text).run(); }

} // namespace aslc::intrinsic
