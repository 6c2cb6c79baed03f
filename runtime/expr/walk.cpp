// Begin and end of an indefinite path, and its errors.
#include "runtime/expr/walk.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace asl {
namespace {

constexpr uint32_t kFirstMatches = 8;

/// The error of a walk whose message is not shown to anyone.
constexpr asl_error kNothing = {};

Value walkError(asl_gather *gather, uint8_t flags, const std::string &message) {
  Value error = Heap::of(gather->heap).error("", message, false, false);
  error.flags = flags;
  return error;
}

} // namespace

std::string namesText(const asl_string *const *names, uint32_t count) {
  std::string out = "[";
  for (uint32_t i = 0; i < count; ++i) {
    out += i == 0 ? "'" : ", '";
    out += text(names[i]);
    out += '\'';
  }
  return out + ']';
}

std::string placeText(const Walk &walk) {
  std::vector<const WalkPlace *> places;
  for (const WalkPlace *place = walk.place; place != nullptr; place = place->outer)
    places.push_back(place);
  std::string out = "$";
  for (size_t i = places.size(); i-- > 0;)
    out += places[i]->names == nullptr ? "[" + std::to_string(places[i]->index) + "]"
                                       : namesText(places[i]->names, places[i]->count);
  return out;
}

Value notFound(asl_gather *gather, const char *before, const std::string &after) {
  const Walk &walk = Walk::of(gather);
  if (walk.quiet == 0)
    return walkError(gather, ASL_PATH_NOT_FOUND, before + placeText(walk) + after);
  Value error{0, ASL_ERROR, ASL_PATH_NOT_FOUND, 0, {0}};
  error.error = &kNothing;
  return error;
}

Value inapplicable(asl_gather *gather, const std::string &message) {
  return walkError(gather, ASL_PATH_INAPPLICABLE, message);
}

Value invalid(asl_gather *gather, const std::string &message) {
  return walkError(gather, 0, message);
}

} // namespace asl

using namespace asl;

void asl_gather_begin(asl_gather *gather, asl_heap *heap, asl_value root) {
  Heap &memory = Heap::of(heap);
  auto *walk = static_cast<Walk *>(memory.allocate(sizeof(Walk)));
  *walk = {memory.rawArray(kFirstMatches), kFirstMatches, 0, nullptr, 0};
  walk->matches->count = 0;
  gather->heap = heap;
  gather->root = root;
  gather->error = undefined();
  gather->found = walk;
}

asl_value asl_gather_add(asl_gather *gather, asl_value match) {
  if (isUndefined(match))
    return null();
  Walk &walk = Walk::of(gather);
  if (walk.matches->count == walk.capacity) [[unlikely]] {
    walk.capacity *= 2;
    asl_array *larger = Heap::of(gather->heap).rawArray(walk.capacity);
    larger->count = walk.matches->count;
    std::memcpy(larger->items, walk.matches->items, larger->count * sizeof(Value));
    walk.matches = larger;
  }
  walk.matches->items[walk.matches->count++] = match;
  return null();
}

asl_value asl_gather_end(asl_gather *gather) {
  if (gather->root.tag == ASL_NULL) [[unlikely]]
    return invalid(gather, "root can not be null");
  return Heap::of(gather->heap).finish(Walk::of(gather).matches);
}
