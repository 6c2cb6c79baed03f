// Numbers in English words.
#include "runtime/expr/jsonata/numbers/integer_picture.h"

#include <array>
#include <cmath>
#include <limits>

namespace asl::jsonata {

namespace {

constexpr std::array<std::string_view, 20> few = {
    "Zero",     "One",     "Two",     "Three",     "Four",     "Five",    "Six",
    "Seven",    "Eight",   "Nine",    "Ten",       "Eleven",   "Twelve",  "Thirteen",
    "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen"};
constexpr std::array<std::string_view, 20> ordinals = {
    "Zeroth",     "First",     "Second",    "Third",       "Fourth",     "Fifth",     "Sixth",
    "Seventh",    "Eighth",    "Ninth",     "Tenth",       "Eleventh",   "Twelfth",   "Thirteenth",
    "Fourteenth", "Fifteenth", "Sixteenth", "Seventeenth", "Eighteenth", "Nineteenth"};
constexpr std::array<std::string_view, 9> tens = {"Twenty",  "Thirty", "Forty",  "Fifty",  "Sixty",
                                                  "Seventy", "Eighty", "Ninety", "Hundred"};
constexpr std::array<std::string_view, 4> magnitudes = {"Thousand", "Million", "Billion",
                                                        "Trillion"};

std::string say(double number, bool following, bool ordinal) {
  auto index = static_cast<size_t>(number < 100 ? number : 0);
  if (number <= 19)
    return (following ? " and " : "") + std::string((ordinal ? ordinals : few)[index]);
  std::string words;
  if (number < 100) {
    words = (following ? " and " : "") + std::string(tens[index / 10 - 2]);
    if (index % 10 > 0)
      return words + "-" + say(static_cast<double>(index % 10), false, ordinal);
    if (ordinal)
      words.replace(words.size() - 1, 1, "ieth");
    return words;
  }
  double unit = 100;
  std::string name = " Hundred";
  double count = std::floor(number / 100);
  if (number >= 1000) {
    size_t magnitude = std::min(static_cast<size_t>(std::log10(number) / 3), magnitudes.size());
    unit = std::pow(10, static_cast<double>(magnitude) * 3);
    count = std::floor(number / unit);
    name = " " + std::string(magnitudes[magnitude - 1]);
  }
  double rest = number - count * unit;
  words = (following ? ", " : "") + say(count, false, false) + name;
  if (rest > 0)
    return words + say(rest, true, ordinal);
  return ordinal ? words + "th" : words;
}

std::string lower(std::string_view word) {
  std::string out(word);
  for (char &c : out)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return out;
}

double wordValue(std::string_view word) {
  for (size_t i = 0; i < few.size(); ++i)
    if (word == lower(few[i]) || word == lower(ordinals[i]))
      return static_cast<double>(i);
  for (size_t i = 0; i < tens.size(); ++i) {
    std::string ten = lower(tens[i]);
    if (word == ten || word == ten.substr(0, ten.size() - 1) + "ieth")
      return static_cast<double>(i + 2) * 10;
  }
  if (word == "hundredth")
    return 100;
  for (size_t i = 0; i < magnitudes.size(); ++i)
    if (word == lower(magnitudes[i]) || word == lower(magnitudes[i]) + "th")
      return std::pow(10, static_cast<double>(i + 1) * 3);
  return std::numeric_limits<double>::quiet_NaN();
}

/// The words of `text`: split at ", ", " and ", blanks and hyphens.
std::vector<std::string_view> splitWords(std::string_view text) {
  std::vector<std::string_view> words;
  size_t from = 0;
  for (size_t at = 0; at < text.size();) {
    size_t length = text.substr(at, 2) == ", "                               ? 2
                    : text.substr(at, 5) == " and "                          ? 5
                    : text[at] == ' ' || text[at] == '-' || text[at] == '\\' ? 1
                                                                             : 0;
    if (length == 0) {
      ++at;
      continue;
    }
    words.push_back(text.substr(from, at - from));
    from = at += length;
  }
  words.push_back(text.substr(from));
  return words;
}

} // namespace

std::string numberToWords(double value, bool ordinal) { return say(value, false, ordinal); }

double wordsToNumber(std::string_view text) {
  std::vector<double> segments = {0};
  for (std::string_view word : splitWords(text)) {
    double value = wordValue(word);
    if (value < 100) {
      if (segments.back() >= 1000)
        segments.push_back(0);
      segments.back() += value;
    } else {
      segments.back() *= value;
    }
  }
  double sum = 0;
  for (double segment : segments)
    sum += segment;
  return sum;
}

} // namespace asl::jsonata
