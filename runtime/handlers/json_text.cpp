// Conversions without recursion: handlers run on small stacks, and values of a host program may
// have any depth. The library's own parser rejects numbers outside the range of doubles.
#include "runtime/handlers/json_text.h"

#include "runtime/support/decimal.h"
#include "runtime/support/number_text.h"
#include "runtime/value/json.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace asl::handlers {
namespace {

using Json = nlohmann::json;

Json decimal(std::string_view digits) {
  if (std::optional<uint64_t> whole = parseNumber<uint64_t>(digits))
    return *whole;
  constexpr double kMost = std::numeric_limits<double>::max();
  return std::clamp(nearestDouble(digits), -kMost, kMost);
}

/// A value to convert, and where the result goes.
struct Conversion {
  Value from;
  Json *to;
};

/// Converts one value and adds the values it contains to `left`.
void convert(const Conversion &one, std::vector<Conversion> &left) {
  const Value &value = one.from;
  Json &to = *one.to;
  switch (value.tag) {
  case ASL_TRUE:
  case ASL_FALSE:
    to = value.tag == ASL_TRUE;
    break;
  case ASL_INTEGER:
    to = value.integer;
    break;
  case ASL_DOUBLE:
    to = value.number;
    break;
  case ASL_DECIMAL:
    to = decimal(text(value));
    break;
  case ASL_STRING:
    to = text(value);
    break;
  case ASL_ARRAY: {
    to = Json::array_t(value.array->count);
    for (uint32_t i = 0; i < value.array->count; ++i)
      left.push_back({value.array->items[i], &to[i]});
    break;
  }
  case ASL_OBJECT: {
    to = Json::object();
    for (uint32_t i = 0; i < value.object->count; ++i)
      left.push_back({value.object->values[i], &to[std::string(text(value.object->keys[i]))]});
    break;
  }
  default:
    break;
  }
}

/// An array or object that is being written.
struct Open {
  const Json *container;
  Json::const_iterator next;
};

} // namespace

Json parseJson(std::string_view text) {
  Heap heap(nullptr, 1);
  Json result;
  std::vector<Conversion> left{{json::read(heap, text), &result}};
  while (!left.empty()) {
    Conversion one = left.back();
    left.pop_back();
    convert(one, left);
  }
  return result;
}

std::string writeJson(const Json &value) {
  std::string out;
  std::vector<Open> open;
  auto begin = [&](const Json &one) {
    if (!one.is_structured()) {
      out += one.dump();
      return;
    }
    out += one.is_array() ? '[' : '{';
    open.push_back({&one, one.begin()});
  };
  begin(value);
  while (!open.empty()) {
    Open &top = open.back();
    const Json &container = *top.container;
    if (top.next == container.end()) {
      out += container.is_array() ? ']' : '}';
      open.pop_back();
      continue;
    }
    if (top.next != container.begin())
      out += ',';
    if (container.is_object())
      out += Json(top.next.key()).dump() + ":";
    const Json &item = *top.next;
    ++top.next;
    begin(item);
  }
  return out;
}

} // namespace asl::handlers
