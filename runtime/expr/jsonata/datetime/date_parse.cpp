// $toMillis.
#include "runtime/expr/jsonata/datetime/date_picture.h"
#include "runtime/expr/jsonata/datetime/date_time.h"
#include "runtime/expr/jsonata/library/unicode.h"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>

namespace asl::jsonata {

namespace {

using Millis = PictureResult<double>;

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isRoman(char c) {
  return std::string_view("MDCLXVImdclxvi").find(c) != std::string_view::npos;
}

// ---- ISO 8601

/// Reads the digits of a fixed-width field.
bool field(std::string_view &text, size_t width, double &value) {
  if (text.size() < width)
    return false;
  for (size_t i = 0; i < width; ++i)
    if (!isDigit(text[i]))
      return false;
  value = std::atoi(std::string(text.substr(0, width)).c_str());
  text.remove_prefix(width);
  return true;
}

bool literal(std::string_view &text, char c) {
  if (text.empty() || text[0] != c)
    return false;
  text.remove_prefix(1);
  return true;
}

Millis parseIso(std::string_view whole) {
  Millis wrong{std::nullopt, "D3110", std::string(whole)};
  std::string_view text = whole;
  double year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, milli = 0, shift = 0;
  if (!field(text, 4, year))
    return wrong;
  if (text.size() >= 3 && text[0] == '-' && isDigit(text[1]) && literal(text, '-') &&
      !field(text, 2, month))
    return wrong;
  if (literal(text, '-') && !field(text, 2, day))
    return wrong;
  if (literal(text, 'T')) {
    bool time = field(text, 2, hour) && literal(text, ':') && field(text, 2, minute) &&
                literal(text, ':') && field(text, 2, second);
    if (!time)
      return wrong;
  }
  if (literal(text, '.')) {
    double scale = 100;
    if (text.empty() || !isDigit(text[0]))
      return wrong;
    for (; !text.empty() && isDigit(text[0]); text.remove_prefix(1), scale /= 10)
      if (scale >= 1)
        milli += (text[0] - '0') * scale;
  }
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    double sign = text[0] == '-' ? -1 : 1, hours = 0, minutes = 0;
    text.remove_prefix(1);
    if (!field(text, 2, hours) || (literal(text, ':'), !field(text, 2, minutes)))
      return wrong;
    shift = sign * (hours * 60 + minutes);
  } else {
    literal(text, 'Z');
  }
  if (!text.empty() || month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 ||
      second > 59)
    return wrong;
  // Date.UTC's rule for two-digit years is not meant here: 400 years are a whole number of weeks
  // and days.
  constexpr double millisIn400Years = 146097.0 * 86400000;
  double millis =
      utcMillis(year + 400, month - 1, day, hour, minute, second, milli) - millisIn400Years;
  return {millis - shift * 60000, nullptr, {}};
}

// ---- Pictures

/// How many bytes at the front of `text` a part may take: from the most, down to the least.
struct Span {
  size_t least = 0, most = 0;
};

Span run(std::string_view text, bool (*accepts)(char)) {
  size_t length = 0;
  while (length < text.size() && accepts(text[length]))
    ++length;
  return {1, length};
}

bool equalsNoCase(std::string_view text, std::string_view wanted) {
  return lowerCase(text.substr(0, wanted.size())) == lowerCase(wanted);
}

/// The sub-matches of a picture's parts, found by backtracking: what the reference's regular
/// expression would find.
class DateMatcher {
public:
  DateMatcher(const DatePicture &picture, std::string_view text) : picture_(picture), text_(text) {
    pieces.resize(picture.parts.size());
  }
  bool match(size_t index = 0, size_t at = 0) {
    if (++steps_ > 200000)
      return false;
    if (index == picture_.parts.size())
      return at == text_.size();
    const DatePart &part = picture_.parts[index];
    Span span = candidates(part, text_.substr(at));
    for (size_t length = span.most; length >= span.least; --length) {
      if (part.component && !fits(part, text_.substr(at, length)))
        continue;
      pieces[index] = text_.substr(at, length);
      if (match(index + 1, at + length))
        return true;
      if (length == 0)
        break;
    }
    return false;
  }
  std::vector<std::string_view> pieces;

private:
  static Span none() { return {1, 0}; }

