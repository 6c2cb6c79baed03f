// See regex.h.
#include "compiler/expr/jsonata/regex.h"

#include "runtime/expr/regex.h"

#include <algorithm>
#include <cctype>

namespace aslc::jsonata {

namespace {

bool isHex(std::string_view digits) {
  return digits.size() == 4 && std::all_of(digits.begin(), digits.end(), [](char c) {
           return std::isxdigit(static_cast<unsigned char>(c)) != 0;
         });
}

/// Calls `visit` with the offset of each escape (its backslash), and outside of classes of each
/// `(?` and each `.`.
template <typename Visit> void visitSpecials(std::string_view pattern, Visit visit) {
  bool inClass = false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size()) {
      visit(i, inClass);
      ++i;
    } else if (c == '[') {
      inClass = true;
    } else if (c == ']') {
      inClass = false;
    } else if (!inClass && (c == '.' || pattern.substr(i, 2) == "(?")) {
      visit(i, inClass);
    }
  }
}

/// Whether `group`, which begins with `(?`, has the flag `s`: `.` is then any character.
bool setsDotAll(std::string_view group) {
  std::string_view flags = group.substr(2, group.find_first_not_of("imsU", 2) - 2);
  return flags.find('s') != flags.npos;
}

} // namespace

std::string regexForRe2(std::string_view pattern) {
  std::string out;
  size_t copied = 0;
  bool isDotAll = false;
  auto replace = [&](size_t at, size_t length, const std::string &by) {
    out += pattern.substr(copied, at - copied);
    out += by;
    copied = at + length;
  };
  visitSpecials(pattern, [&](size_t at, bool) {
    std::string_view rest = pattern.substr(at);
    if (rest.starts_with("\\u") && isHex(rest.substr(2, 4)))
      replace(at, 6, "\\x{" + std::string(rest.substr(2, 4)) + "}");
    else if (rest.starts_with("\\/"))
      replace(at, 2, "/");
    else if (rest.starts_with("(?<") && !rest.starts_with("(?<=") && !rest.starts_with("(?<!"))
      replace(at, 3, "(?P<");
    else if (rest.starts_with("(?"))
      isDotAll |= setsDotAll(rest);
    else if (rest.starts_with(".") && !isDotAll)
      replace(at, 1, R"([^\n\r\x{2028}\x{2029}])"); // ECMAScript's line terminators
  });
  out += pattern.substr(copied);
  return out;
}

std::string regexProblem(std::string_view pattern, bool ignoreCase) {
  std::string error = asl::regexError(pattern, ignoreCase);
  if (error.empty())
    return {};
  std::string found;
  visitSpecials(pattern, [&](size_t at, bool inClass) {
    std::string_view rest = pattern.substr(at);
    for (std::string_view look : {"(?=", "(?!", "(?<=", "(?<!"})
      if (rest.starts_with(look))
        found = "it looks around (`" + std::string(look) + "`)";
    if (!inClass && rest[0] == '\\' && rest[1] >= '1' && rest[1] <= '9')
      found = "it refers back (`" + std::string(rest.substr(0, 2)) + "`)";
  });
  return found.empty() ? error : found + ", which cannot be matched in linear time";
}

} // namespace aslc::jsonata
