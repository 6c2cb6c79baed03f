// The pictures of integers, shared by $formatInteger, $parseInteger and the parts of dates.
#pragma once

#include "runtime/expr/jsonata/numbers/picture.h"

#include <string>
#include <vector>

namespace asl::jsonata {

struct IntegerPicture {
  enum class Primary : uint8_t { Decimal, Letters, Roman, Words, Sequence };
  enum class Case : uint8_t { Lower, Upper, Title };
  struct Separator {
    size_t position = 0; ///< digits to its right
    char32_t character = 0;
  };
  Primary primary = Primary::Decimal;
  Case letterCase = Case::Lower;
  bool ordinal = false;
  char32_t zero = U'0';
  size_t mandatoryDigits = 0, optionalDigits = 0;
  size_t regularGroup = 0;           ///< 0: `separators` are used once each, at their places
  std::vector<Separator> separators; ///< from the right
  size_t parseWidth = 0;             ///< 0: as many digits as there are
  std::string token;                 ///< Sequence: the picture
};

/// An error is D3131 (digits of two families).
PictureResult<IntegerPicture> analyseInteger(std::string_view picture);
/// D3130 for a numbering sequence.
PictureResult<std::string> formatInteger(double value, const IntegerPicture &picture);
/// Nullopt and no code: not a number (NaN in the reference).
PictureResult<double> parseInteger(std::string_view text, const IntegerPicture &picture);

std::string numberToWords(double value, bool ordinal);
/// Words in lower case; NaN when one of them does not belong to a number.
double wordsToNumber(std::string_view text);

} // namespace asl::jsonata
