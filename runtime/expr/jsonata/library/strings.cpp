// String functions of JSONata's library, but for those that match.
#include "runtime/expr/jsonata/eval/evaluation.h"
#include "runtime/expr/jsonata/library/library.h"
#include "runtime/expr/jsonata/library/unicode.h"
#include "runtime/support/utf8.h"
#include "runtime/value/json.h"

#include <algorithm>
#include <cmath>

namespace asl::jsonata::library {

/// The largest string that $pad and $join build.

Value string_(const Call &call) {
  if (isUndefined(call[0]))
    return undefined();
  return toText(call.heap, call[0], !isUndefined(call[1]) && truthy(call[1]));
}

Value length_(const Call &call) {
  return isUndefined(call[0]) ? undefined() : fromCount(utf8::countCodePoints(text(call[0])));
}

Value substring_(const Call &call) {
  if (isUndefined(call[0]))
    return undefined();
  std::string_view whole = text(call[0]);
  auto size = static_cast<double>(utf8::countCodePoints(whole));
  double start = isUndefined(call[1]) ? std::nan("") : toDouble(call[1]), end = size;
  if (size + start < 0)
    start = 0;
  if (!isUndefined(call[2])) {
    double count = toDouble(call[2]);
    if (count <= 0)
      return call.heap.string("");
    end = start >= 0 ? start + count : size + start + count;
  }
  // Array.slice: truncated, negative counts from the end, a value that is not a number is 0.
  auto index = [&](double d) {
    d = std::isnan(d) ? 0 : std::trunc(d);
    return static_cast<size_t>(std::clamp(d < 0 ? size + d : d, 0.0, size));
  };
  size_t from = index(start), to = index(end);
  if (from >= to)
    return call.heap.string("");
  size_t first = offsetOfCodePoint(whole, from);
  size_t bytes = offsetOfCodePoint(whole.substr(first), to - from);
  return call.heap.string(whole.substr(first, bytes));
}

Value substringBefore_(const Call &call) {
  if (isUndefined(call[0]) || isUndefined(call[1]))
    return call[0];
  size_t at = text(call[0]).find(text(call[1]));
  return at == std::string_view::npos ? call[0] : call.heap.string(text(call[0]).substr(0, at));
}

Value substringAfter_(const Call &call) {
  if (isUndefined(call[0]) || isUndefined(call[1]))
    return call[0];
  std::string_view chars = text(call[1]);
  size_t at = text(call[0]).find(chars);
  return at == std::string_view::npos ? call[0]
                                      : call.heap.string(text(call[0]).substr(at + chars.size()));
}

namespace {

/// `whole` in the other case. ASCII text, the common case, is changed byte by byte.
template <typename Convert>
Value inCase(Heap &heap, Value whole, char from, char to, Convert convert) {
  std::string_view bytes = text(whole);
  if (std::any_of(bytes.begin(), bytes.end(), [](char c) { return c & 0x80; }))
    return heap.string(convert(bytes));
  asl_string *made = heap.rawString(bytes.size());
  std::transform(bytes.begin(), bytes.end(), made->bytes,
                 [&](char c) { return c >= from && c <= to ? static_cast<char>(c ^ 0x20) : c; });
  made->size = whole.string->size;
  return asl::string(made);
}

} // namespace

Value lowercase_(const Call &call) {
  return isUndefined(call[0]) ? undefined() : inCase(call.heap, call[0], 'A', 'Z', lowerCase);
}
Value uppercase_(const Call &call) {
  return isUndefined(call[0]) ? undefined() : inCase(call.heap, call[0], 'a', 'z', upperCase);
}

Value trim_(const Call &call) {
  if (isUndefined(call[0]))
    return undefined();
  std::string out;
  for (char c : text(call[0])) {
    bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (!out.empty() && out.back() == ' ')
    out.pop_back();
  return call.heap.string(out);
}

Value pad_(const Call &call) {
  if (isUndefined(call[0]))
    return undefined();
  double width = isUndefined(call[1]) ? 0 : std::trunc(toDouble(call[1]));
  std::string_view whole = text(call[0]);
  std::string_view fill = isString(call[2]) && call[2].string->length ? text(call[2]) : " ";
  double missing = std::fabs(width) - static_cast<double>(utf8::countCodePoints(whole));
  if (!(missing > 0))
    return call[0];
  if (missing * static_cast<double>(fill.size()) > static_cast<double>(maxTextBytes))
    return outOfMemory(call.heap);
  size_t fillCount = utf8::countCodePoints(fill);
  auto left = static_cast<size_t>(missing);
  std::string padding;
  for (; left >= fillCount; left -= fillCount)
    padding += fill;
  padding += fill.substr(0, offsetOfCodePoint(fill, left));
  return call.heap.string(width > 0 ? std::string(whole) + padding : padding + std::string(whole));
}

Value join_(const Call &call) {
  if (isUndefined(call[0]))
    return undefined();
  std::string_view separator = isString(call[1]) ? text(call[1]) : "";
  size_t bytes = 0;
  for (uint32_t i = 0; i < jsonata::length(call[0]); ++i)
    bytes += item(call[0], i).string->length + (i ? separator.size() : 0);
  if (bytes > maxTextBytes)
    return outOfMemory(call.heap);
  asl_string *joined = call.heap.rawString(bytes);
  char *at = joined->bytes;
  auto put = [&](std::string_view piece) { at = std::copy(piece.begin(), piece.end(), at); };
  for (uint32_t i = 0; i < jsonata::length(call[0]); ++i) {
    if (i)
      put(separator);
    put(text(item(call[0], i)));
  }
  return call.heap.finish(joined);
}

Value parse_(const Call &call) {
  if (isUndefined(call[0]))
    return undefined();
  json::ReadError error;
  Value value = json::read(call.heap, text(call[0]), &error);
  if (isUndefined(value))
    return fail(call.heap, "D3137", {.value = call[0], .message = error.message});
  return value;
}

} // namespace asl::jsonata::library
