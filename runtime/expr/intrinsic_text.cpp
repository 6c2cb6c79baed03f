// States.Format, States.StringSplit.
#include "runtime/expr/intrinsic.h"
#include "runtime/expr/java_text.h"
#include "runtime/support/utf8.h"

#include <charconv>
#include <cstring>
#include <vector>

namespace asl {
namespace {

/// Calls `literal` for each run of plain text of a template and `place` for each `{}`. `\{`, `\}`,
/// `\'` and `\\` stand for their second character.
void walkTemplate(std::string_view format, auto literal, auto place) {
  size_t start = 0;
  for (size_t i = 0; i + 1 < format.size(); ++i) {
    if (format[i] != '{' && format[i] != '\\') [[likely]]
      continue;
    char next = format[i + 1];
    bool isPlace = format[i] == '{' && next == '}';
    if (!isPlace &&
        (format[i] == '{' || std::string_view("{}'\\").find(next) == std::string_view::npos))
      continue;
    literal(format.substr(start, i - start));
    if (isPlace)
      place();
    start = i + (isPlace ? 2 : 1);
    ++i;
  }
  literal(format.substr(start));
}

/// The text that stands for `value`: of a string its own, of anything else made in the heap.
std::string_view printed(Heap &heap, Value value) {
  if (isString(value))
    return text(value);
  if (value.tag == ASL_INTEGER) {
    constexpr size_t room = 24;
    auto *digits = static_cast<char *>(heap.allocate(room));
    char *end = std::to_chars(digits, digits + room, value.integer).ptr;
    return {digits, static_cast<size_t>(end - digits)};
  }
  return text(heap.string(javaText(value)));
}

/// Whether the first character of `rest` is one of `splitters`; `length` becomes its length in
/// bytes.
bool splitsAt(std::string_view rest, std::string_view splitters, size_t &length) {
  length = 1;
  while (length < rest.size() && utf8::isContinuation(rest[length]))
    ++length;
  return splitters.find(rest.substr(0, length)) != std::string_view::npos;
}

} // namespace
} // namespace asl

using namespace asl;

asl_value asl_intrinsic_format(asl_heap *heap, const asl_value *arguments, uint32_t count) {
  if (!isString(arguments[0]))
    return intrinsicFailure(heap, "Format", "The template must be a string.");
  Heap &memory = Heap::of(heap);
  std::string_view format = text(arguments[0]);
  size_t places = 0, length = 0;
  walkTemplate(
      format, [&](std::string_view literal) { length += literal.size(); }, [&] { ++places; });
  if (places != count - 1)
    return intrinsicFailure(heap, "Format",
                            "The template has " + std::to_string(places) + " places for " +
                                std::to_string(count - 1) + " arguments.");
  auto *parts = static_cast<std::string_view *>(memory.allocate(places * sizeof(std::string_view)));
  for (size_t i = 0; i < places; ++i) {
    parts[i] = printed(memory, arguments[i + 1]);
    length += parts[i].size();
  }
  asl_string *result = memory.rawString(length);
  char *out = result->bytes;
  auto append = [&](std::string_view text) {
    std::memcpy(out, text.data(), text.size());
    out += text.size();
  };
  size_t next = 0;
  walkTemplate(format, append, [&] { append(parts[next++]); });
  return memory.finish(result);
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
