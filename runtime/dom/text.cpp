#include "runtime/dom/text.h"

#include "runtime/support/decimal.h"
#include "runtime/support/document/json_words.h"
#include "runtime/support/encoding.h"
#include "runtime/support/utf8.h"

#include <cmath>
#include <cstdio>
#include <optional>

namespace asl::dom {
namespace {

/// The code unit that the escape at `at` of a JSON text stands for; nullopt when no `\uXXXX` is
/// there.
std::optional<char32_t> unitAt(std::string_view text, size_t at) {
  return text.substr(at, 2) == "\\u" ? hexQuad(text.substr(at + 2, 4)) : std::nullopt;
}

/// Copies the escape at `at` to `out`, half of a surrogate pair as U+FFFD. Returns its end.
size_t copyEscape(std::string_view text, size_t at, std::string &out) {
  std::optional<char32_t> unit = unitAt(text, at);
  std::string_view escape = text.substr(at, unit ? 6 : 2);
  if (unit && !utf8::isScalar(*unit)) {
    std::optional<char32_t> low = unitAt(text, at + 6);
    bool isPair = utf8::isHighSurrogate(*unit) && low && utf8::isLowSurrogate(*low);
    escape = isPair ? text.substr(at, 12) : "\\uFFFD";
    out += escape;
    return at + (isPair ? 12 : 6);
  }
  out += escape;
  return at + escape.size();
}

/// Copies the string that begins at `at` to `out`. Returns its end.
size_t copyString(std::string_view text, size_t at, std::string &out) {
  out += text[at++];
  while (at < text.size()) {
    if (text[at] == '\\') {
      at = copyEscape(text, at, out);
      continue;
    }
    out += text[at];
    if (text[at++] == '"')
      break;
  }
  return at;
}

/// Copies the number or word that begins at `at` to `out`, the largest double in place of a number
/// that is beyond it. Returns its end.
size_t copyWord(std::string_view text, size_t at, std::string &out) {
  size_t end = at;
  while (end < text.size() && document::isJsonWordByte(text[end]))
    ++end;
  std::string_view word = text.substr(at, std::max<size_t>(end - at, 1));
  if (document::isJsonNumber(word) && std::isinf(nearestDouble(word)))
    word = word.front() == '-' ? "-1.7976931348623157e308" : "1.7976931348623157e308";
  out += word;
  return at + std::max<size_t>(end - at, 1);
}

/// A JSON text with other words for what nlohmann/json does not read, though it is JSON.
std::string readable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();)
    at = text[at] == '"' ? copyString(text, at, out) : copyWord(text, at, out);
  return out;
}

/// The closing quote of the string that begins at `at`; the end of the text when there is none.
size_t endOfString(std::string_view text, size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at)
    at += text[at] == '\\';
  return at;
}

/// Whether a text has more than `levels` levels, as far as it is JSON.
bool isDeeper(std::string_view text, size_t levels) {
  if (text.size() <= levels)
    return false;
  size_t depth = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    char c = text[at];
    if (c == '"')
      at = endOfString(text, at);
    else if ((c == '[' || c == '{') && ++depth > levels)
      return true;
    else if (c == ']' || c == '}')
      depth -= depth > 0;
  }
  return false;
}

template <typename Tree> Tree treeOf(std::string_view text, size_t levels) {
  // nlohmann/json takes a NUL for the end.
  if (text.find('\0') != text.npos || isDeeper(text, levels))
    return Tree(Tree::value_t::discarded);
  Tree tree = Tree::parse(text, nullptr, /*allow_exceptions=*/false);
  return tree.is_discarded() ? Tree::parse(readable(text), nullptr, false) : std::move(tree);
}

template <typename Tree> std::string textOf(const Tree &tree, int indent) {
  return tree.dump(indent, ' ', /*ensure_ascii=*/false, Tree::error_handler_t::replace);
}

/// Whether YAML 1.1 or 1.2 forbids a character of a JSON string, or takes it for the end of a line.
bool isSpecialInYaml(char32_t c) {
  return (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0xfeff || c == 0xfffe ||
         c == 0xffff;
}

} // namespace

nlohmann::json parse(std::string_view text, size_t levels) {
  return treeOf<nlohmann::json>(text, levels);
}
nlohmann::ordered_json parseOrdered(std::string_view text, size_t levels) {
  return treeOf<nlohmann::ordered_json>(text, levels);
}

bool isJson(std::string_view text) {
  if (text.find('\0') != text.npos)
    return false;
  return nlohmann::json::accept(text) || nlohmann::json::accept(readable(text));
}

std::string write(const nlohmann::json &tree, int indent) { return textOf(tree, indent); }
std::string write(const nlohmann::ordered_json &tree, int indent) { return textOf(tree, indent); }

std::string writeForYaml(const nlohmann::ordered_json &tree) {
  std::string text = write(tree), out;
  for (size_t at = 0; at < text.size();) {
    std::string_view rest = std::string_view(text).substr(at);
    std::string_view sequence = rest.substr(0, utf8::sequenceLength(rest));
    char32_t c = utf8::decodeFirst(rest);
    char escaped[8];
    if (isSpecialInYaml(c))
      out.append(escaped, static_cast<size_t>(std::snprintf(escaped, sizeof escaped, "\\u%04x",
                                                            static_cast<unsigned>(c))));
    else
      out += sequence;
    at += sequence.size();
  }
  return out;
}

} // namespace asl::dom
