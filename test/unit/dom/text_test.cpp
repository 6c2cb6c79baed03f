// Trees of JSON texts: they are read from what executions take for JSON, and from nothing else.
#include "runtime/dom/text.h"
#include "runtime/value/json.h"

#include <gtest/gtest.h>

namespace asl {
namespace {

std::string roundTrip(std::string_view text) {
  nlohmann::ordered_json tree = dom::parseOrdered(text);
  return tree.is_discarded() ? "no JSON" : dom::write(tree);
}

TEST(DomText, ReadsHalvesOfSurrogatePairsAsReplacementCharacters) {
  EXPECT_EQ(roundTrip(R"("\ud800")"), "\"\uFFFD\"");
  EXPECT_EQ(roundTrip(R"("\uDC00\uD800")"), "\"\uFFFD\uFFFD\"");
  EXPECT_EQ(roundTrip(R"("\ud83d\ud83d\ude00\ude00")"), "\"\uFFFD\U0001F600\uFFFD\"");
  EXPECT_EQ(roundTrip(R"({"\ud800a": "\\ud800\""})"), "{\"\uFFFDa\":\"\\\\ud800\\\"\"}");
  EXPECT_EQ(dom::write(dom::parse(R"(["\ud800"])")), "[\"\uFFFD\"]");
}

TEST(DomText, ReadsNumbersBeyondDoublesAsTheLargest) {
  EXPECT_EQ(roundTrip("[1e999,-1e999,1e-999,\"1e999\"]"),
            "[1.7976931348623157e+308,-1.7976931348623157e+308,0.0,\"1e999\"]");
  EXPECT_EQ(roundTrip("{\"a\": 1e999}"), "{\"a\":1.7976931348623157e+308}");
  EXPECT_EQ(roundTrip(std::string(400, '9')), "1.7976931348623157e+308");
}

TEST(DomText, DeeperTextsAreNotRead) {
  auto isRead = [](const std::string &text, size_t levels) {
    bool isTree = !dom::parse(text, levels).is_discarded();
    EXPECT_EQ(!dom::parseOrdered(text, levels).is_discarded(), isTree) << text;
    return isTree;
  };
  EXPECT_TRUE(isRead("[{\"[\\\"[[[[\": []}, [[]], {}]", 3));
  EXPECT_FALSE(isRead("[{\"[\\\"[[[[\": []}, [[]], {}]", 2));
  EXPECT_TRUE(isRead("7", 0));
  auto nested = [](size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  EXPECT_TRUE(isRead(nested(dom::mostLevels), dom::mostLevels));
  EXPECT_FALSE(isRead(nested(dom::mostLevels + 1), dom::mostLevels));
  EXPECT_TRUE(dom::parse(nested(500'000)).is_discarded());
  EXPECT_TRUE(dom::isJson(nested(500'000)));
}

TEST(DomText, TakesWhatExecutionsTake) {
  const std::string texts[] = {"1e999",
                               "\"\\ud800\"",
                               "[1e999,\"\\udfff\"]",
                               "01e999",
                               "1e999x",
                               "+1e999",
                               "1e",
                               "\"\\ud80\"",
                               "\"\\ud800",
                               "\"\\ud800\\\"",
                               "[1e999",
                               "1e999 1",
                               "\"\\x\"",
                               "\"\xff\"",
                               "\"\xed\xa0\x80\"",
                               "",
                               "\"\t\"",
                               "NaN",
                               "{\"a\":1e999,}",
                               "'\\ud800'",
                               "\"\\ud800\\",
                               "\"\\",
                               "1e999e1",
                               {"1\0", 2},
                               {"\"\0\"", 3}};
  for (const std::string &text : texts) {
    Heap heap(nullptr);
    bool isTaken = !isUndefined(json::read(heap, text));
    EXPECT_EQ(dom::isJson(text), isTaken) << text;
    EXPECT_EQ(!dom::parse(text).is_discarded(), isTaken) << text;
    EXPECT_EQ(!dom::parseOrdered(text).is_discarded(), isTaken) << text;
  }
}

TEST(DomText, EscapesWhatYamlDoesNotAllow) {
  nlohmann::ordered_json tree = {"\x7f",   "\u0085", "\u2028",
                                 "\ufeff", "\uffff", "\u00e9\U0001f600"};
  EXPECT_EQ(dom::writeForYaml(tree), R"(["\u007f","\u0085","\u2028","\ufeff","\uffff",")"
                                     "\u00e9\U0001f600"
                                     R"("])");
}

} // namespace
} // namespace asl
