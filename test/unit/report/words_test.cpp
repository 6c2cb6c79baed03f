#include "compiler/report/graph/words.h"

#include "compiler/report/xml.h"

#include <gtest/gtest.h>

using namespace aslc::report;

namespace {

TEST(Shortened, KeepsWhatFits) {
  EXPECT_EQ(shortened("Reserve stock", 13), "Reserve stock");
  EXPECT_EQ(shortened("", 5), "");
}

TEST(Shortened, EndsWithAnEllipsisAtTheLimit) {
  EXPECT_EQ(shortened("Reserve stock", 12), "Reserve sto…");
  EXPECT_EQ(shortened("日本語の状態", 4), "日本語…");
}

TEST(Shortened, FoldsBlanksToOneLine) { EXPECT_EQ(shortened("a \n\t b", 10), "a b"); }

TEST(Shortened, AcceptsBytesThatAreNotUtf8) {
  EXPECT_EQ(shortened("a\xff"
                      "b",
                      10),
            "a\xff"
            "b");
}

TEST(EscapeXml, EscapesWhatIsMarkup) {
  EXPECT_EQ(escapeXml("<b a=\"1\">&'"), "&lt;b a=&quot;1&quot;&gt;&amp;'");
}

TEST(EscapeXml, ReplacesWhatXmlCannotHoldOrWouldTurnText) {
  EXPECT_EQ(escapeXml(std::string_view("a\0b", 3)), "a\xef\xbf\xbd"
                                                    "b");
  EXPECT_EQ(escapeXml("a\u202e"
                      "b"),
            "a\xef\xbf\xbd"
            "b");
  EXPECT_EQ(escapeXml("\xff"), "\xef\xbf\xbd");
}

} // namespace
