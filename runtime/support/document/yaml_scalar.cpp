// The core schema: null, booleans, integers and floats; all else is a string.
#include "runtime/support/document/yaml_scalar.h"

#include <algorithm>
#include <charconv>

namespace asl::document {

namespace {

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

/// Removes the digits at the beginning of `text` and returns them.
std::string_view takeDigits(std::string_view &text) {
  size_t count = 0;
  while (count < text.size() && text[count] >= '0' && text[count] <= '9')
    ++count;
  std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

std::string withoutLeadingZeros(std::string_view digits) {
  size_t first = digits.find_first_not_of('0');
  return std::string(first == digits.npos ? "0" : digits.substr(first));
}

CoreValue number(std::string text, bool isInteger) {
  CoreValue value;
  value.kind = Node::Kind::Number;
  value.isInteger = isInteger;
  value.number = std::move(text);
  return value;
}

/// `0o17` and `0x1F`. A value that does not fit into 64 bits has no JSON number.
CoreValue basedInteger(std::string_view digits, int base) {
  uint64_t value = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (end != digits.data() + digits.size() || digits.empty())
    return {};
  return number(error == std::errc() ? std::to_string(value) : "", true);
}

/// Decimal integers and floats, or a string.
CoreValue decimal(std::string_view text) {
  std::string sign = text.starts_with('-') ? "-" : "";
  if (text.starts_with('-') || text.starts_with('+'))
    text.remove_prefix(1);
  if (isOneOf(text, {".inf", ".Inf", ".INF"}))
    return number("", false);
  std::string_view whole = takeDigits(text);
  std::string_view fraction;
  bool hasPoint = text.starts_with('.');
  if (hasPoint) {
    text.remove_prefix(1);
    fraction = takeDigits(text);
  }
  if (whole.empty() && fraction.empty())
    return {};
  std::string result = sign + withoutLeadingZeros(whole);
  if (hasPoint)
    result += "." + std::string(fraction.empty() ? "0" : fraction);
  if (text.empty())
    return number(std::move(result), !hasPoint);
  if (text[0] != 'e' && text[0] != 'E')
    return {};
  std::string exponent(text.substr(0, 1));
  text.remove_prefix(1);
  if (text.starts_with('-') || text.starts_with('+')) {
    exponent += text[0];
    text.remove_prefix(1);
  }
  std::string_view digits = takeDigits(text);
  if (digits.empty() || !text.empty())
    return {};
  return number(result + exponent + std::string(digits), false);
}

} // namespace

CoreValue resolveCore(std::string_view text) {
  CoreValue value;
  if (isOneOf(text, {"", "~", "null", "Null", "NULL"})) {
    value.kind = Node::Kind::Null;
    return value;
  }
  bool isTrue = isOneOf(text, {"true", "True", "TRUE"});
  if (isTrue || isOneOf(text, {"false", "False", "FALSE"})) {
    value.kind = Node::Kind::Boolean;
    value.boolean = isTrue;
    return value;
  }
  if (isOneOf(text, {".nan", ".NaN", ".NAN"}))
    return number("", false);
  if (text.starts_with("0o"))
    return basedInteger(text.substr(2), 8);
  if (text.starts_with("0x"))
    return basedInteger(text.substr(2), 16);
  return decimal(text);
}

std::string_view nameOfTag(std::string_view tag) {
  constexpr std::string_view prefix = "tag:yaml.org,2002:";
  return tag.starts_with(prefix) ? tag.substr(prefix.size()) : "";
}

bool isCoreTag(std::string_view tag) {
  return isOneOf(nameOfTag(tag), {"null", "bool", "int", "float"});
}

bool fitsTag(const CoreValue &value, std::string_view tag) {
  std::string_view name = nameOfTag(tag);
  switch (value.kind) {
  case Node::Kind::Null:
    return name == "null";
  case Node::Kind::Boolean:
    return name == "bool";
  case Node::Kind::Number:
    return name == "float" || (name == "int" && value.isInteger);
  default:
    return false;
  }
}

} // namespace asl::document
