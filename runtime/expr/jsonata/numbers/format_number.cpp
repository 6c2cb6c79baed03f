// $formatNumber: a decimal format picture applied to a number.
#include "runtime/expr/jsonata/numbers/number_text.h"
#include "runtime/expr/jsonata/numbers/picture.h"
#include "runtime/support/utf8.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace asl::jsonata {

namespace {

using Text = std::u32string;

/// DecimalFormat, decoded.
struct Symbols {
  explicit Symbols(const DecimalFormat &format)
      : decimal(utf8::decode(format.decimalSeparator)),
        grouping(utf8::decode(format.groupingSeparator)),
        exponent(utf8::decode(format.exponentSeparator)), minus(utf8::decode(format.minusSign)),
        percent(utf8::decode(format.percent)), perMille(utf8::decode(format.perMille)),
        zero(utf8::decode(format.zeroDigit)), digit(utf8::decode(format.digit)),
        pattern(utf8::decode(format.patternSeparator)) {}
  Text decimal, grouping, exponent, minus, percent, perMille, zero, digit, pattern;

  bool isDigit(char32_t c) const { return c >= zero[0] && c < zero[0] + 10; }
  bool isOptional(char32_t c) const { return Text(1, c) == digit; }
  bool isActive(char32_t c) const {
    Text one(1, c);
    return isDigit(c) || one == decimal || one == exponent || one == grouping || one == digit ||
           one == pattern;
  }
  size_t countDigits(const Text &part, bool withOptional = false) const {
    size_t count = 0;
    for (char32_t c : part)
      count += isDigit(c) || (withOptional && isOptional(c));
    return count;
  }
};

constexpr size_t npos = Text::npos;

/// One side of the `;` of a picture, taken apart.
struct Parts {
  Text picture, prefix, suffix, active, mantissa, integer, fraction;
  std::optional<Text> exponent;
};

Parts split(const Text &picture, const Symbols &symbols) {
  auto shows = [&](char32_t c) { return symbols.isActive(c) && Text(1, c) != symbols.exponent; };
  Parts parts;
  parts.picture = picture;
  size_t first = 0, last = picture.size();
  while (first < picture.size() && !shows(picture[first]))
    ++first;
  while (last > 0 && !shows(picture[last - 1]))
    --last;
  if (first < picture.size()) {
    parts.prefix = picture.substr(0, first);
    parts.suffix = picture.substr(last);
  }
  size_t activeEnd = picture.size() - parts.suffix.size();
  parts.active = picture.substr(parts.prefix.size(), activeEnd - parts.prefix.size());
  size_t exponentAt = picture.find(symbols.exponent, parts.prefix.size());
  if (exponentAt == npos || exponentAt > activeEnd) {
    parts.mantissa = parts.active;
  } else {
    // The position counts from the start of the picture, as the reference has it.
    parts.mantissa = parts.active.substr(0, std::min(exponentAt, parts.active.size()));
    parts.exponent =
        exponentAt + 1 <= parts.active.size() ? parts.active.substr(exponentAt + 1) : Text();
  }
  size_t point = parts.mantissa.find(symbols.decimal);
  parts.integer = parts.mantissa.substr(0, point);
  parts.fraction = point == npos ? parts.suffix : parts.mantissa.substr(point + 1);
  return parts;
}

/// The last rule of F&O 4.7.3 that the picture breaks, or null.
const char *validate(const Parts &parts, const Symbols &symbols) {
  const char *error = nullptr;
  const Text &picture = parts.picture;
  auto twice = [&](const Text &sign) { return picture.find(sign) != picture.rfind(sign); };
  bool percent = picture.find(symbols.percent) != npos;
  bool perMille = picture.find(symbols.perMille) != npos;
  if (twice(symbols.decimal))
    error = "D3081";
  if (twice(symbols.percent))
    error = "D3082";
  if (twice(symbols.perMille))
    error = "D3083";
  if (percent && perMille)
    error = "D3084";
  if (symbols.countDigits(parts.mantissa, true) == 0)
    error = "D3085";
  for (char32_t c : parts.active)
    if (!symbols.isActive(c))
      error = "D3086";
  size_t point = picture.find(symbols.decimal);
  auto grouping = [&](size_t at) {
    return at < picture.size() && Text(1, picture[at]) == symbols.grouping;
  };
  if (point != npos) {
    if ((point > 0 && grouping(point - 1)) || grouping(point + 1))
      error = "D3087";
  } else if (!parts.integer.empty() && Text(1, parts.integer.back()) == symbols.grouping) {
    error = "D3088";
  }
  if (picture.find(symbols.grouping + symbols.grouping) != npos)
    error = "D3089";
  size_t optional = parts.integer.find(symbols.digit);
  if (optional != npos && symbols.countDigits(parts.integer.substr(0, optional)) > 0)
    error = "D3090";
  optional = parts.fraction.rfind(symbols.digit);
  if (optional != npos && symbols.countDigits(parts.fraction.substr(optional)) > 0)
    error = "D3091";
  if (parts.exponent && !parts.exponent->empty() && (percent || perMille))
    error = "D3092";
  if (parts.exponent &&
      (parts.exponent->empty() || symbols.countDigits(*parts.exponent) != parts.exponent->size()))
    error = "D3093";
  return error;
}

/// What a sub-picture asks for (F&O 4.7.4).
struct Plan {
  Text picture, prefix, suffix;
  std::vector<size_t> integerGroups, fractionGroups;
  size_t regularGroup = 0; ///< 0: groups are not regular
  size_t minimumInteger = 0, scaling = 0, minimumFraction = 0, maximumFraction = 0,
         minimumExponent = 0;
};

std::vector<size_t> groupPositions(const Text &part, const Text &integer, bool toLeft,
                                   const Symbols &symbols) {
  std::vector<size_t> positions;
  for (size_t at = part.find(symbols.grouping); at != npos;
       at = integer.find(symbols.grouping, at + 1)) // in the integer part: so the reference
    positions.push_back(symbols.countDigits(toLeft             ? part.substr(0, at)
                                            : at < part.size() ? part.substr(at)
                                                               : Text(),
                                            true));
  return positions;
}

size_t regularInterval(const std::vector<size_t> &positions) {
  if (positions.empty())
    return 0;
  size_t factor = positions[0];
  for (size_t position : positions)
    factor = std::gcd(factor, position);
  for (size_t i = 1; i <= positions.size(); ++i)
    if (std::find(positions.begin(), positions.end(), i * factor) == positions.end())
      return 0;
  return factor;
}

Plan analyse(const Parts &parts, const Symbols &symbols) {
  Plan plan;
  plan.picture = parts.picture;
  plan.prefix = parts.prefix;
  plan.suffix = parts.suffix;
  plan.integerGroups = groupPositions(parts.integer, parts.integer, false, symbols);
  plan.regularGroup = regularInterval(plan.integerGroups);
  plan.fractionGroups = groupPositions(parts.fraction, parts.integer, true, symbols);
  plan.minimumInteger = plan.scaling = symbols.countDigits(parts.integer);
  plan.minimumFraction = symbols.countDigits(parts.fraction);
  plan.maximumFraction = symbols.countDigits(parts.fraction, true);
  if (plan.minimumInteger == 0 && plan.maximumFraction == 0) {
    if (parts.exponent)
      plan.minimumFraction = plan.maximumFraction = 1;
    else
      plan.minimumInteger = 1;
  }
  if (parts.exponent && plan.minimumInteger == 0 && parts.integer.find(symbols.digit) != npos)
    plan.minimumInteger = 1;
  if (plan.minimumInteger == 0 && plan.minimumFraction == 0)
    plan.minimumFraction = 1;
  if (parts.exponent)
    plan.minimumExponent = symbols.countDigits(*parts.exponent);
  return plan;
}

Text digits(double value, size_t places, const Symbols &symbols) {
  Text text = utf8::decode(fixed(value, static_cast<int>(places)));
  for (char32_t &c : text)
    if (c >= U'0' && c <= U'9')
      c = symbols.zero[0] + (c - U'0');
  return text;
}

/// Splits value into mantissa and power of ten as the picture's integer part asks.
double scale(double value, const Plan &plan, int &exponent) {
  double maximum = std::pow(10, static_cast<double>(plan.scaling));
  double minimum = std::pow(10, static_cast<double>(plan.scaling) - 1);
  if (value == 0 || !std::isfinite(value)) // no power of ten brings these there
    return value;
  for (; std::fabs(value) < minimum; --exponent)
    value *= 10;
  for (; std::fabs(value) > maximum; ++exponent)
    value /= 10;
  return value;
}

Text group(Text text, const Plan &plan, const Symbols &symbols) {
  size_t point = text.find(symbols.decimal);
  if (plan.regularGroup > 0) {
    size_t count = point == 0 ? 0 : (point - 1) / plan.regularGroup;
    for (size_t i = 1; i <= count; ++i)
      text.insert(point - i * plan.regularGroup, symbols.grouping);
  } else {
    for (size_t position : plan.integerGroups)
      if (position <= point) {
        text.insert(point - position, symbols.grouping);
        ++point;
      }
  }
  point = text.find(symbols.decimal);
  for (size_t position : plan.fractionGroups)
    if (position + point + 1 <= text.size())
      text.insert(position + point + 1, symbols.grouping);
  return text;
}

Text apply(double value, const Plan &plan, const Symbols &symbols) {
  if (plan.picture.find(symbols.percent) != npos)
    value *= 100;
  else if (plan.picture.find(symbols.perMille) != npos)
    value *= 1000;
  int exponent = 0;
  if (plan.minimumExponent > 0)
    value = scale(value, plan, exponent);
  value = roundHalfEven(value, static_cast<int>(plan.maximumFraction));
  Text text = digits(value, plan.maximumFraction, symbols);
  size_t point = text.find(U'.');
  if (point == npos)
    text += symbols.decimal;
  else
    text.replace(point, 1, symbols.decimal);
  text.erase(0, std::min(text.find_first_not_of(symbols.zero[0]), text.size()));
  while (!text.empty() && text.back() == symbols.zero[0])
    text.pop_back();
  point = text.find(symbols.decimal);
  if (point < plan.minimumInteger)
    text.insert(0, Text(plan.minimumInteger - point, symbols.zero[0]));
  size_t shown = text.size() - text.find(symbols.decimal) - 1;
  if (shown < plan.minimumFraction)
    text.append(plan.minimumFraction - shown, symbols.zero[0]);
  text = group(std::move(text), plan, symbols);
  if (plan.picture.find(symbols.decimal) == npos || text.find(symbols.decimal) == text.size() - 1)
    text.pop_back();
  if (plan.minimumExponent > 0) {
    Text power = digits(exponent, 0, symbols);
    if (power.size() < plan.minimumExponent)
      power.insert(0, Text(plan.minimumExponent - power.size(), symbols.zero[0]));
    text += symbols.exponent + (exponent < 0 ? symbols.minus : Text()) + power;
  }
  return plan.prefix + text + plan.suffix;
}

} // namespace

PictureResult<std::string> formatNumber(double value, std::string_view picture,
                                        const DecimalFormat &format) {
  Symbols symbols(format);
  if (symbols.zero.empty())
    symbols.zero = U"0";
  std::vector<Text> pictures;
  Text whole = utf8::decode(picture);
  size_t from = 0;
  for (size_t at; !symbols.pattern.empty() && (at = whole.find(symbols.pattern, from)) != npos;
       from = at + symbols.pattern.size())
    pictures.push_back(whole.substr(from, at - from));
  pictures.push_back(whole.substr(from));
  if (pictures.size() > 2)
    return {std::nullopt, "D3080", {}};
  std::vector<Plan> plans;
  for (const Text &one : pictures) {
    Parts parts = split(one, symbols);
    if (const char *code = validate(parts, symbols))
      return {std::nullopt, code, {}};
    plans.push_back(analyse(parts, symbols));
  }
  if (plans.size() == 1) {
    plans.push_back(plans[0]);
    plans[1].prefix = symbols.minus + plans[1].prefix;
  }
  if (std::isnan(value))
    return {"NaN", nullptr, {}};
  return {utf8::encode(apply(value, plans[value >= 0 ? 0 : 1], symbols)), nullptr, {}};
}

} // namespace asl::jsonata
