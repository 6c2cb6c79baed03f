// Which characters names and role ARNs may have.
#include "runtime/program/names.h"

#include "runtime/service/arn.h"
#include "runtime/support/utf8.h"
#include "runtime/value/json.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>

namespace asl::program {
namespace {

constexpr size_t kMostCharacters = 80;
constexpr size_t kMostArnBytes = 256;
constexpr std::string_view kRefused = "<>{}[]?*\"#%\\^|~`$&,;:/";

bool isWhiteSpace(char32_t code) {
  return code == ' ' || code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
         code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

bool isControl(char32_t code) { return code < 0x20 || (code >= 0x7F && code <= 0x9F); }

std::string hexadecimal(char32_t code) {
  char text[16];
  std::snprintf(text, sizeof text, "U+%04X", static_cast<unsigned>(code));
  return text;
}

} // namespace

Expected<void> checkExecutionName(std::string_view name) {
  if (name.empty())
    return Failure{"a name has at least one character"};
  if (!utf8::isValid(name))
    return Failure{"a name is UTF-8 text"};
  size_t count = 0;
  for (std::string_view rest = name; !rest.empty(); ++count) {
    char32_t code = utf8::decodeFirst(rest);
    std::string_view character = rest.substr(0, utf8::sequenceLength(rest));
    rest.remove_prefix(character.size());
    if (isControl(code) || code == 0xFFFE || code == 0xFFFF)
      return Failure{"a name has no control characters, but character " +
                     std::to_string(count + 1) + " is " + hexadecimal(code)};
    if (isWhiteSpace(code))
      return Failure{"a name has no white space, but character " + std::to_string(count + 1) +
                     " is"};
    if (code < 0x80 && kRefused.find(static_cast<char>(code)) != std::string_view::npos)
      return Failure{"a name has no `" + std::string(character) + "`"};
  }
  if (count > kMostCharacters)
    return Failure{"a name has at most 80 characters, not " + std::to_string(count)};
  return {};
}

Expected<void> checkRoleArn(std::string_view arn) {
  if (service::isRoleArn(arn) && arn.size() <= kMostArnBytes)
    return {};
  return Failure{"the ARN of a role looks like arn:aws:iam::123456789012:role/name"};
}

} // namespace asl::program
