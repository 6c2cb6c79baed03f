// $fromMillis.
#include "runtime/expr/jsonata/datetime/date_picture.h"
#include "runtime/expr/jsonata/datetime/date_time.h"
#include "runtime/expr/jsonata/eval/evaluation.h"
#include "runtime/expr/jsonata/library/unicode.h"
#include "runtime/expr/jsonata/numbers/number_text.h"

#include <cmath>
#include <cstdlib>
#include <cstring>

namespace asl::jsonata {

namespace {

using Text = PictureResult<std::string>;

struct Offset {
  double hours = 0, minutes = 0;
  double asNumber() const { return hours * 100 + minutes; }
};

std::string inCase(std::string_view name, DatePart::NameCase names) {
  return names == DatePart::NameCase::Upper   ? upperCase(name)
         : names == DatePart::NameCase::Lower ? lowerCase(name)
                                              : std::string(name);
}

Text named(int64_t value, const DatePart &part) {
  std::string name;
  if (part.component == 'M' || part.component == 'x')
    name = monthNames[static_cast<size_t>(value - 1)];
  else if (part.component == 'F')
    name = dayNames[static_cast<size_t>(value - 1)];
  else
    return {std::nullopt, "D3133", std::string(1, part.component)};
  name = inCase(name, part.names);
  if (part.maximumWidth && name.size() > *part.maximumWidth)
    name.resize(*part.maximumWidth);
  return {name, nullptr, {}};
}

Text zone(const Offset &offset, const DatePart &part) {
  const IntegerPicture &picture = *part.integer;
  size_t digits = picture.mandatoryDigits;
  Text text;
  if (picture.regularGroup || digits == 3 || digits == 4) {
    text = formatInteger(offset.asNumber(), picture);
  } else if (digits == 1 || digits == 2) {
    text = formatInteger(offset.hours, picture);
    if (text.value && offset.minutes != 0)
      *text.value += ":" + *formatInteger(offset.minutes, "00").value;
  } else {
    return {std::nullopt, "D3134", std::to_string(digits)};
  }
  if (!text.value)
    return text;
  if (offset.asNumber() >= 0)
    text.value->insert(0, "+");
  if (part.component == 'z')
    text.value->insert(0, "GMT");
  if (offset.asNumber() == 0 && part.zuluForZero)
    text.value = "Z";
  return text;
}

Text component(double millis, const Offset &offset, const DatePart &part) {
  char letter = part.component;
  int64_t value = dateFragment(millis, letter);
  if (std::strchr("YMDdFWwXxHhms", letter)) {
    if (letter == 'Y' && part.yearDigits != -1)
      value = static_cast<int64_t>(
          std::fmod(static_cast<double>(value), std::pow(10, part.yearDigits)));
    if (part.names != DatePart::NameCase::No)
      return named(value, part);
    return formatInteger(static_cast<double>(value), *part.integer);
  }
  switch (letter) {
  case 'f':
    if (!part.integer)
      return {std::to_string(value), nullptr, {}};
    return formatInteger(static_cast<double>(value), *part.integer);
  case 'Z':
  case 'z':
    return zone(offset, part);
  case 'P':
    return {std::string(part.names == DatePart::NameCase::Upper ? (value ? "PM" : "AM")
                                                                : (value ? "pm" : "am")),
            nullptr,
            {}};
  case 'C':
  case 'E':
    return {"ISO", nullptr, {}};
  default: // a letter that is none; without modifiers, it is an error of the picture
    return {"undefined", nullptr, {}};
  }
}

} // namespace

Text fromMillis(double millis, std::optional<std::string_view> picture,
                std::optional<std::string_view> timezone) {
  Offset offset;
  if (timezone) {
    auto number = static_cast<double>(std::strtol(std::string(*timezone).c_str(), nullptr, 10));
    offset.hours = std::floor(number / 100);
    offset.minutes = std::fmod(number, 100);
  }
  auto analysed =
      analyseDate(picture.value_or("[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]"));
  if (!analysed.value)
    return {std::nullopt, analysed.code, analysed.about};
  double local = std::trunc(millis) + (60 * offset.hours + offset.minutes) * 60000;
  if (!(std::fabs(millis) <= largestMillis && std::fabs(local) <= largestMillis))
    return {std::nullopt, "D1001", numberText(millis)};
  std::string out;
  for (const DatePart &part : analysed.value->parts) {
    if (out.size() > maxTextBytes) // the evaluation ends with an error
      break;
    if (!part.component) {
      out += part.literal;
      continue;
    }
    Text text = component(local, offset, part);
    if (!text.value)
      return text;
    out += *text.value;
  }
  return {out, nullptr, {}};
}

} // namespace asl::jsonata
