// Values of the runtime as values of nlohmann/json, whose own reader refuses numbers beyond
// doubles.
#include "runtime/embed/json_value.h"

#include "runtime/value/json.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>

namespace asl::embed {
namespace {

nlohmann::json decimal(std::string_view digits) {
  uint64_t whole = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), whole);
  if (error == std::errc() && end == digits.data() + digits.size())
    return whole;
  constexpr double kMost = std::numeric_limits<double>::max();
  return std::clamp(std::strtod(std::string(digits).c_str(), nullptr), -kMost, kMost);
}

nlohmann::json convert(const Value &value) {
  switch (value.tag) {
  case ASL_TRUE:
  case ASL_FALSE:
    return value.tag == ASL_TRUE;
  case ASL_INTEGER:
    return value.integer;
  case ASL_DOUBLE:
    return value.number;
  case ASL_DECIMAL:
    return decimal(text(value));
  case ASL_STRING:
    return text(value);
  case ASL_ARRAY: {
    nlohmann::json::array_t items(value.array->count);
    for (uint32_t i = 0; i < value.array->count; ++i)
      items[i] = convert(value.array->items[i]);
    return std::move(items);
  }
  case ASL_OBJECT: {
    nlohmann::json::object_t members;
    for (uint32_t i = 0; i < value.object->count; ++i)
      members[std::string(text(value.object->keys[i]))] = convert(value.object->values[i]);
    return std::move(members);
  }
  default:
    return nullptr;
  }
}

} // namespace

nlohmann::json parseJson(std::string_view text) {
  Heap heap(nullptr, 1);
  return convert(json::read(heap, text));
}

} // namespace asl::embed
