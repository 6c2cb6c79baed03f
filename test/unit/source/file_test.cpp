// Lines and columns.
#include "compiler/source/file.h"

#include <gmock/gmock.h>

namespace aslc::source {

namespace {

std::string place(const File &file, uint32_t offset) {
  LineColumn at = file.lineColumn(offset);
  return std::to_string(at.line) + ":" + std::to_string(at.column);
}

TEST(File, CountsLinesAndColumnsFromOne) {
  File file("f", "ab\ncd\n");
  EXPECT_EQ(place(file, 0), "1:1");
  EXPECT_EQ(place(file, 2), "1:3");
  EXPECT_EQ(place(file, 3), "2:1");
  EXPECT_EQ(place(file, 6), "3:1");
}

TEST(File, TakesAnOffsetPastTheEndAsTheEnd) { EXPECT_EQ(place(File("f", "ab"), 99), "1:3"); }

TEST(File, CountsCodePointsNotBytes) {
  File file("f", "\"\xC3\xA4\xF0\x9F\x98\x80\" x");
  EXPECT_EQ(place(file, 8), "1:5");
}

TEST(File, CountsInLongLinesAsInShortOnes) {
  std::string text = "x\n";
  for (int i = 0; i < 5000; ++i)
    text += "a\xC3\xA4"; // in steps of 3 bytes, so that code points lie across every power of two
  File file("f", text);
  for (uint32_t i : {0u, 341u, 342u, 1000u, 4999u}) {
    EXPECT_EQ(place(file, 2 + 3 * i), "2:" + std::to_string(2 * i + 1));
    EXPECT_EQ(place(file, 3 + 3 * i), "2:" + std::to_string(2 * i + 2));
  }
  EXPECT_EQ(place(file, 2 + 3 * 5000), "2:10001");
}

TEST(File, EndsLinesAtEveryKindOfBreak) {
  File file("f", "a\r\nb\rc\n");
  EXPECT_EQ(file.line(1), "a");
  EXPECT_EQ(file.line(2), "b");
  EXPECT_EQ(file.line(3), "c");
  EXPECT_EQ(file.line(4), "");
  EXPECT_EQ(file.line(5), "");
  EXPECT_EQ(place(file, 3), "2:1");
  EXPECT_EQ(place(file, 5), "3:1");
}

TEST(File, GivesAByteOrderMarkNoColumn) { EXPECT_EQ(place(File("f", "\xEF\xBB\xBF{}"), 3), "1:1"); }

TEST(File, TheMachinesNameIsThatOfItsFile) {
  EXPECT_EQ(machineName("dir/order.asl.json"), "order");
  EXPECT_EQ(machineName("order.v2.asl.yaml"), "order.v2");
  EXPECT_EQ(machineName("order.jsonc"), "order");
  EXPECT_EQ(machineName("order.ASL.JSON"), "order");
  EXPECT_EQ(machineName(".asl.json"), "machine");
  EXPECT_EQ(machineName("-"), "machine");
}

} // namespace

} // namespace aslc::source
