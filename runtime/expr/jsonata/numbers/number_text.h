// Numbers as JSONata writes and rounds them: the rules of ECMAScript's Number.
#pragma once

#include <string>

namespace asl::jsonata {

/// ECMAScript's Number::toString in base 10 ("1e+21", "0.1", "100").
std::string numberText(double number);
/// `number` cut to 15 significant digits, as $string does with fractions.
double toPrecision15(double number);
/// Rounds half to even at `precision` decimal places (negative: places before the point); never -0.
double roundHalfEven(double number, int precision = 0);
/// ECMAScript's Number::toString of an integral number in a base of 2 to 36.
std::string inBase(double integer, int radix);
/// `number` with exactly `places` digits after the point, without a sign.
std::string fixed(double number, int places);

} // namespace asl::jsonata