  Span candidates(const DatePart &part, std::string_view rest) const {
    if (!part.component) {
      size_t size = part.literal.size();
      return equalsNoCase(rest, part.literal) && rest.size() >= size ? Span{size, size} : none();
    }
    if (part.component == 'Z' || part.component == 'z')
      return run(rest, [](char c) { return isDigit(c) || isLetter(c) || std::strchr("+-:", c); });
    if (part.component == 'f')
      return run(rest, isDigit);
    if (!part.integer)
      return run(rest, isLetter);
    const IntegerPicture &integer = *part.integer;
    switch (integer.primary) {
    case IntegerPicture::Primary::Decimal: {
      Span digits = run(rest, isDigit);
      if (integer.parseWidth)
        digits = digits.most >= integer.parseWidth ? Span{integer.parseWidth, integer.parseWidth}
                                                   : none();
      if (integer.ordinal)
        return digits.most ? Span{digits.most + 2, digits.most + 2} : none();
      return digits;
    }
    case IntegerPicture::Primary::Words:
      return run(rest, [](char c) { return isLetter(c) || std::strchr("-, ", c); });
    case IntegerPicture::Primary::Roman:
      return run(rest, isRoman);
    default:
      return run(rest, isLetter);
    }
  }

  static bool fits(const DatePart &part, std::string_view piece) {
    if (part.component == 'Z' || part.component == 'z') {
      if (part.component == 'z') {
        if (!equalsNoCase(piece, "GMT") || piece.size() < 3)
          return false;
        piece.remove_prefix(3);
      }
      if (piece.size() < 2 || (piece[0] != '+' && piece[0] != '-'))
        return false;
      size_t separators = 0;
      for (char c : piece.substr(1)) {
        separators += c == ':';
        if (!isDigit(c) && c != ':')
          return false;
      }
      return separators == (part.integer->regularGroup ? 1u : 0u);
    }
    if (part.integer && part.integer->ordinal &&
        part.integer->primary == IntegerPicture::Primary::Decimal) {
      std::string suffix =
          lowerCase(piece.substr(piece.size() - std::min<size_t>(2, piece.size())));
      return suffix == "th" || suffix == "st" || suffix == "nd" || suffix == "rd";
    }
    if (part.integer && part.integer->primary == IntegerPicture::Primary::Words)
      return !std::isnan(wordsToNumber(lowerCase(piece)));
    return true;
  }

