// The payload parser against another: both accept or reject a text, their values are equal, and our
// output is parsed again to the same value with the computed sizes.
#include "runtime/value/json.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <cstdlib>

using Json = nlohmann::ordered_json;

namespace {

void require(bool holds, const char *what, std::string_view text) {
  if (holds)
    return;
  std::fprintf(stderr, "%s: %.*s\n", what, static_cast<int>(text.size()), text.data());
  std::abort();
}

/// Deliberate differences: nlohmann rejects unpaired surrogates, stops at NUL, skips a byte order
/// mark, and does not limit depth.
bool isComparable(std::string_view text) {
  if (text.find('\0') != std::string_view::npos || text.starts_with("\xEF\xBB\xBF"))
    return false;
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    depth += text[i] == '[' || text[i] == '{';
    bool surrogate =
        text[i] == '\\' && i + 2 < text.size() && text[i + 1] == 'u' && (text[i + 2] | 32) == 'd';
    if (surrogate || depth > 900)
      return false;
  }
  return true;
}

bool sameNumber(asl::Value ours, const Json &theirs) {
  double a = asl::toDouble(ours);
  double b = theirs.get<double>();
  return a == b && (ours.tag != ASL_INTEGER || !theirs.is_number_integer() ||
                    ours.integer == theirs.get<int64_t>());
}

bool same(asl::Value ours, const Json &theirs) {
  switch (ours.tag) {
  case ASL_NULL:
    return theirs.is_null();
  case ASL_TRUE:
  case ASL_FALSE:
    return theirs.is_boolean() && theirs.get<bool>() == (ours.tag == ASL_TRUE);
  case ASL_INTEGER:
  case ASL_DOUBLE:
  case ASL_DECIMAL:
    return theirs.is_number() && sameNumber(ours, theirs);
  case ASL_STRING:
    return theirs.is_string() && theirs.get_ref<const std::string &>() == asl::text(ours);
  case ASL_ARRAY:
    if (!theirs.is_array() || theirs.size() != ours.array->count)
      return false;
    for (uint32_t i = 0; i < ours.array->count; ++i)
      if (!same(ours.array->items[i], theirs[i]))
        return false;
    return true;
  case ASL_OBJECT:
    if (!theirs.is_object() || theirs.size() != ours.object->count)
      return false;
    for (uint32_t i = 0; i < ours.object->count; ++i) {
      auto member = theirs.find(std::string(asl::text(ours.object->keys[i])));
      if (member == theirs.end() || !same(ours.object->values[i], *member))
        return false;
    }
    return true;
  default:
    return false;
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view text(reinterpret_cast<const char *>(data), size);
  asl::Heap heap(nullptr, 1);
  asl::json::ReadError error;
  asl::Value value = asl::json::read(heap, text, &error);
  bool taken = !asl::isUndefined(value);
  require(taken || error.offset <= size, "an error beyond the text", text);

  if (isComparable(text)) {
    // A number outside the range of doubles is rejected there and kept as text here.
    try {
      Json theirs = Json::parse(text, [](int, Json::parse_event_t, const Json &) { return true; });
      require(taken, "refused here only", text);
      require(same(value, theirs), "read differently", text);
    } catch (const Json::out_of_range &) {
    } catch (const Json::parse_error &) {
      require(!taken, "refused there only", text);
    }
  }
  if (!taken)
    return 0;

  std::string written = asl::json::write(value);
  require(asl::exactSize(value) == written.size(), "exactSize is wrong", text);
  require(value.size >= written.size(), "size is no bound", text);
  asl::Value again = asl::json::read(heap, written);
  require(!asl::isUndefined(again) && asl::equals(value, again), "not read back", text);
  asl::Value *roots[] = {&value};
  heap.collect(roots);
  require(asl::json::write(value) == written, "changed by collection", text);
  return 0;
}
