#include "compiler/source/scalar.h"

#include "runtime/support/json_text.h"
#include "runtime/support/utf8.h"

#include <algorithm>

namespace aslc::source {

namespace {

/// Whether YAML takes the code point for a line break, or does not allow it. All of them are
/// escaped in JSON too, where that does no harm.
bool isSpecial(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029 || c == 0xFEFF ||
         c == 0xFFFE || c == 0xFFFF;
}

bool holdsSpecial(std::string_view text) {
  std::u32string codePoints = asl::utf8::decode(text);
  return std::any_of(codePoints.begin(), codePoints.end(), isSpecial);
}

void appendEscape(std::string &out, char32_t c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4)
    out += digits[(c >> shift) & 0xF];
}

std::string inDoubleQuotes(std::string_view text) {
  std::string quoted = asl::json::quoted(text);
  if (!holdsSpecial(quoted))
    return quoted;
  std::string result;
  for (char32_t c : asl::utf8::decode(quoted))
    if (isSpecial(c))
      appendEscape(result, c);
    else
      asl::utf8::append(result, c);
  return result;
}

std::string inSingleQuotes(std::string_view text) {
  std::string result = "'";
  for (char c : text)
    result.append(c == '\'' ? 2 : 1, c);
  return result + '\'';
}

/// Whether a reader of YAML 1.1 that follows it to the letter takes the text for something else:
/// for a boolean, the default value of an object, or a number.
bool isMarkedIn11(std::string_view text) {
  constexpr std::string_view words[] = {"y", "Y", "n", "N", "="};
  bool isNumber = text.find_first_not_of("0123456789_.,:+-eE") == text.npos &&
                  std::string_view("0123456789.+-").find(text[0]) != text.npos;
  return isNumber || std::find(std::begin(words), std::end(words), text) != std::end(words);
}

/// Whether `text` without quotes is this text, whatever reads it. A reader decides, so that its
/// rules are not written down twice.
bool isPlain(std::string_view text, const ScalarPlace &place) {
  // A placeholder that is all of a scalar is replaced by a value of any type.
  if (text.empty() || text.starts_with("${") || holdsSpecial(text) || isMarkedIn11(text))
    return false;
  std::string scalar(text);
  std::string document = scalar + ": " + scalar;
  if (place.inFlow)
    document = "{" + document + "}";
  Tree tree = asl::document::read(std::make_shared<File>("", document), {Notation::Yaml});
  if (!tree.faults.empty() || !tree.ambiguous.empty() || !tree.root ||
      !tree.root->is(Node::Kind::Object) || tree.root->members.size() != 1)
    return false;
  const Member &member = tree.root->members[0];
  return member.value->is(Node::Kind::String) && member.value->text == text && member.key == text;
}

} // namespace

std::string writeScalar(std::string_view text, const ScalarPlace &place) {
  bool isYaml = place.notation == Notation::Yaml;
  if (isYaml && place.quote == '\0' && isPlain(text, place))
    return std::string(text);
  if (isYaml && place.quote == '\'' && !holdsSpecial(text))
    return inSingleQuotes(text);
  return inDoubleQuotes(text);
}

} // namespace aslc::source