  const DatePicture &picture_;
  std::string_view text_;
  size_t steps_ = 0;
};

std::optional<double> lookupName(const DatePart &part, std::string_view text) {
  auto shortened = [&](std::string_view name) {
    return part.maximumWidth ? name.substr(0, *part.maximumWidth) : name;
  };
  if (part.component == 'P')
    return text == "am" || text == "AM"   ? std::optional<double>(0)
           : text == "pm" || text == "PM" ? std::optional<double>(1)
                                          : std::nullopt;
  for (size_t i = 0; part.component != 'F' && i < monthNames.size(); ++i)
    if (shortened(monthNames[i]) == text)
      return static_cast<double>(i + 1);
  for (size_t i = 0; part.component == 'F' && i < dayNames.size(); ++i)
    if (shortened(dayNames[i]) == text)
      return static_cast<double>(i + 1);
  return std::nullopt;
}

/// Minutes east of Greenwich.
double zoneMinutes(const DatePart &part, std::string_view text) {
  if (part.component == 'z')
    text.remove_prefix(3);
  std::string whole(text);
  auto number = [](const std::string &digits) { return std::strtod(digits.c_str(), nullptr); };
  if (size_t colon = whole.find(':'); colon != std::string::npos)
    return number(whole.substr(0, colon)) * 60 + number(whole.substr(colon + 1));
  if (whole.size() <= 3)
    return number(whole) * 60;
  return number(whole.substr(0, 3)) * 60 + number(whole.substr(3));
}

using Components = std::map<char, double>;

std::optional<double> partValue(const DatePart &part, std::string_view piece) {
  if (part.component == 'Z' || part.component == 'z')
    return zoneMinutes(part, piece);
  if (part.component == 'f')
    return std::strtod(("0." + std::string(piece.substr(0, 3))).c_str(), nullptr) * 1000;
  if (part.integer)
    return parseInteger(piece, *part.integer).value;
  return lookupName(part, piece);
}

/// Which of `letters` are given (and neither 0 nor NaN), as bits in their order.
unsigned maskOf(const Components &components, std::string_view letters) {
  unsigned mask = 0;
  for (char letter : letters) {
    auto found = components.find(letter);
    mask = mask << 1 | (found != components.end() && std::fabs(found->second) > 0);
  }
  return mask;
}

bool isType(unsigned type, unsigned mask) { return !(~type & mask) && (type & mask); }

Millis assemble(Components components, int64_t nowMillis) {
  unsigned dates = maskOf(components, "YXMxWwdD"), times = maskOf(components, "PHhmsf");
  bool dayOfYear = !isType(161, dates) && isType(130, dates);
  bool weekOfMonth = isType(84, dates);
  bool weekOfYear = !weekOfMonth && isType(72, dates);
  bool halfDays = !isType(23, times) && isType(47, times);
  std::string order = dayOfYear ? "YD" : weekOfMonth ? "XxwF" : weekOfYear ? "XWF" : "YMD";
  order += halfDays ? "Phmsf" : "Hmsf";
  bool started = false, ended = false;
  for (char letter : order) {
    if (components.count(letter)) {
      started = true;
      if (ended)
        return {std::nullopt, "D3136", {}};
    } else if (started) {
      components[letter] = letter == 'M' || letter == 'D' || letter == 'd' ? 1 : 0;
      ended = true;
    } else {
      components[letter] =
          static_cast<double>(dateFragment(static_cast<double>(nowMillis), letter));
    }
  }
  if (weekOfMonth || weekOfYear)
    return {std::nullopt, "D3136", {}};
  double month = components['M'] > 0 ? components['M'] - 1 : 0, day = components['D'];
  if (dayOfYear) {
    month = 0;
    day = components['d'];
  }
  double hour = components['H'];
  if (halfDays)
    hour = (components['h'] == 12 ? 0 : components['h']) + (components['P'] == 1 ? 12 : 0);
  double millis = utcMillis(components['Y'], month, day, hour, components['m'], components['s'],
                            components['f']);
  double zone = components.count('Z') && components['Z'] != 0 ? components['Z']
                : components.count('z')                       ? components['z']
                                                              : 0;
  bool isTime = std::fabs(millis) <= largestMillis;
  return {isTime ? millis - zone * 60000 : std::nan(""), nullptr, {}};
}

} // namespace

Millis toMillis(std::string_view text, std::optional<std::string_view> picture, int64_t nowMillis) {
  if (!picture)
    return parseIso(text);
  auto analysed = analyseDate(*picture);
  if (!analysed.value)
    return {std::nullopt, analysed.code, analysed.about};
  for (const DatePart &part : analysed.value->parts) {
    if (part.integer && part.integer->primary == IntegerPicture::Primary::Sequence)
      return {std::nullopt, "D3130", part.integer->token};
    if (part.component && !part.integer && part.component != 'f' &&
        !std::strchr("MxFP", part.component))
      return {std::nullopt, "D3133", std::string(1, part.component)};
  }
  DateMatcher matcher(*analysed.value, text);
  if (!matcher.match())
    return {};
  Components components;
  for (size_t i = 0; i < matcher.pieces.size(); ++i) {
    const DatePart &part = analysed.value->parts[i];
    if (part.component)
      if (auto value = partValue(part, matcher.pieces[i]))
        components[part.component] = *value;
  }
  if (components.empty())
    return {};
  return assemble(std::move(components), nowMillis);
}

} // namespace asl::jsonata
