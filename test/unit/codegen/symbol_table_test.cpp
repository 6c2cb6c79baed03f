// The perfect hash: every key of a machine has a slot of its own, whatever the keys.
#include "compiler/codegen/symbol_table.h"

#include "asl/abi/symbol_hash.h"

#include <gtest/gtest.h>

using aslc::codegen::SymbolTable;

namespace {

uint32_t lookUp(const SymbolTable::Layout &layout, std::string_view key) {
  uint32_t slot = asl::symbolSlot(asl::symbolHash(key, layout.salt), layout.seeds.data(),
                                  static_cast<uint32_t>(layout.seeds.size() - 1),
                                  static_cast<uint32_t>(layout.slots.size() - 1));
  return layout.slots[slot];
}

void expectAllFound(const std::vector<std::string> &keys) {
  SymbolTable table;
  for (const std::string &key : keys)
    table.add(key);
  SymbolTable::Layout layout = table.layout();
  for (const std::string &key : keys)
    EXPECT_EQ(lookUp(layout, key), table.find(key)) << key;
}

TEST(SymbolTable, NumbersKeysFromOneAndOnlyOnce) {
  SymbolTable table;
  EXPECT_EQ(table.add("a"), 1u);
  EXPECT_EQ(table.add("b"), 2u);
  EXPECT_EQ(table.add("a"), 1u);
  EXPECT_EQ(table.find("c"), 0u);
}

TEST(SymbolTable, WithoutKeysHasOneEmptySlot) {
  SymbolTable::Layout layout = SymbolTable().layout();
  EXPECT_EQ(layout.slots, std::vector<uint32_t>{0});
  EXPECT_EQ(layout.seeds.size(), 1u);
}

TEST(SymbolTable, FindsEachKeyOfASmallMachine) {
  expectAllFound({"", "a", "order", "id", "items", "x", "Error", "Cause", "\xC3\xA9"});
}

TEST(SymbolTable, FindsEachOfManyKeysInATableOfLinearSize) {
  std::vector<std::string> keys;
  for (int i = 0; i < 20000; ++i)
    keys.push_back("key-" + std::to_string(i));
  expectAllFound(keys);
  SymbolTable table;
  for (const std::string &key : keys)
    table.add(key);
  EXPECT_LE(table.layout().slots.size(), 4 * keys.size());
}

TEST(SymbolTable, KeepsNulBytesOfAKey) {
  using namespace std::string_literals;
  expectAllFound({"a"s, "a\0"s, "a\0b"s});
}

} // namespace
