// Rows and fields of CSV.
#include "runtime/objects/csv.h"

#include <gtest/gtest.h>

namespace asl::objects {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rowsOf(std::string_view text, char delimiter = ',') {
  CsvReader reader(text, delimiter);
  Rows rows;
  std::vector<std::string> row;
  for (;;) {
    Expected<bool> read = reader.next(row);
    EXPECT_TRUE(read) << read.error();
    if (!read || !*read)
      return rows;
    rows.push_back(row);
  }
}

TEST(Csv, RowsEndWithAnyLineEnd) {
  Rows expected{{"a", "b"}, {"c", ""}, {"", "d"}};
  EXPECT_EQ(rowsOf("a,b\nc,\n,d"), expected);
  EXPECT_EQ(rowsOf("a,b\r\nc,\r\n,d\r\n"), expected);
  EXPECT_EQ(rowsOf("a,b\rc,\r,d\r"), expected);
}

TEST(Csv, LinesWithoutACharacterAreNoRows) {
  EXPECT_EQ(rowsOf(""), Rows());
  EXPECT_EQ(rowsOf("\n\r\n\n"), Rows());
  EXPECT_EQ(rowsOf("\na\n\nb\n\n"), (Rows{{"a"}, {"b"}}));
  EXPECT_EQ(rowsOf(" \n"), (Rows{{" "}}));
}

TEST(Csv, AByteOrderMarkIsNoText) {
  EXPECT_EQ(rowsOf("\xEF\xBB\xBF"
                   "a,b"),
            (Rows{{"a", "b"}}));
  EXPECT_EQ(rowsOf("a\xEF\xBB\xBF"), (Rows{{"a\xEF\xBB\xBF"}}));
}

TEST(Csv, QuotedFieldsHoldEverything) {
  EXPECT_EQ(rowsOf("\"a,b\",\"c\nd\"\n\"e\r\nf\",g"), (Rows{{"a,b", "c\nd"}, {"e\r\nf", "g"}}));
  EXPECT_EQ(rowsOf("\"say \"\"hi\"\"\",\"\""), (Rows{{"say \"hi\"", ""}}));
  EXPECT_EQ(rowsOf("\"\"\"\""), (Rows{{"\""}}));
}

TEST(Csv, WhatFollowsAQuoteIsText) {
  EXPECT_EQ(rowsOf("\"a\"b,c"), (Rows{{"ab", "c"}}));
  EXPECT_EQ(rowsOf("a\"b\",c"), (Rows{{"a\"b\"", "c"}}));
}

TEST(Csv, BackslashesEscapeOrVanish) {
  EXPECT_EQ(rowsOf(R"(a\,b,\"c\",d\\e,f\ng)"), (Rows{{"a,b", "\"c\"", R"(d\e)", "fng"}}));
  EXPECT_EQ(rowsOf(R"("a\"b",c\)"), (Rows{{"a\"b", "c"}}));
}

TEST(Csv, OtherDelimiters) {
  EXPECT_EQ(rowsOf("a|b,c|\"d|e\"", '|'), (Rows{{"a", "b,c", "d|e"}}));
  EXPECT_EQ(rowsOf("a\tb\t", '\t'), (Rows{{"a", "b", ""}}));
  EXPECT_EQ(rowsOf("a b", ' '), (Rows{{"a", "b"}}));
}

TEST(Csv, AQuoteMustBeClosed) {
  CsvReader reader("a\n\"b\n", ',');
  std::vector<std::string> row;
  EXPECT_TRUE(*reader.next(row));
  Expected<bool> read = reader.next(row);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error(), "a quote that is opened in line 2 is not closed");
}

} // namespace
} // namespace asl::objects
