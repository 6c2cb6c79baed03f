// `format` and `formatlist`, with the verbs and the digits of Go:
// https://developer.hashicorp.com/terraform/language/functions/format
#include "compiler/project/hcl_format.h"

#include "compiler/project/hcl_nodes.h"
#include "compiler/project/hcl_values.h"
#include "runtime/support/json_text.h"
#include "runtime/support/number_text.h"
#include "runtime/support/utf8.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

namespace aslc::project {

using hcl::Expression;
using source::Node;

namespace {

constexpr size_t widestField = 10'000;
constexpr size_t longestFormatted = 4u << 20; ///< bytes

/// `%`, flags, a width, a precision, the number of a value in brackets, and a letter.
struct FormatVerb {
  std::string_view flags;
  size_t width = 0;
  std::optional<size_t> precision;
  size_t value = 0; ///< counted from 1; 0 if the brackets hold no number
  char letter = '\0';
  std::string text; ///< as it is written

  bool has(char flag) const { return flags.find(flag) != flags.npos; }
};

std::string inCapitals(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string_view firstCharacters(std::string_view text, size_t count) {
  size_t end = 0;
  for (; end < text.size(); ++end)
    if (!asl::utf8::isContinuation(text[end]) && count-- == 0)
      break;
  return text.substr(0, end);
}

std::string padded(const FormatVerb &verb, const std::string &text) {
  size_t size = asl::utf8::countCodePoints(text);
  std::string padding(verb.width > size ? verb.width - size : 0, verb.has('0') ? '0' : ' ');
  return verb.has('-') ? text + padding : padding + text;
}

/// `sign` with all that comes before the zeros of a number, and its digits.
std::string paddedNumber(const FormatVerb &verb, const std::string &sign, const std::string &digits,
                         bool mayHaveZeros) {
  size_t size = sign.size() + digits.size();
  size_t missing = verb.width > size ? verb.width - size : 0;
  if (verb.has('-'))
    return sign + digits + std::string(missing, ' ');
  if (verb.has('0') && mayHaveZeros)
    return sign + std::string(missing, '0') + digits;
  return std::string(missing, ' ') + sign + digits;
}

std::string signOf(const FormatVerb &verb, bool isNegative) {
  return isNegative ? "-" : verb.has('+') ? "+" : verb.has(' ') ? " " : "";
}

std::string wholeNumber(const FormatVerb &verb, int64_t number) {
  auto magnitude = static_cast<uint64_t>(number);
  if (number < 0)
    magnitude = 0 - magnitude;
  size_t least = verb.precision.value_or(1);
  if (magnitude == 0 && least == 0)
    return "";
  bool isBinary = verb.letter == 'b', isOctal = verb.letter == 'o', isDecimal = verb.letter == 'd';
  int base = isDecimal ? 10 : isBinary ? 2 : isOctal ? 8 : 16;
  char buffer[64];
  std::string digits(buffer, std::to_chars(buffer, buffer + sizeof buffer, magnitude, base).ptr);
  digits.insert(0, least > digits.size() ? least - digits.size() : 0, '0');
  std::string sign = signOf(verb, number < 0);
  if (verb.has('#') && !isDecimal)
    sign += isBinary ? "0b" : isOctal ? "0" : "0x";
  std::string text = paddedNumber(verb, sign, digits, !verb.precision);
  return verb.letter == 'X' ? inCapitals(text) : text;
}

/// A number that is not negative, for the verbs `e`, `f` and `g`.
std::string digitsOf(double number, char letter, std::optional<size_t> precision) {
  std::string buffer(400 + precision.value_or(0), '\0'); // without a precision at most 326
  auto written = [&](auto... how) {
    char *begin = buffer.data();
    return std::string(begin, std::to_chars(begin, begin + buffer.size(), number, how...).ptr);
  };
  if (letter != 'g')
    return written(letter == 'e' ? std::chars_format::scientific : std::chars_format::fixed,
                   static_cast<int>(precision.value_or(6)));
  if (precision)
    return written(std::chars_format::general, static_cast<int>(*precision));
  bool isPlain = number == 0 || (number >= 1e-4 && number < 1e6);
  return written(isPlain ? std::chars_format::fixed : std::chars_format::scientific);
}

std::string floatingNumber(const FormatVerb &verb, double number) {
  auto letter = static_cast<char>(std::tolower(static_cast<unsigned char>(verb.letter)));
  std::string text =
      paddedNumber(verb, signOf(verb, number < 0),
                   digitsOf(std::abs(number), letter, verb.precision), /*mayHaveZeros=*/true);
  return letter == verb.letter ? text : inCapitals(text);
}

/// A value as `%v` and `%#v` write it.
std::string asItIs(const FormatVerb &verb, const Node &value) {
  bool isText = value.is(Node::Kind::String);
  if (verb.has('#') || !(isText || value.is(Node::Kind::Number)))
    return escapedJson(isText ? asl::json::quoted(plainText(value)) : source::toJson(value));
  std::optional<double> number = isText ? std::nullopt : asl::parseNumber<double>(value.text);
  return number ? (*number < 0 ? "-" : "") + digitsOf(std::abs(*number), 'g', std::nullopt)
                : plainText(value);
}

class Formatter {
public:
  Formatter(std::string_view form, std::span<const Node *const> values, bool isExact)
      : form_(form), values_(values), isExact_(isExact) {}

  asl::Expected<std::string> read() {
    std::string made;
    while (at_ < form_.size() && wrong_.empty()) {
      char c = form_[at_++];
      if (c != '%' || take('%'))
        made += c;
      else
        made += ofVerb(verb());
      if (made.size() > longestFormatted)
        refused("the text that `format` makes is too long");
    }
    if (isExact_ && used_ < values_.size())
      refused("`format` gets more values than its text has verbs for");
    if (!wrong_.empty())
      return asl::Failure{wrong_};
    return made;
  }

private:
  /// Notes the first problem.
  std::string refused(std::string problem) {
    if (wrong_.empty())
      wrong_ = std::move(problem);
    return {};
  }

  bool take(char c) {
    bool isHere = at_ < form_.size() && form_[at_] == c;
    at_ += isHere;
    return isHere;
  }

  /// Numbers above `widestField` are read as `widestField + 1`, so that they cannot overflow.
  size_t number() {
    size_t made = 0;
    for (; at_ < form_.size() && form_[at_] >= '0' && form_[at_] <= '9'; ++at_)
      made = std::min(made * 10 + static_cast<size_t>(form_[at_] - '0'), widestField + 1);
    return made;
  }

  /// What comes behind `%`.
  FormatVerb verb() {
    size_t begin = at_ - 1;
    FormatVerb verb;
    size_t behindFlags = std::min(form_.find_first_not_of("0#-+ ", at_), form_.size());
    verb.flags = form_.substr(at_, behindFlags - at_);
    at_ = behindFlags;
    verb.width = number();
    if (take('.')) {
      bool isGiven = at_ < form_.size() && form_[at_] >= '0' && form_[at_] <= '9';
      verb.precision = isGiven ? number() : widestField + 1; // which is refused
    }
    verb.value = next_;
    if (take('[')) {
      size_t given = number();
      verb.value = take(']') ? given : 0;
    }
    if (at_ < form_.size())
      verb.letter = form_[at_++];
    while (at_ < form_.size() && asl::utf8::isContinuation(form_[at_]))
      ++at_;
    verb.text = form_.substr(begin, at_ - begin);
    next_ = verb.value + 1;
    used_ = std::max(used_, verb.value);
    return verb;
  }

  std::string ofVerb(const FormatVerb &verb) {
    constexpr std::string_view letters = "vtbdoxXeEfgGsq";
    if (verb.value == 0 || letters.find(verb.letter) == letters.npos)
      return refused("`format` has no verb `" + verb.text + "`");
    if (verb.width > widestField || verb.precision.value_or(0) > widestField)
      return refused("what `" + verb.text + "` of `format` makes is too wide");
    if (verb.value > values_.size())
      return isExact_ ? refused("`format` gets no value for `" + verb.text + "`") : "";
    const Node &value = *values_[verb.value - 1];
    if (verb.letter == 'v')
      return padded(verb, asItIs(verb, value));
    if (verb.letter == 's' || verb.letter == 'q')
      return text(verb, value);
    bool isText = value.is(Node::Kind::String);
    if (verb.letter == 't')
      return isText || value.is(Node::Kind::Boolean) ? plainText(value)
                                                     : needs(verb, "a boolean", value);
    return isText || value.is(Node::Kind::Number) ? number(verb, value)
                                                  : needs(verb, "a number", value);
  }

  std::string needs(const FormatVerb &verb, const std::string &what, const Node &value) {
    return refused("`" + verb.text + "` of `format` needs " + what + ", not " +
                   std::string(asl::document::kindName(value.kind)));
  }

  std::string text(const FormatVerb &verb, const Node &value) {
    if (!scalarText(value))
      return needs(verb, "a text", value);
    std::string whole = plainText(value);
    size_t most = verb.precision.value_or(0); // of which 0 means nothing
    std::string shown(most > 0 ? firstCharacters(whole, most) : whole);
    return padded(verb, verb.letter == 'q' ? escapedJson(asl::json::quoted(shown)) : shown);
  }

  std::string number(const FormatVerb &verb, const Node &value) {
    constexpr double largest = 9e18; // less than the largest int64_t
    std::optional<double> number = asl::parseNumber<double>(value.text);
    if (!number || !std::isfinite(*number))
      return padded(verb, plainText(value));
    if (std::string_view("eEfgG").find(verb.letter) != std::string_view::npos)
      return floatingNumber(verb, *number);
    std::optional<int64_t> whole = asl::parseNumber<int64_t>(value.text);
    bool isLarge = std::abs(*number) > largest;
    if (!whole && !isLarge && *number == std::trunc(*number))
      whole = static_cast<int64_t>(*number);
    if (!whole && isLarge && verb.letter != 'd')
      return refused("the number `" + value.text + "` is too large for `" + verb.text + "` here");
    if (!whole && isExact_ && !isLarge)
      return refused("`" + verb.text + "` of `format` needs a whole number, not " + value.text);
    // A fraction may be made of a number that is not known, and an integer in its place.
    return whole ? wholeNumber(verb, *whole) : padded(verb, plainText(value));
  }

  std::string_view form_;
  std::span<const Node *const> values_;
  bool isExact_;
  size_t at_ = 0;
  size_t next_ = 1; ///< the value of the next verb without a number
  size_t used_ = 0; ///< the last value that a verb took
  std::string wrong_;
};

} // namespace

asl::Expected<std::string> formattedText(std::string_view form, std::span<const Node *const> values,
                                         bool isExact) {
  return Formatter(form, values, isExact).read();
}

const Node *HclEvaluator::formatted(const Nodes &arguments, const Placed &at) {
  const Expression &call = *at.expression;
  const Expression &form = *call.items[0];
  bool isWritten = form.is(Expression::Kind::Text) &&
                   std::none_of(form.parts.begin(), form.parts.end(),
                                [](const hcl::Part &part) { return part.value != nullptr; });
  Nodes values;
  for (size_t i = 1; i < arguments.size(); ++i)
    values.push_back(arguments[i]->is(Node::Kind::String) ? arguments[i]
                                                          : expanded(*arguments[i], at));
  auto text = formattedText(plainText(*arguments[0]), values, isWritten && !call.boolean);
  if (!text)
    return wrong(at, text.error());
  if (!module_.spend(text->size()))
    return unsupported(at, "the expressions of this module make too much text");
  return made(*std::move(text), at);
}

/// `formatlist`: each argument is a list, or stands for itself in all texts. A list that is shorter
/// stands for one whose length is not known here.
const Node *HclEvaluator::formattedList(const Nodes &arguments, const Placed &at) {
  std::optional<size_t> longest;
  for (const Node *each : arguments)
    if (each->is(Node::Kind::Array))
      longest = std::max(longest.value_or(0), each->items.size());
  Node *list = make(Node::Kind::Array, at);
  for (size_t i = 0; i < longest.value_or(1); ++i) {
    Nodes one;
    for (const Node *each : arguments)
      one.push_back(!each->is(Node::Kind::Array) ? each
                    : i < each->items.size()     ? each->items[i]
                    : each->items.empty()        ? made("", at)
                                                 : each->items.back());
    list->items.push_back(formatted(one, at));
  }
  return list;
}

} // namespace aslc::project
