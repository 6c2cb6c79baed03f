// Objects and arrays that expressions construct, and grouping.
#include "runtime/expr/jsonata/eval/core.h"
#include "runtime/expr/jsonata/eval/evaluation.h"

#include <algorithm>

using namespace asl;
using namespace asl::jsonata;

namespace {

/// Checks the key of a member: ASL_ERROR when the value cannot be a key.
Value checkKey(Heap &heap, Value key) {
  if (!isString(key))
    return fail(heap, "T1003", {.value = key});
  if (text(key) == "_jsonata_lambda" || text(key) == "_jsonata_function")
    return fail(heap, "D1013", {.value = key});
  return null();
}

} // namespace

asl_value asl_jsonata_members(asl_heap *memory, const asl_value *keys, const asl_value *values,
                              uint32_t count) {
  Heap &heap = Heap::of(memory);
  Members seen(heap), members(heap);
  for (uint32_t i = 0; i < count; ++i) {
    if (isUndefined(keys[i]))
      continue;
    if (Value checked = checkKey(heap, keys[i]); isError(checked))
      return checked;
    if (seen.find(text(keys[i])))
      return fail(heap, "D1009", {.value = keys[i]});
    seen.set(text(keys[i]), null());
    if (!isUndefined(values[i]))
      members.set(text(keys[i]), values[i]);
  }
  return members.finish();
}

asl_value asl_jsonata_object(asl_heap *memory, const asl_string *const *keys,
                             const asl_value *values, uint32_t count) {
  Heap &heap = Heap::of(memory);
  auto there = static_cast<uint32_t>(
      std::count_if(values, values + count, [](const Value &v) { return !isUndefined(v); }));
  const asl_string *const *used = keys;
  if (there < count) {
    auto **some =
        static_cast<const asl_string **>(heap.allocate(std::max(there, 1u) * sizeof *keys));
    for (uint32_t i = 0, at = 0; i < count; ++i)
      if (!isUndefined(values[i]))
        some[at++] = keys[i];
    used = some;
  }
  asl_object *object = heap.rawObject(used, there);
  std::copy_if(values, values + count, object->values,
               [](const Value &v) { return !isUndefined(v); });
  return bounded(heap, heap.finish(object));
}

asl_value asl_jsonata_list(asl_heap *memory, const asl_value *values, const uint8_t *whole,
                           uint32_t count, uint32_t cons) {
  List list(Heap::of(memory));
  for (uint32_t i = 0; i < count; ++i) {
    if (isUndefined(values[i]))
      continue;
    if (whole[i])
      list.push(values[i]);
    else
      list.pushAll(values[i]);
  }
  return list.finish(cons ? consFlag : 0);
}

// ---- Grouping

namespace {

struct Group {
  const asl_string *key;
  uint32_t pair;
  uint32_t count; ///< items
  List *items;    ///< of all but tuple streams; of these one for each component
  Value first;    ///< the only item, as long as there is one
  Value value;
};

} // namespace

/// Lives in the heap and needs no end, so that errors can leave in the midst of it.
struct asl_groups {
  Heap &heap;
  uint32_t width;
  Group *groups = nullptr;
  uint32_t count = 0, capacity = 0;
  uint32_t *slots = nullptr; ///< an open hash table over the groups: number + 1
  uint32_t slotCount = 0;

  Group *find(std::string_view key, uint32_t *&slot) const {
    size_t mask = slotCount - 1, at = std::hash<std::string_view>()(key) & mask;
    for (; slots[at]; at = (at + 1) & mask)
      if (text(groups[slots[at] - 1].key) == key)
        return &groups[slots[at] - 1];
    slot = &slots[at];
    return nullptr;
  }

  void grow() {
    uint32_t larger = std::max(capacity * 2, 8u);
    auto *moved = static_cast<Group *>(heap.allocate(sizeof(Group) * larger));
    std::copy_n(groups, count, moved);
    groups = moved;
    capacity = larger;
    slotCount = larger * 2;
    slots = static_cast<uint32_t *>(heap.allocate(sizeof(uint32_t) * slotCount));
    std::fill_n(slots, slotCount, 0u);
    for (uint32_t i = 0; i < count; ++i) {
      uint32_t *slot = nullptr;
      find(text(groups[i].key), slot);
      *slot = i + 1;
    }
  }

