// States.Format, States.StringSplit.
#include "runtime/expr/intrinsic.h"
#include "runtime/expr/java_text.h"

#include <cstring>
#include <vector>

namespace asl {
namespace {

/// Calls `literal` for each run of plain text of a template and `place` for each `{}`. `\{`, `\}`,
/// `\'` and `\\` stand for their second character.
void walkTemplate(std::string_view format, auto literal, auto place) {
  size_t start = 0;
  for (size_t i = 0; i < format.size(); ++i) {
    char next = i + 1 < format.size() ? format[i + 1] : '\0';
    bool isPlace = format[i] == '{' && next == '}';
    bool isEscape =
        format[i] == '\\' && (next == '{' || next == '}' || next == '\'' || next == '\\');
    if (!isPlace && !isEscape)
      continue;
    literal(format.substr(start, i - start));
    if (isPlace)
      place();
    start = i + (isPlace ? 2 : 1);
    ++i;
  }
  literal(format.substr(start));
}

/// Whether the character of UTF-8 at the begin of `rest` is one of `splitters`; its length goes to
/// `length`.
bool splitsAt(std::string_view rest, std::string_view splitters, size_t &length) {
  length = 1;
  while (length < rest.size() && (static_cast<unsigned char>(rest[length]) & 0xC0) == 0x80)
    ++length;
  return splitters.find(rest.substr(0, length)) != std::string_view::npos;
}

} // namespace
} // namespace asl

using namespace asl;

asl_value asl_intrinsic_format(asl_heap *heap, const asl_value *arguments, uint32_t count) {
  if (!isString(arguments[0]))
    return intrinsicFailure(heap, "Format", "The template must be a string.");
  std::string_view format = text(arguments[0]);
  size_t places = 0, length = 0;
  walkTemplate(
      format, [&](std::string_view literal) { length += literal.size(); }, [&] { ++places; });
  if (places != count - 1)
    return intrinsicFailure(heap, "Format",
                            "The template has " + std::to_string(places) + " places for " +
                                std::to_string(count - 1) + " arguments.");
  std::vector<std::string> made;
  made.reserve(places);
  std::vector<std::string_view> parts;
  parts.reserve(places);
  for (uint32_t i = 1; i < count; ++i) {
    parts.push_back(isString(arguments[i]) ? text(arguments[i])
                                           : made.emplace_back(javaText(arguments[i])));
    length += parts.back().size();
  }
  asl_string *result = Heap::of(heap).rawString(length);
  char *out = result->bytes;
  auto append = [&](std::string_view text) {
    std::memcpy(out, text.data(), text.size());
    out += text.size();
  };
  size_t next = 0;
  walkTemplate(format, append, [&] { append(parts[next++]); });
  return Heap::of(heap).finish(result);
}

asl_value asl_intrinsic_string_split(asl_heap *heap, const asl_value *arguments, uint32_t) {
  if (!isString(arguments[0]) || !isString(arguments[1]))
    return intrinsicFailure(heap, "StringSplit", "Both arguments must be strings.");
  std::string_view input = text(arguments[0]), splitters = text(arguments[1]);
  std::vector<Value> pieces;
  auto add = [&](std::string_view piece) {
    if (!piece.empty())
      pieces.push_back(Heap::of(heap).string(piece));
  };
  size_t start = 0, length = 0;
  for (size_t i = 0; i < input.size(); i += length)
    if (splitsAt(input.substr(i), splitters, length)) {
      add(input.substr(start, i - start));
      start = i + length;
    }
  add(input.substr(start));
  return asl_array_make(heap, pieces.data(), static_cast<uint32_t>(pieces.size()));
}
