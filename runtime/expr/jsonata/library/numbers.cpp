// Numeric functions and aggregates of JSONata's library.
#include "runtime/expr/jsonata/library/library.h"
#include "runtime/expr/jsonata/numbers/number_text.h"
#include "runtime/expr/jsonata/numbers/picture.h"
#include "runtime/support/decimal.h"

#include <cmath>

namespace asl::jsonata::library {

namespace {

template <typename Operation> Value onNumber(const Call &call, Operation operation) {
  if (isUndefined(call[0]))
    return undefined();
  return fromDouble(operation(toDouble(call[0])));
}

/// The decimal, hexadecimal, octal or binary number that the whole text is.
std::optional<double> parseNumber(std::string_view text) {
  auto digitsOf = [](std::string_view digits, int base) -> std::optional<double> {
    double value = 0;
    for (char c : digits) {
      int digit = c >= '0' && c <= '9'                 ? c - '0'
                  : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                       : 99;
      if (digit >= base)
        return std::nullopt;
      value = value * base + digit;
    }
    return digits.empty() ? std::nullopt : std::optional(value);
  };
  if (text.size() > 2 && text[0] == '0')
    switch (text[1] | 32) {
    case 'x':
      return digitsOf(text.substr(2), 16);
    case 'o':
      return digitsOf(text.substr(2), 8);
    case 'b':
      return digitsOf(text.substr(2), 2);
    default:
      break;
    }
  size_t at = text.substr(0, 1) == "-" ? 1 : 0;
  auto digits = [&] {
    size_t start = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9')
      ++at;
    return at > start;
  };
  if (!digits())
    return std::nullopt;
  if (text.substr(at, 1) == "." && (++at, !digits()))
    return std::nullopt;
  if (at < text.size() && (text[at] | 32) == 'e') {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-'))
      ++at;
    if (!digits())
      return std::nullopt;
  }
  double value = nearestDouble(text);
  return at == text.size() && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

} // namespace

Value number_(const Call &call) {
  Value value = call[0];
  if (isUndefined(value) || isNumber(value))
    return value;
  if (isBoolean(value))
    return integer(value.tag == ASL_TRUE);
  if (isString(value))
    if (auto parsed = parseNumber(text(value)))
      return fromDouble(*parsed);
  return fail(call.heap, "D3030", {.value = value, .index = 1});
}

Value abs_(const Call &call) {
  return onNumber(call, [](double d) { return std::fabs(d); });
}
Value floor_(const Call &call) {
  return onNumber(call, [](double d) { return std::floor(d); });
}
Value ceil_(const Call &call) {
  return onNumber(call, [](double d) { return std::ceil(d); });
}
Value round_(const Call &call) {
  double places = isUndefined(call[1]) ? 0 : toDouble(call[1]);
  int precision = static_cast<int>(std::fmax(-400, std::fmin(400, std::trunc(places))));
  return onNumber(call, [&](double d) { return roundHalfEven(d, precision); });
}
Value sqrt_(const Call &call) {
  if (!isUndefined(call[0]) && toDouble(call[0]) < 0)
    return fail(call.heap, "D3060", {.value = call[0], .index = 1});
  return onNumber(call, [](double d) { return std::sqrt(d); });
}
Value power_(const Call &call) {
  if (isUndefined(call[0]))
    return undefined();
  double result =
      isUndefined(call[1]) ? std::nan("") : std::pow(toDouble(call[0]), toDouble(call[1]));
  if (!std::isfinite(result))
    return fail(call.heap, "D3061", {.value = call[0], .value2 = call[1], .index = 1});
  return fromDouble(result);
}

Value formatBase_(const Call &call) {
  if (isUndefined(call[0]))
    return undefined();
  double radix = isUndefined(call[1]) ? 10 : roundHalfEven(toDouble(call[1]));
  if (!(radix >= 2 && radix <= 36))
    return fail(call.heap, "D3100", {.value = fromDouble(radix)});
  return call.heap.string(inBase(roundHalfEven(toDouble(call[0])), static_cast<int>(radix)));
}

namespace {

Value pictured(Heap &heap, const PictureResult<std::string> &result) {
  if (result.value)
    return heap.string(*result.value);
  return result.code ? fail(heap, result.code, {.value = heap.string(result.about)}) : undefined();
}

} // namespace

Value formatInteger_(const Call &call) {
  if (isUndefined(call[0]) || !isString(call[1]))
    return undefined();
  return pictured(call.heap, formatInteger(toDouble(call[0]), text(call[1])));
}

Value parseInteger_(const Call &call) {
  if (isUndefined(call[0]) || !isString(call[1]))
    return undefined();
  auto result = parseInteger(text(call[0]), text(call[1]));
  if (result.value)
    return fromDouble(*result.value);
  return result.code ? fail(call.heap, result.code, {.value = call.heap.string(result.about)})
                     : fromDouble(std::nan(""));
}

Value formatNumber_(const Call &call) {
  if (isUndefined(call[0]) || !isString(call[1]))
    return undefined();
  DecimalFormat format;
  struct Option {
    std::string_view name;
    std::string DecimalFormat::*field;
  };
  static constexpr Option options[] = {{"decimal-separator", &DecimalFormat::decimalSeparator},
                                       {"grouping-separator", &DecimalFormat::groupingSeparator},
                                       {"exponent-separator", &DecimalFormat::exponentSeparator},
                                       {"infinity", &DecimalFormat::infinity},
                                       {"minus-sign", &DecimalFormat::minusSign},
                                       {"NaN", &DecimalFormat::nan},
                                       {"percent", &DecimalFormat::percent},
                                       {"per-mille", &DecimalFormat::perMille},
                                       {"zero-digit", &DecimalFormat::zeroDigit},
                                       {"digit", &DecimalFormat::digit},
                                       {"pattern-separator", &DecimalFormat::patternSeparator}};
  if (isObject(call[2]))
    for (const Option &option : options)
      if (Value given = memberByText(call[2], option.name); isString(given))
        format.*option.field = text(given);
  return pictured(call.heap, formatNumber(toDouble(call[0]), text(call[1]), format));
}

// ---- Aggregates: the signature has made the argument an array of numbers

namespace {

double total(Value array) {
  double sum = 0;
  for (uint32_t i = 0; i < length(array); ++i)
    sum += toDouble(item(array, i));
  return sum;
}

template <typename Better> Value extreme(Value array, Better better) {
  if (isUndefined(array) || length(array) == 0)
    return undefined();
  Value best = item(array, 0);
  for (uint32_t i = 1; i < length(array); ++i)
    if (better(toDouble(item(array, i)), toDouble(best)))
      best = item(array, i);
  return best;
}

} // namespace

Value sum_(const Call &call) {
  return isUndefined(call[0]) ? undefined() : fromDouble(total(call[0]));
}
Value count_(const Call &call) { return fromCount(isUndefined(call[0]) ? 0 : length(call[0])); }
Value max_(const Call &call) {
  return extreme(call[0], [](double a, double b) { return a > b; });
}
Value min_(const Call &call) {
  return extreme(call[0], [](double a, double b) { return a < b; });
}
Value average_(const Call &call) {
  if (isUndefined(call[0]) || length(call[0]) == 0)
    return undefined();
  return fromDouble(total(call[0]) / length(call[0]));
}

Value boolean_(const Call &call) {
  return isUndefined(call[0]) ? undefined() : asl::boolean(truthy(call[0]));
}
Value not_(const Call &call) {
  return isUndefined(call[0]) ? undefined() : asl::boolean(!truthy(call[0]));
}

} // namespace asl::jsonata::library
