// The numbers of JSONata's library are part of compiled modules: they never change.
#include "runtime/expr/jsonata/library/library.h"

#include <gtest/gtest.h>

#include <iterator>

namespace asl::jsonata {
namespace {

// By number. A new function is added at the end; nothing else here may change.
constexpr std::string_view names[] = {
    "abs",
    "append",
    "assert",
    "average",
    "base64decode",
    "base64encode",
    "boolean",
    "callable",
    "ceil",
    "clone",
    "contains",
    "count",
    "decodeUrl",
    "decodeUrlComponent",
    "distinct",
    "each",
    "encodeUrl",
    "encodeUrlComponent",
    "error",
    "exists",
    "filter",
    "floor",
    "formatBase",
    "formatInteger",
    "formatNumber",
    "fromMillis",
    "hash",
    "join",
    "keys",
    "length",
    "lookup",
    "lowercase",
    "map",
    "match",
    "max",
    "merge",
    "millis",
    "min",
    "not",
    "now",
    "number",
    "overflow",
    "pad",
    "parse",
    "parseInteger",
    "partition",
    "power",
    "random",
    "range",
    "reduce",
    "replace",
    "reverse",
    "round",
    "shuffle",
    "sift",
    "single",
    "sort",
    "split",
    "spread",
    "sqrt",
    "string",
    "substring",
    "substringAfter",
    "substringBefore",
    "sum",
    "toMillis",
    "trim",
    "type",
    "uppercase",
    "uuid",
    "zip",
};

TEST(LibraryNumbersTest, AreWhatCompiledModulesHold) {
  for (uint32_t number = 0; number < std::size(names); ++number)
    EXPECT_EQ(libraryEntry(number).name, names[number]) << number;
}

TEST(LibraryNumbersTest, EachFunctionIsInTheList) {
  uint32_t count = 0;
#define ASL_LIBRARY_FUNCTION(number, name, ...) ++count;
#include "asl/abi/jsonata_library.def"
  EXPECT_EQ(count, std::size(names)) << "add the new function to the end of the list";
}

TEST(LibraryNumbersTest, FunctionsAreFoundByName) {
  for (uint32_t number = 0; number < std::size(names); ++number)
    EXPECT_EQ(libraryIndex(names[number]), number) << names[number];
  EXPECT_EQ(libraryIndex("eval"), UINT32_MAX);
}

} // namespace
} // namespace asl::jsonata
