#include "runtime/value/json_members.h"

#include <algorithm>

namespace asl::json {
namespace {

/// Objects of more members look for repeated keys by sorting.
constexpr size_t kSortAbove = 16;

bool sameKey(const Member &a, const Member &b) {
  return a.key == b.key || (a.hash == b.hash && text(a.key) == text(b.key));
}

/// Gives the first of equal members the value of the last and the others no key; false when none
/// are equal.
bool markRepeated(Member *members, Value *values, size_t count, std::vector<uint32_t> &order) {
  order.resize(count);
  for (uint32_t i = 0; i < count; ++i)
    order[i] = i;
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    if (members[a].hash != members[b].hash)
      return members[a].hash < members[b].hash;
    if (members[a].key == members[b].key)
      return a < b;
    int difference = text(members[a].key).compare(text(members[b].key));
    return difference != 0 ? difference < 0 : a < b;
  });
  bool found = false;
  for (size_t i = 0; i < count;) {
    size_t next = i + 1;
    while (next < count && sameKey(members[order[i]], members[order[next]])) {
      values[order[i]] = values[order[next]];
      members[order[next++]].key = nullptr;
      found = true;
    }
    i = next;
  }
  return found;
}

} // namespace

size_t dropRepeated(Member *members, Value *values, size_t count, std::vector<uint32_t> &order) {
  size_t kept = 0;
  if (count > kSortAbove) {
    if (!markRepeated(members, values, count, order))
      return count;
    for (size_t i = 0; i < count; ++i)
      if (members[i].key != nullptr) {
        members[kept] = members[i];
        values[kept++] = values[i];
      }
    return kept;
  }
  for (size_t i = 0; i < count; ++i) {
    size_t first = 0;
    while (first < kept && !sameKey(members[first], members[i]))
      ++first;
    members[first] = members[i];
    values[first] = values[i];
    kept += first == kept;
  }
  return kept;
}

} // namespace asl::json
