// Formatting and parsing of numbers by pictures: $formatNumber, $formatInteger, $parseInteger
// (XPath Functions and Operators 3.1, as the JSONata reference implements it).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asl::jsonata {

/// The result of a picture function: a value, or a JSONata error code with the value that its text
/// names.
template <typename T> struct PictureResult {
  std::optional<T> value;
  const char *code = nullptr; ///< null: no error (and no value: undefined)
  std::string about;
};

/// The characters that $formatNumber's options may replace; each one UTF-8 text.
struct DecimalFormat {
  std::string decimalSeparator = ".";
  std::string groupingSeparator = ",";
  std::string exponentSeparator = "e";
  std::string infinity = "Infinity";
  std::string minusSign = "-";
  std::string nan = "NaN";
  std::string percent = "%";
  std::string perMille = "\u2030";
  std::string zeroDigit = "0";
  std::string digit = "#";
  std::string patternSeparator = ";";
};

PictureResult<std::string> formatNumber(double value, std::string_view picture,
                                        const DecimalFormat &format);
PictureResult<std::string> formatInteger(double value, std::string_view picture);
PictureResult<double> parseInteger(std::string_view text, std::string_view picture);

} // namespace asl::jsonata
