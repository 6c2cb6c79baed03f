// $formatInteger and $parseInteger (XPath fn:format-integer).
#include "runtime/expr/jsonata/numbers/integer_picture.h"

#include "runtime/expr/jsonata/library/unicode.h"
#include "runtime/expr/jsonata/numbers/number_text.h"
#include "runtime/support/utf8.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace asl::jsonata {

namespace {

/// The zeros of Unicode's decimal digit families in the basic plane.
constexpr char32_t digitZeros[] = {0x30,   0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6,
                                   0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50, 0x0ED0,
                                   0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80,
                                   0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900,
                                   0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10};

char32_t zeroOf(char32_t c) {
  for (char32_t zero : digitZeros)
    if (c >= zero && c <= zero + 9)
      return zero;
  return 0;
}

size_t regularInterval(const std::vector<IntegerPicture::Separator> &separators) {
  if (separators.empty())
    return 0;
  size_t factor = 0;
  for (const auto &separator : separators) {
    if (separator.character != separators[0].character)
      return 0;
    factor = std::gcd(factor, separator.position);
  }
  for (size_t i = 1; i <= separators.size(); ++i)
    if (std::none_of(separators.begin(), separators.end(),
                     [&](const auto &separator) { return separator.position == i * factor; }))
      return 0;
  return factor;
}

PictureResult<IntegerPicture> analyseDigits(IntegerPicture result, std::string_view primary) {
  std::u32string reversed = utf8::decode(primary);
  std::reverse(reversed.begin(), reversed.end());
  char32_t family = 0;
  size_t position = 0;
  for (char32_t c : reversed) {
    if (char32_t zero = zeroOf(c)) {
      if (family && zero != family)
        return {std::nullopt, "D3131", {}};
      family = zero;
      ++result.mandatoryDigits;
      ++position;
    } else if (c == U'#') {
      ++result.optionalDigits;
      ++position;
    } else {
      result.separators.push_back({position, c});
    }
  }
  if (result.mandatoryDigits == 0) {
    result.primary = IntegerPicture::Primary::Sequence;
    result.token = std::string(primary);
    return {result, nullptr, {}};
  }
  result.zero = family;
  result.regularGroup = regularInterval(result.separators);
  return {result, nullptr, {}};
}

std::string letters(double value, char first) {
  std::string text;
  for (; value > 0; value = std::floor((value - 1) / 26))
    text.insert(text.begin(),
                static_cast<char>(first + static_cast<int>(std::fmod(value - 1, 26))));
  return text;
}

constexpr double largestRoman = 1e9; ///< a million of `m`

std::string roman(double value) {
  static constexpr std::pair<int, std::string_view> numerals[] = {
      {1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"},
      {40, "xl"},  {10, "x"},   {9, "ix"},  {5, "v"},    {4, "iv"},  {1, "i"}};
  std::string text;
  for (auto [worth, numeral] : numerals)
    for (; value >= worth; value -= worth)
      text += numeral;
  return text;
}

std::u32string grouped(std::u32string digits, const IntegerPicture &picture) {
  if (picture.regularGroup) {
    char32_t separator = picture.separators[0].character;
    for (size_t count = (digits.size() - 1) / picture.regularGroup; count > 0; --count)
      digits.insert(digits.size() - count * picture.regularGroup, 1, separator);
    return digits;
  }
  // From the left, so that positions from the right stay true.
  for (auto at = picture.separators.rbegin(); at != picture.separators.rend(); ++at)
    if (at->position <= digits.size())
      digits.insert(digits.size() - at->position, 1, at->character);
  return digits;
}

std::string decimalText(double value, const IntegerPicture &picture) {
  std::u32string digits = utf8::decode(numberText(value));
  if (digits.size() < picture.mandatoryDigits)
    digits.insert(0, picture.mandatoryDigits - digits.size(), U'0');
  for (char32_t &c : digits)
    if (c >= U'0' && c <= U'9')
      c += picture.zero - U'0';
  std::string text = utf8::encode(grouped(std::move(digits), picture));
  if (picture.ordinal) {
    char last = text.back();
    bool teen = text.size() > 1 && text[text.size() - 2] == '1';
    text += teen ? "th" : last == '1' ? "st" : last == '2' ? "nd" : last == '3' ? "rd" : "th";
  }
  return text;
}

/// NaN when a letter is not a Roman numeral; with `upper`, letters in lower case are not either.
double romanValue(std::string_view text, bool upper) {
  auto worth = [](char c) {
    switch (c) {
    case 'M':
    case 'm':
      return 1000;
    case 'D':
    case 'd':
      return 500;
    case 'C':
    case 'c':
      return 100;
    case 'L':
    case 'l':
      return 50;
    case 'X':
    case 'x':
      return 10;
    case 'V':
    case 'v':
      return 5;
    case 'I':
    case 'i':
      return 1;
    default:
      return 0;
    }
  };
  double total = 0;
  int highest = 1;
  for (auto at = text.rbegin(); at != text.rend(); ++at) {
    int value = upper && *at >= 'a' ? 0 : worth(*at);
    if (value == 0)
      return std::nan("");
    total += value < highest ? -value : value;
    highest = std::max(highest, value);
  }
  return total;
}

/// The characters that ECMAScript treats as white space.
constexpr std::u32string_view blanks =
    U"\t\n\v\f\r \u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A"
    U"\u2028\u2029\u202F\u205F\u3000\uFEFF";

/// ECMAScript's parseInt, after the separators between digits have been removed.
PictureResult<double> parseDigits(std::string_view text, const IntegerPicture &picture) {
  std::u32string rest = utf8::decode(text);
  if (picture.ordinal)
    rest.resize(rest.size() - std::min<size_t>(2, rest.size()));
  std::erase_if(rest, [&](char32_t c) {
    return picture.regularGroup ? c == U','
                                : std::any_of(picture.separators.begin(), picture.separators.end(),
                                              [&](const auto &one) { return one.character == c; });
  });
  size_t at = std::min(rest.find_first_not_of(blanks), rest.size());
  std::string number;
  if (at < rest.size() && (rest[at] == U'-' || rest[at] == U'+'))
    number += static_cast<char>(rest[at++]);
  size_t sign = number.size();
  for (; at < rest.size() && rest[at] >= picture.zero && rest[at] < picture.zero + 10; ++at)
    number += static_cast<char>('0' + (rest[at] - picture.zero));
  if (number.size() == sign)
    return {};
  return {std::strtod(number.c_str(), nullptr), nullptr, {}};
}

} // namespace

PictureResult<IntegerPicture> analyseInteger(std::string_view picture) {
  IntegerPicture result;
  std::string_view primary = picture;
  if (size_t semicolon = picture.rfind(';'); semicolon != std::string_view::npos) {
    primary = picture.substr(0, semicolon);
    result.ordinal = picture.substr(semicolon + 1, 1) == "o";
  }
  using Primary = IntegerPicture::Primary;
  using Case = IntegerPicture::Case;
  if (primary == "A" || primary == "a")
    result.primary = Primary::Letters;
  else if (primary == "I" || primary == "i")
    result.primary = Primary::Roman;
  else if (primary == "W" || primary == "w" || primary == "Ww")
    result.primary = Primary::Words;
  else
    return analyseDigits(std::move(result), primary);
  result.letterCase = primary == "Ww" ? Case::Title : primary[0] <= 'Z' ? Case::Upper : Case::Lower;
  return {result, nullptr, {}};
}

PictureResult<std::string> formatInteger(double value, const IntegerPicture &picture) {
  using Primary = IntegerPicture::Primary;
  using Case = IntegerPicture::Case;
  bool negative = value < 0;
  if (!std::isfinite(value))
    return {numberText(value), nullptr, {}};
  value = std::fabs(value);
  std::string text;
  switch (picture.primary) {
  case Primary::Letters:
    text = letters(value, picture.letterCase == Case::Upper ? 'A' : 'a');
    break;
  case Primary::Roman:
    if (value > largestRoman)
      return {std::nullopt, "D1001", numberText(value)};
    text = roman(value);
    if (picture.letterCase == Case::Upper)
      text = upperCase(text);
    break;
  case Primary::Words:
    text = numberToWords(value, picture.ordinal);
    if (picture.letterCase != Case::Title)
      text = picture.letterCase == Case::Upper ? upperCase(text) : lowerCase(text);
    break;
  case Primary::Decimal:
    text = decimalText(value, picture);
    break;
  case Primary::Sequence:
    return {std::nullopt, "D3130", picture.token};
  }
  return {negative ? "-" + text : text, nullptr, {}};
}

PictureResult<double> parseInteger(std::string_view text, const IntegerPicture &picture) {
  using Primary = IntegerPicture::Primary;
  switch (picture.primary) {
  case Primary::Letters: {
    double value = 0;
    char first = picture.letterCase == IntegerPicture::Case::Upper ? 'A' : 'a';
    for (char c : text)
      value = value * 26 + (c - first + 1);
    return {value, nullptr, {}};
  }
  case Primary::Roman:
    return {romanValue(text, picture.letterCase == IntegerPicture::Case::Upper), nullptr, {}};
  case Primary::Words:
    return {wordsToNumber(lowerCase(text)), nullptr, {}};
  case Primary::Decimal:
    return parseDigits(text, picture);
  case Primary::Sequence:
    return {std::nullopt, "D3130", picture.token};
  }
  return {};
}

PictureResult<std::string> formatInteger(double value, std::string_view picture) {
  auto analysed = analyseInteger(picture);
  if (!analysed.value)
    return {std::nullopt, analysed.code, analysed.about};
  return formatInteger(std::floor(value), *analysed.value);
}

PictureResult<double> parseInteger(std::string_view text, std::string_view picture) {
  auto analysed = analyseInteger(picture);
  if (!analysed.value)
    return {std::nullopt, analysed.code, analysed.about};
  return parseInteger(text, *analysed.value);
}

} // namespace asl::jsonata
