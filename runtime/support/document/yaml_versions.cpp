// Plain scalars that YAML 1.1 and YAML 1.2 read differently: words for true and false, numbers with
// leading zeros, underscores or colons, exponents, dates. YAML 1.1 is taken as its common libraries
// have it: `y` and `n` are text.
#include "runtime/support/document/yaml_versions.h"

#include "runtime/support/document/yaml_scalar.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace asl::document {

namespace {

/// Consumes a text from its front.
class Scanner {
public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool atEnd() const { return rest_.empty(); }
  bool take(std::string_view anyOf) {
    if (rest_.empty() || anyOf.find(rest_[0]) == anyOf.npos)
      return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// Consumes all leading characters of the set.
  std::string_view run(std::string_view anyOf) {
    std::string_view taken =
        rest_.substr(0, std::min(rest_.find_first_not_of(anyOf), rest_.size()));
    rest_.remove_prefix(taken.size());
    return taken;
  }
  bool digits(size_t least, size_t most) {
    size_t count = run("0123456789").size();
    return count >= least && count <= most;
  }

private:
  std::string_view rest_;
};

constexpr std::string_view decimals = "0123456789";
constexpr std::string_view decimalsAndUnderscore = "0123456789_";

bool holds(std::string_view text, std::string_view anyOf) {
  return !text.empty() && text.find_first_not_of(anyOf) == text.npos;
}

std::string without(char dropped, std::string_view text) {
  std::string result(text);
  std::erase(result, dropped);
  return result;
}

/// `text`, which consists of digits of that base and underscores, as decimal digits.
std::string converted(std::string_view text, int base) {
  std::string digits = without('_', text);
  uint64_t value = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  return error == std::errc() ? std::to_string(value) : std::string();
}

/// `1:30:00`, a number to base 60.
std::string sexagesimal(std::string_view text) {
  uint64_t value = 0;
  for (bool first = true; !text.empty(); first = false) {
    size_t colon = std::min(text.find(':'), text.size());
    std::string_view part = text.substr(0, colon);
    bool fits =
        first ? holds(part, decimals) && part[0] != '0' && part.size() < 10
              : holds(part, decimals) && part.size() <= 2 && (part.size() == 1 || part[0] < '6');
    if (!fits || colon + 1 == text.size())
      return {};
    value = value * 60;
    uint64_t number = 0;
    std::from_chars(part.data(), part.data() + part.size(), number);
    value += number;
    text.remove_prefix(std::min(colon + 1, text.size()));
  }
  return std::to_string(value);
}

/// The integer as decimal digits; empty when the text is not an integer.
std::string integer11(std::string_view text) {
  std::string sign = text.starts_with('-') ? "-" : "";
  if (text.starts_with('-') || text.starts_with('+'))
    text.remove_prefix(1);
  std::string digits;
  if (text.starts_with("0b") && holds(text.substr(2), "01_"))
    digits = converted(text.substr(2), 2);
  else if (text.starts_with("0x") && holds(text.substr(2), "0123456789abcdefABCDEF_"))
    digits = converted(text.substr(2), 16);
  else if (text.size() > 1 && text[0] == '0' && holds(text, "01234567_"))
    digits = converted(text, 8);
  else if (text == "0" ||
           (!text.starts_with('0') && !text.starts_with('_') && holds(text, decimalsAndUnderscore)))
    digits = without('_', text);
  else if (text.find(':') != text.npos)
    digits = sexagesimal(text);
  return digits.empty() ? "" : sign + digits;
}

/// `1.5`, `.5`, `1.5e+3`: an exponent needs a sign, and a number with one a point.
bool isFloat11(std::string_view text) {
  Scanner scan(text);
  scan.take("-+");
  size_t whole = scan.run(decimalsAndUnderscore).size();
  if (!scan.take("."))
    return false;
  size_t fraction = scan.run(decimalsAndUnderscore).size();
  if (whole + fraction == 0)
    return false;
  if (scan.take("eE"))
    return scan.take("-+") && !scan.run(decimals).empty() && scan.atEnd();
  return scan.atEnd();
}

/// `2024-01-01`, perhaps followed by a time of day.
bool isDate(std::string_view text) {
  Scanner scan(text);
  bool isDay = scan.digits(4, 4) && scan.take("-") && scan.digits(1, 2) && scan.take("-") &&
               scan.digits(1, 2);
  if (!isDay || scan.atEnd())
    return isDay && text.size() == 10;
  if (!scan.take("Tt") && scan.run(" \t").empty())
    return false;
  if (!scan.digits(1, 2) || !scan.take(":") || !scan.digits(2, 2) || !scan.take(":") ||
      !scan.digits(2, 2))
    return false;
  if (scan.take("."))
    scan.run(decimals);
  scan.run(" \t");
  if (scan.take("-+"))
    return scan.digits(1, 2) && (scan.atEnd() || (scan.take(":") && scan.digits(2, 2)));
  scan.take("Z");
  return scan.atEnd();
}

std::string numberNamed(std::string_view digits) { return "the number " + std::string(digits); }

std::string reading11(std::string_view text, const std::string &reading12) {
  constexpr std::array<std::string_view, 6> yes = {"yes", "Yes", "YES", "on", "On", "ON"};
  constexpr std::array<std::string_view, 6> no = {"no", "No", "NO", "off", "Off", "OFF"};
  if (std::find(yes.begin(), yes.end(), text) != yes.end())
    return "`true`";
  if (std::find(no.begin(), no.end(), text) != no.end())
    return "`false`";
  if (std::string integer = integer11(text); !integer.empty())
    return numberNamed(integer);
  if (isFloat11(text)) // what both take for a number is the same one
    return reading12 == "text" ? "a number" : reading12;
  return isDate(text) ? "a date" : "text";
}

} // namespace

std::optional<VersionDifference> compareYamlVersions(std::string_view text) {
  if (text.size() > 40)
    return std::nullopt;
  CoreValue value = resolveCore(text);
  if (value.kind != Node::Kind::String && value.kind != Node::Kind::Number)
    return std::nullopt;
  std::string in12 = value.kind == Node::Kind::String ? "text" : numberNamed(value.number);
  std::string in11 = reading11(text, in12);
  if (in11 == in12 || (value.kind == Node::Kind::Number && value.number.empty()))
    return std::nullopt;
  return VersionDifference{std::move(in12), std::move(in11)};
}

} // namespace asl::document
