// The text of a value: $string, and JSON.stringify.
#include "runtime/expr/jsonata/eval/core.h"

#include "runtime/expr/jsonata/eval/evaluation.h"
#include "runtime/expr/jsonata/numbers/number_text.h"
#include "runtime/value/json.h"

#include <charconv>
#include <cmath>

namespace asl::jsonata {

namespace {

/// How numbers with a fraction are written.
enum class Fractions : uint8_t { Rounded, Exact };

/// Writes a value as JSON.stringify does, numbers as ECMAScript writes them.
class TextWriter {
public:
  TextWriter(bool pretty, Fractions fractions) : pretty_(pretty), fractions_(fractions) {}
  std::string out;
  Value infinite = undefined(); ///< a number inside that has no text

  void write(Value value, unsigned indent) {
    switch (value.tag) {
    case ASL_INTEGER:
    case ASL_DOUBLE:
    case ASL_DECIMAL:
      number(value);
      break;
    case ASL_ARRAY:
      group('[', ']', length(value), indent,
            [&](uint32_t i) { write(item(value, i), indent + 1); });
      break;
    case ASL_OBJECT: {
      OrderedMembers members(value);
      group('{', '}', members.size(), indent, [&](uint32_t i) {
        json::append(out, asl::string(members.key(i)));
        out += pretty_ ? ": " : ":";
        write(members.value(i), indent + 1);
      });
      break;
    }
    case ASL_FUNCTION:
      out += "\"\"";
      break;
    default:
      json::append(out, value);
    }
  }

private:
  void number(Value value) {
    double number = toDouble(value);
    if (!std::isfinite(number)) {
      infinite = value;
      out += "null";
      return;
    }
    bool isRounded = fractions_ == Fractions::Rounded && number != std::trunc(number);
    out += numberText(isRounded ? toPrecision15(number) : number);
  }
  template <typename Each>
  void group(char open, char close, uint32_t count, unsigned indent, Each each) {
    out += open;
    for (uint32_t i = 0; i < count; ++i) {
      if (i)
        out += ',';
      if (pretty_)
        newLine(indent + 1);
      each(i);
    }
    if (pretty_ && count)
      newLine(indent);
    out += close;
  }
  void newLine(unsigned indent) {
    out += '\n';
    out.append(2 * indent, ' ');
  }
  bool pretty_;
  Fractions fractions_;
};

/// The largest integer up to which each has a double of its own.
constexpr int64_t exactIntegers = int64_t(1) << 53;

} // namespace

Value toText(Heap &heap, Value value, bool pretty) {
  if (value.size > maxTextBytes && !isString(value))
    return outOfMemory(heap);
  switch (value.tag) {
  case ASL_STRING:
    return value;
  case ASL_FUNCTION:
    return heap.string("");
  case ASL_INTEGER: {
    if (value.integer > exactIntegers || value.integer < -exactIntegers)
      break;
    asl_string *digits = heap.rawString(value.size);
    std::to_chars(digits->bytes, digits->bytes + value.size, value.integer);
    digits->size = value.size + 2;
    return string(digits);
  }
  case ASL_DOUBLE:
    if (!std::isfinite(value.number))
      return fail(heap, "D3001", {.value = value});
    break;
  default:
    break;
  }
  TextWriter writer(pretty, Fractions::Rounded);
  writer.write(value, 0);
  if (!isUndefined(writer.infinite))
    return fail(heap, "D1001", {.value = writer.infinite});
  return heap.string(writer.out);
}

std::string toJson(Value value) {
  TextWriter writer(false, Fractions::Exact);
  writer.write(value, 0);
  return writer.out;
}

} // namespace asl::jsonata
