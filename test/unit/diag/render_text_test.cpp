// Diagnostics as people see them.
#include "diagnose.h"

#include <gmock/gmock.h>

namespace aslc::diag {

namespace {

using testing::HasSubstr;

TEST(RenderText, ShowsMessageLineCaretAndHint) {
  Engine engine = over("{\n  \"Next\": \"Refnd\"\n}");
  engine.emit(find(engine, "\"Refnd\""), Kind::UnknownTarget, {"Refnd"})
      .hint("did you mean `Refund`?");
  EXPECT_EQ(renderText(engine, false),
            R"(order.asl.json:2:11: error: `Refnd` is not a state of this machine [unknown-target]
    2 |   "Next": "Refnd"
      |           ^~~~~~~ did you mean `Refund`?
)");
}

TEST(RenderText, ShowsLabelsAsNotes) {
  Engine engine = over("{\"a\": 1,\n \"a\": 2}");
  engine.emit({10, 13}, Kind::DuplicateKey, {"a"}).label({1, 4}, "first given here");
  EXPECT_EQ(renderText(engine, false),
            R"(order.asl.json:2:2: error: `a` is given twice in this object [duplicate-key]
    2 |  "a": 2}
      |  ^~~
order.asl.json:1:2: note: first given here
    1 | {"a": 1,
      |  ^~~
)");
}

TEST(RenderText, SortsByPlaceAndShowsEqualOnesOnce) {
  Engine engine = over("one two");
  engine.emit(find(engine, "two"), Kind::Syntax, {"B"});
  engine.emit(find(engine, "one"), Kind::Syntax, {"A"});
  engine.emit(find(engine, "two"), Kind::Syntax, {"B"});
  engine.emit(find(engine, "two"), Kind::Syntax, {"C"});
  EXPECT_EQ(renderText(engine, false), R"(order.asl.json:1:1: error: A [syntax]
    1 | one two
      | ^~~
order.asl.json:1:5: error: B [syntax]
    1 | one two
      |     ^~~
order.asl.json:1:5: error: C [syntax]
    1 | one two
      |     ^~~
)");
  EXPECT_EQ(count(engine).errors, 3u);
}

TEST(RenderText, PutsTheCaretRightAfterTabsAndWideCharacters) {
  Engine engine = over("\t\"\xE6\x97\xA5\xE6\x9C\xAC\xC3\xA4\": \xF0\x9F\x98\x80x");
  engine.emit(find(engine, "x"), Kind::Syntax, {"A"});
  EXPECT_EQ(renderText(engine, false), "order.asl.json:1:10: error: A [syntax]\n"
                                       "    1 |     \"\xE6\x97\xA5\xE6\x9C\xAC\xC3\xA4\": "
                                       "\xF0\x9F\x98\x80x\n"
                                       "      |                "
                                       "^\n");
}

TEST(RenderText, MarksTheFirstLineOfARangeOfSeveral) {
  Engine engine = over("[1,\n2]");
  engine.emit({0, 6}, Kind::Syntax, {"A"});
  EXPECT_THAT(renderText(engine, false), HasSubstr("    1 | [1,\n      | ^~~\n"));
}

TEST(RenderText, MarksAnEmptyRangeAndTheEndOfTheText) {
  Engine engine = over("[1\n");
  engine.emit({3, 3}, Kind::Syntax, {"A"});
  engine.emit({2, 2}, Kind::Syntax, {"B"});
  EXPECT_EQ(renderText(engine, false), "order.asl.json:1:3: error: B [syntax]\n"
                                       "    1 | [1\n"
                                       "      |   ^\n"
                                       "order.asl.json:2:1: error: A [syntax]\n"
                                       "    2 | \n"
                                       "      | ^\n");
}

TEST(RenderText, CutsALongLineAroundTheCaret) {
  std::string text = std::string(500, 'a') + "HERE" + std::string(500, 'b');
  Engine engine = over(text);
  engine.emit(find(engine, "HERE"), Kind::Syntax, {"A"});
  std::string shown = renderText(engine, false);
  EXPECT_EQ(shown, "order.asl.json:1:501: error: A [syntax]\n"
                   "    1 | ..." +
                       std::string(50, 'a') + "HERE" + std::string(66, 'b') +
                       "...\n"
                       "      |    " +
                       std::string(50, ' ') + "^~~~\n");
}

TEST(RenderText, CutsARangeThatIsLongerThanTheLineShown) {
  Engine engine = over(std::string(1000, 'a'));
  engine.emit({10, 900}, Kind::Syntax, {"A"});
  EXPECT_EQ(renderText(engine, false), "order.asl.json:1:11: error: A [syntax]\n"
                                       "    1 | " +
                                           std::string(120, 'a') +
                                           "...\n"
                                           "      | " +
                                           std::string(10, ' ') + "^" + std::string(109, '~') +
                                           "\n");
}

TEST(RenderText, ShowsTheEndOfALongLine) {
  Engine engine = over(std::string(1000, 'a'));
  engine.emit({1000, 1000}, Kind::Syntax, {"A"});
  EXPECT_THAT(renderText(engine, false),
              HasSubstr("    1 | ..." + std::string(120, 'a') + "\n      |    " +
                        std::string(120, ' ') + "^\n"));
}

TEST(RenderText, LetsNothingThroughThatATerminalActsOn) {
  Engine engine = over("\x1b[31m \xE2\x80\xAE \xFF \x7F", "a\nb");
  engine.emit({0, 1}, Kind::DuplicateKey, {"\x1b[0m"}).hint("\a");
  std::string shown = renderText(engine, false);
  EXPECT_EQ(shown, "a<U+000A>b:1:1: error: `<U+001B>[0m` is given twice in this object "
                   "[duplicate-key]\n"
                   "    1 | <U+001B>[31m <U+202E> \xEF\xBF\xBD <U+007F>\n"
                   "      | ^~~~~~~~ <U+0007>\n");
}

TEST(RenderText, ColoursOnlyWhenAsked) {
  Engine engine = over("x");
  engine.emit({0, 1}, Kind::Syntax, {"A"});
  EXPECT_EQ(renderText(engine, true), "\x1b[1morder.asl.json:1:1:\x1b[0m \x1b[1;31merror:\x1b[0m "
                                      "\x1b[1mA\x1b[0m [syntax]\n"
                                      "    1 | x\n"
                                      "      | \x1b[1;32m^\x1b[0m\n");
}

TEST(RenderText, LeavesOutAByteOrderMark) {
  Engine engine = over("\xEF\xBB\xBFxy");
  engine.emit({4, 5}, Kind::Syntax, {"A"});
  EXPECT_EQ(renderText(engine, false), "order.asl.json:1:2: error: A [syntax]\n"
                                       "    1 | xy\n"
                                       "      |  ^\n");
}

} // namespace

} // namespace aslc::diag
