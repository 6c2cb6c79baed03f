// The heap: what collection keeps, shares and leaves alone; symbols; repeatable random numbers.
#include "runtime/value/json.h"

#include "asl/abi/symbol_hash.h"

#include <gtest/gtest.h>

#include <malloc.h>

#include <memory>

namespace asl {
namespace {

/// A module's table of one bucket and as many slots as make it perfect.
class Symbols {
public:
  explicit Symbols(const std::vector<std::string> &names) {
    for (const std::string &name : names) {
      auto memory = std::make_unique<char[]>(sizeof(asl_string) + name.size() + 8);
      auto *symbol = reinterpret_cast<asl_string *>(memory.get());
      symbol->length = static_cast<uint32_t>(name.size());
      symbol->size = quotedSize(name);
      symbol->symbol = static_cast<uint32_t>(storage_.size() + 1);
      std::copy(name.begin(), name.end(), symbol->bytes);
      storage_.push_back(std::move(memory));
      strings_.push_back(symbol);
    }
    for (slots_.resize(16); !place(); ++seed_)
      if (seed_ % 1000 == 0)
        slots_.resize(slots_.size() * 2);
    table_ = {static_cast<uint32_t>(names.size()),
              0,
              static_cast<uint32_t>(slots_.size() - 1),
              5,
              &seed_,
              slots_.data()};
  }
  const asl_symbols *table() const { return &table_; }
  const asl_string *operator[](size_t i) const { return strings_[i]; }

private:
  bool place() {
    std::fill(slots_.begin(), slots_.end(), nullptr);
    for (const asl_string *symbol : strings_) {
      const asl_string *&slot = slots_[symbolSlot(symbolHash(text(symbol), 5), &seed_, 0,
                                                  static_cast<uint32_t>(slots_.size() - 1))];
      if (slot != nullptr)
        return false;
      slot = symbol;
    }
    return true;
  }
  std::vector<std::unique_ptr<char[]>> storage_;
  std::vector<const asl_string *> strings_;
  std::vector<const asl_string *> slots_;
  uint32_t seed_ = 1;
  asl_symbols table_;
};

TEST(HeapSymbols, KeysOfTheMachineAreItsSymbols) {
  Symbols symbols({"id", "order", "a long name of a key"});
  Heap heap(symbols.table());
  Value value =
      json::read(heap, R"({"order":{"id":1},"a long name of a key":2,"other":3,"\u0069d":4})");
  EXPECT_EQ(value.object->keys[0], symbols[1]);
  EXPECT_EQ(value.object->keys[1], symbols[2]);
  EXPECT_EQ(value.object->keys[3], symbols[0]);
  EXPECT_EQ(value.object->values[0].object->keys[0], symbols[0]);
  EXPECT_EQ(value.object->keys[2]->symbol, 0u);
  EXPECT_EQ(heap.key("id"), symbols[0]);
  EXPECT_EQ(heap.findSymbol("other"), nullptr);
}

TEST(HeapCollect, KeepsWhatTheRootsReach) {
  Heap heap(nullptr);
  const char *text = R"({"a":[1,2.5,"text",{"b":null}],"c":{},"d":[],"e":123456789012345678901})";
  Value value = json::read(heap, text);
  json::read(heap, "[\"garbage\"]");
  Value *roots[] = {&value};
  heap.collect(roots);
  heap.collect(roots);
  EXPECT_EQ(json::write(value), text);
  EXPECT_EQ(heap.used, 0u);
}

TEST(HeapCollect, KeepsSharedStructureShared) {
  Heap heap(nullptr);
  Value shared = json::read(heap, R"([{"k":"v"}])");
  asl_array *array = heap.rawArray(3);
  array->items[0] = array->items[1] = shared;
  array->items[2] = shared.array->items[0];
  Value first = heap.finish(array);
  Value second = shared;
  Value *roots[] = {&first, &second};
  heap.collect(roots);
  EXPECT_EQ(first.array->items[0].array, second.array);
  EXPECT_EQ(first.array->items[1].array, second.array);
  EXPECT_EQ(first.array->items[2].object, second.array->items[0].object);
}

TEST(HeapCollect, KeepsSharedKeysShared) {
  Heap heap(nullptr);
  Value value = json::read(heap, R"([{"x":1,"y":2},{"x":3,"y":4}])");
  Value *roots[] = {&value};
  heap.collect(roots);
  const Value *items = value.array->items;
  EXPECT_EQ(items[0].object->keys, items[1].object->keys);
  EXPECT_EQ(json::write(value), R"([{"x":1,"y":2},{"x":3,"y":4}])");
}

TEST(HeapCollect, LeavesConstantsAlone) {
  Symbols symbols({"key"});
  Heap heap(symbols.table());
  Value value = json::read(heap, R"({"key":"value"})");
  asl_array *array = heap.rawArray(1);
  array->items[0] = string(symbols[0]);
  Value constant = heap.finish(array);
  Value *roots[] = {&value, &constant};
  heap.collect(roots);
  EXPECT_EQ(value.object->keys[0], symbols[0]);
  EXPECT_EQ(constant.array->items[0].string, symbols[0]);
}

TEST(HeapCollect, KeepsErrors) {
  Heap heap(nullptr);
  Value error = heap.error("States.Runtime", "because", true, false);
  Value *roots[] = {&error};
  heap.collect(roots);
  EXPECT_EQ(text(error.error->name), "States.Runtime");
  EXPECT_EQ(text(error.error->cause), "because");
  EXPECT_TRUE(error.error->raised);
}

TEST(HeapCollect, StandsGreatDepth) {
  Heap heap(nullptr);
  Value value = null();
  for (int i = 0; i < 300000; ++i) {
    asl_array *array = heap.rawArray(1);
    array->items[0] = value;
    value = heap.finish(array);
  }
  Value *roots[] = {&value};
  heap.collect(roots);
  EXPECT_EQ(json::write(value).size(), 600004u);
}

TEST(Depth, IsThatOfTheDeepestPart) {
  Heap heap(nullptr);
  EXPECT_EQ(depthOf(json::read(heap, "7")), 0u);
  EXPECT_EQ(depthOf(json::read(heap, "[]")), 1u);
  EXPECT_EQ(depthOf(json::read(heap, R"([1,{"a":[[]],"b":2},[]])")), 4u);
  Value text = heap.string("x");
  const asl_string *keys[] = {text.string};
  Value values[] = {json::read(heap, "[[1]]")};
  EXPECT_EQ(depthOf(heap.object(keys, values)), 3u);
}

TEST(Depth, OfMissingValuesInsideIsNone) {
  Heap heap(nullptr);
  asl_array *array = heap.rawArray(1);
  array->items[0] = Value{0, ASL_UNDEFINED, 0, 900, {0}};
  EXPECT_EQ(depthOf(heap.finish(array)), 1u);
}

TEST(Depth, BeyondTheLimitHasNoSize) {
  Heap heap(nullptr);
  Value value =
      json::read(heap, std::string(ASL_DEPTH_LIMIT, '[') + std::string(ASL_DEPTH_LIMIT, ']'));
  EXPECT_FALSE(isTooDeep(value));
  EXPECT_EQ(value.size, 2 * ASL_DEPTH_LIMIT);
  for (int i = 0; i < 100000; ++i) { // past what the field can count
    asl_array *array = heap.rawArray(1);
    array->items[0] = value;
    value = heap.finish(array);
    ASSERT_TRUE(isTooDeep(value));
    ASSERT_EQ(value.size, UINT32_MAX);
    ASSERT_EQ(exactSize(value), UINT32_MAX);
  }
}

TEST(HeapCollect, HoldsMemoryWhenMuchIsThrownAway) {
  Heap heap(nullptr);
  std::string big = "[\"" + std::string(100000, 'x') + "\",1]";
  Value value = json::read(heap, big);
  Value *roots[] = {&value};
  for (int i = 0; i < 2000; ++i) {
    value = json::read(heap, json::write(value));
    if (heap.used > heap.threshold)
      heap.collect(roots);
  }
  EXPECT_EQ(json::write(value), big);
  EXPECT_LE(heap.threshold, size_t(4) << 20);
}

TEST(HeapCollect, WaitsLongerWhenMuchIsAlive) {
  Heap heap(nullptr);
  Value value = json::read(heap, "\"" + std::string(5 << 20, 'x') + "\"");
  Value *roots[] = {&value};
  heap.collect(roots);
  EXPECT_GE(heap.threshold, size_t(5) << 20);
}

TEST(HeapReset, ForgetsButServesOn) {
  Heap heap(nullptr, 42);
  uint64_t random = heap.random();
  for (int i = 0; i < 100; ++i) {
    heap.reset(nullptr, 42);
    EXPECT_EQ(heap.random(), random);
    EXPECT_EQ(json::write(json::read(heap, R"({"a":["b"]})")), R"({"a":["b"]})");
  }
}

TEST(HeapReset, GivesBackWhatTheLastExecutionDidNotNeed) {
  auto bytes = [] {
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
  };
  if (bytes() == 0)
    GTEST_SKIP() << "a sanitizer's allocator does not count";
  Heap heap(nullptr, 42);
  size_t before = bytes();
  for (int i = 0; i < 6; ++i)
    heap.string(std::string(1 << 20, 'x'));
  heap.reset(nullptr, 42);
  EXPECT_GT(bytes(), before + (4 << 20)) << "the next may be as large";
  heap.string("small");
  heap.reset(nullptr, 42);
  EXPECT_LT(bytes(), before + (3 << 20));
}

TEST(HeapRandom, RepeatsUnderASeedOnly) {
  Heap a(nullptr, 7), b(nullptr, 7), c(nullptr), d(nullptr);
  EXPECT_EQ(a.random(), b.random());
  EXPECT_NE(c.random(), d.random());
  for (int i = 0; i < 1000; ++i) {
    double unit = a.randomUnit();
    EXPECT_TRUE(unit >= 0 && unit < 1);
  }
}

} // namespace
} // namespace asl