  List *newLists(uint32_t number) {
    auto *lists = static_cast<List *>(heap.allocate(sizeof(List) * number));
    for (uint32_t i = 0; i < number; ++i)
      new (lists + i) List(heap);
    return lists;
  }

  static void append(List &list, Value one) {
    if (!isUndefined(one))
      list.pushAll(one);
  }

  void addTo(Group &group, Value one) {
    uint32_t lists = std::max(width, 1u);
    if (group.count++ == 0) {
      group.first = one;
      return;
    }
    auto add = [&](Value added) {
      for (uint32_t i = 0; i < lists; ++i)
        append(group.items[i], width ? item(added, i) : added);
    };
    if (!group.items) {
      group.items = newLists(lists);
      add(group.first);
    }
    add(one);
  }
};

asl_groups *asl_groups_begin(asl_heap *memory, uint32_t width) {
  Heap &heap = Heap::of(memory);
  auto *groups = new (heap.allocate(sizeof(asl_groups))) asl_groups{heap, width};
  groups->grow();
  return groups;
}

asl_value asl_groups_add(asl_groups *groups, asl_value key, asl_value one, uint32_t pair) {
  if (isUndefined(key))
    return null();
  if (Value checked = checkKey(groups->heap, key); isError(checked))
    return checked;
  if (groups->count == groups->capacity)
    groups->grow();
  uint32_t *slot = nullptr;
  Group *group = groups->find(text(key), slot);
  if (!group) {
    group = &groups->groups[groups->count];
    *group = {groups->heap.key(text(key)), pair, 0, nullptr, undefined(), undefined()};
    *slot = ++groups->count;
  } else if (group->pair != pair) {
    return fail(groups->heap, "D1009", {.value = key});
  }
  groups->addTo(*group, one);
  return null();
}

uint32_t asl_groups_count(asl_groups *groups) { return groups->count; }
uint32_t asl_groups_pair(asl_groups *groups, uint32_t group) { return groups->groups[group].pair; }

asl_value asl_groups_items(asl_groups *groups, uint32_t number) {
  Group &group = groups->groups[number];
  if (!group.items)
    return group.first;
  // What appending gives: one item of a list is that item still, as the others were undefined.
  auto appended = [](List &list) {
    return list.size() == 0 ? undefined() : list.size() == 1 ? list[0] : list.finish();
  };
  if (!groups->width)
    return appended(group.items[0]);
  List tuple(groups->heap);
  for (uint32_t i = 0; i < groups->width; ++i)
    tuple.push(appended(group.items[i]));
  return tuple.finish(consFlag);
}

void asl_groups_set(asl_groups *groups, uint32_t group, asl_value value) {
  groups->groups[group].value = value;
}

asl_value asl_groups_end(asl_groups *groups) {
  Heap &heap = groups->heap;
  auto **keys = static_cast<const asl_string **>(
      heap.allocate(std::max(groups->count, 1u) * sizeof(const asl_string *)));
  uint32_t there = 0;
  for (uint32_t i = 0; i < groups->count; ++i)
    if (const Group &group = groups->groups[i]; !isUndefined(group.value))
      keys[there++] = group.key;
  asl_object *object = heap.rawObject(keys, there);
  Value *at = object->values;
  for (uint32_t i = 0; i < groups->count; ++i)
    if (const Group &group = groups->groups[i]; !isUndefined(group.value))
      *at++ = group.value;
  return bounded(heap, heap.finish(object));
}

asl_value asl_jsonata_gathered(asl_heap *memory, asl_value value) {
  if (!isArray(value))
    return value;
  uint32_t count = length(value);
  if (count <= 1)
    return count ? item(value, 0) : undefined();
  List list(Heap::of(memory));
  for (uint32_t i = 0; i < count; ++i)
    if (Value one = item(value, i); !isUndefined(one))
      list.pushAll(one);
  return list.size() == 0 ? undefined() : list.size() == 1 ? list[0] : list.finish();
}
