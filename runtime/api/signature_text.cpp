// Normal forms for signatures.
#include "runtime/api/signature_text.h"

#include "runtime/support/encoding.h"

#include <algorithm>
#include <cstdio>

namespace asl::api {
namespace {

int digit(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

std::string decode(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    int high = text[i] == '%' && i + 2 < text.size() ? digit(text[i + 1]) : -1;
    int low = high >= 0 ? digit(text[i + 2]) : -1;
    if (low >= 0) {
      result += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      result += text[i] == '+' ? ' ' : text[i];
    }
  }
  return result;
}

} // namespace

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == text.npos)
      return parts;
    text.remove_prefix(end + 1);
  }
}

std::string_view trim(std::string_view text) {
  size_t begin = text.find_first_not_of(" \t");
  if (begin == text.npos)
    return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char &c : result)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return result;
}

std::string withoutSpareBlanks(std::string_view text) {
  std::string result;
  for (char c : trim(text))
    if (c != ' ' || result.empty() || result.back() != ' ')
      result += c;
  return result;
}

std::string basicDate(std::time_t time) {
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &parts)};
}

bool isBasicDate(std::string_view text) {
  constexpr std::string_view kForm = "00000000T000000Z";
  return text.size() == kForm.size() &&
         std::equal(text.begin(), text.end(), kForm.begin(), [](char c, char form) {
           return form == '0' ? c >= '0' && c <= '9' : c == form;
         });
}

std::time_t timeOf(std::string_view basicDate) {
  auto number = [&](size_t at, size_t count) {
    int value = 0;
    for (char c : basicDate.substr(at, count))
      value = value * 10 + (c - '0');
    return value;
  };
  std::tm parts{};
  parts.tm_year = number(0, 4) - 1900;
  parts.tm_mon = number(4, 2) - 1;
  parts.tm_mday = number(6, 2);
  parts.tm_hour = number(9, 2);
  parts.tm_min = number(11, 2);
  parts.tm_sec = number(13, 2);
  return ::timegm(&parts);
}

std::string canonicalPath(std::string_view path) {
  std::vector<std::string_view> kept;
  for (std::string_view segment : split(path, '/')) {
    if (segment == ".." && !kept.empty())
      kept.pop_back();
    else if (!segment.empty() && segment != "." && segment != "..")
      kept.push_back(segment);
  }
  std::string result;
  for (std::string_view segment : kept)
    result.append("/").append(segment);
  if (result.empty() || path.ends_with('/'))
    result += '/';
  return percentEncoded(result, "-._~/");
}

Query::Query(std::string_view target) {
  size_t mark = target.find('?');
  if (mark == target.npos || mark + 1 == target.size())
    return;
  for (std::string_view part : split(target.substr(mark + 1), '&')) {
    if (part.empty())
      continue;
    size_t equal = part.find('=');
    parameters_.emplace_back(decode(part.substr(0, equal)),
                             equal == part.npos ? "" : decode(part.substr(equal + 1)));
  }
}

std::string Query::value(std::string_view name) const {
  for (const auto &[key, value] : parameters_)
    if (key == name)
      return value;
  return {};
}

std::string Query::canonical() const {
  std::vector<std::pair<std::string, std::string>> encoded;
  for (const auto &[key, value] : parameters_)
    if (key != "X-Amz-Signature")
      encoded.emplace_back(percentEncoded(key), percentEncoded(value));
  std::sort(encoded.begin(), encoded.end());
  std::string result;
  for (const auto &[key, value] : encoded)
    result.append(result.empty() ? "" : "&").append(key).append("=").append(value);
  return result;
}

} // namespace asl::api
