// Reading and writing JSON: what goes in comes out, sizes are right, faulty text is refused at its
// place.
#include "runtime/value/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asl {
namespace {

std::string roundTrip(std::string_view text) {
  Heap heap(nullptr);
  json::ReadError error;
  Value value = json::read(heap, text, &error);
  return isUndefined(value) ? "error: " + error.message : json::write(value);
}

/// Offset and message of the error that `text` must give.
std::string refusal(std::string_view text) {
  Heap heap(nullptr);
  json::ReadError error;
  Value value = json::read(heap, text, &error);
  if (!isUndefined(value))
    return "read as " + json::write(value);
  return std::to_string(error.offset) + ": " + error.message;
}

Value readIn(Heap &heap, std::string_view text) { return json::read(heap, text); }

TEST(JsonRead, GivesBackCompactText) {
  EXPECT_EQ(
      roundTrip(R"( { "a" : [ 1 , 2.5 , true , false , null , "x" ] , "b" : { } , "c" : [] } )"),
      R"({"a":[1,2.5,true,false,null,"x"],"b":{},"c":[]})");
  EXPECT_EQ(roundTrip("\"\""), "\"\"");
  EXPECT_EQ(roundTrip("\t\r\n null \n"), "null");
}

TEST(JsonRead, KeepsNumbersAsTheyMean) {
  EXPECT_EQ(roundTrip("[0,-1,9223372036854775807,-9223372036854775808]"),
            "[0,-1,9223372036854775807,-9223372036854775808]");
  EXPECT_EQ(roundTrip("[1.0,1E5,1e-7,0.1,-0.0,100.25,1e21]"),
            "[1.0,100000.0,1.0E-7,0.1,-0.0,100.25,1.0E21]");
  EXPECT_EQ(roundTrip("-0"), "0");
  EXPECT_EQ(roundTrip("[0.30000000000000004,1.7976931348623157E308,4.9E-324]"),
            "[0.30000000000000004,1.7976931348623157E308,4.9E-324]");
}

TEST(JsonRead, KeepsNumbersThatNoDoubleSaysAsWritten) {
  const char *numbers[] = {"9223372036854775808",
                           "-9223372036854775809",
                           "1e400",
                           "123456789012345678901234",
                           "1e-400",
                           "3.14159265358979323846",
                           "1E99999999999999999999"};
  for (const char *text : numbers) {
    Heap heap(nullptr);
    Value value = readIn(heap, text);
    EXPECT_EQ(value.tag, ASL_DECIMAL) << text;
    EXPECT_EQ(json::write(value), text);
    EXPECT_EQ(value.size, std::string_view(text).size());
  }
}

TEST(JsonRead, TellsIntegersFromDoubles) {
  Heap heap(nullptr);
  EXPECT_EQ(readIn(heap, "1").tag, ASL_INTEGER);
  EXPECT_EQ(readIn(heap, "1.0").tag, ASL_DOUBLE);
  EXPECT_EQ(readIn(heap, "1E5").tag, ASL_DOUBLE);
  EXPECT_EQ(readIn(heap, "100000000000000000000.0").tag, ASL_DOUBLE);
  EXPECT_EQ(readIn(heap, "0e0").tag, ASL_DOUBLE);
  EXPECT_EQ(readIn(heap, "0e999").number, 0.0);
}

TEST(JsonRead, UnderstandsEscapes) {
  EXPECT_EQ(roundTrip(R"("\"\\\/\b\f\n\r\t")"), R"("\"\\/\b\f\n\r\t")");
  EXPECT_EQ(roundTrip(R"("\u0041\u00e9\u20AC\ud83d\ude00")"), "\"Aé€😀\"");
  EXPECT_EQ(roundTrip(R"("\u0000\u001f\u007f")"), "\"\\u0000\\u001F\x7f\"");
}

TEST(JsonRead, ReadsHalfASurrogatePairAsReplacement) {
  EXPECT_EQ(roundTrip(R"("\ud800")"), "\"\xEF\xBF\xBD\"");
  EXPECT_EQ(roundTrip(R"("\udc00x")"), "\"\xEF\xBF\xBDx\"");
  EXPECT_EQ(roundTrip(R"("\ud800\ud83d\ude00")"), "\"\xEF\xBF\xBD😀\"");
  EXPECT_EQ(roundTrip(R"("\ud800\n")"), "\"\xEF\xBF\xBD\\n\"");
}

TEST(JsonRead, KeepsTextBeyondAscii) {
  EXPECT_EQ(roundTrip("{\"größe\":\"日本語 text longer than sixteen bytes 😀\"}"),
            "{\"größe\":\"日本語 text longer than sixteen bytes 😀\"}");
}

TEST(JsonRead, LastOfEqualMembersWinsAtTheFirstPlace) {
  EXPECT_EQ(roundTrip(R"({"a":1,"b":2,"a":3})"), R"({"a":3,"b":2})");
  EXPECT_EQ(roundTrip(R"({"a":1,"\u0061":2,"a":3,"b":{"a":4}})"), R"({"a":3,"b":{"a":4}})");
}

TEST(JsonRead, FindsEqualMembersAmongMany) {
  std::string text = "{", expected = "{";
  for (int i = 0; i < 5000; ++i) {
    text += "\"key" + std::to_string(i) + "\":" + std::to_string(i) + ",";
    bool repeated = i % 1000 == 7;
    expected +=
        "\"key" + std::to_string(i) + "\":" + (repeated ? "\"new\"" : std::to_string(i)) + ",";
  }
  for (int i = 7; i < 5000; i += 1000)
    text += "\"key" + std::to_string(i) + "\":\"new\",";
  text.back() = '}';
  expected.back() = '}';
  EXPECT_EQ(roundTrip(text), expected);
}

TEST(JsonRead, SharesTheKeysOfObjectsOfOneShape) {
  Heap heap(nullptr);
  Value array = readIn(heap, R"([{"id":1,"name":"a"},{"id":2,"name":"b"},{"name":"c","id":3}])");
  const Value *items = array.array->items;
  EXPECT_EQ(items[0].object->keys, items[1].object->keys);
  EXPECT_NE(items[0].object->keys, items[2].object->keys);
  EXPECT_EQ(items[0].object->keys[0], items[2].object->keys[1]);
}

TEST(JsonRead, RefusesWhatIsNoJsonAtItsPlace) {
  EXPECT_EQ(refusal(""), "0: the text is empty");
  EXPECT_EQ(refusal("  "), "2: the text ends where a value is expected");
  EXPECT_EQ(refusal("{\"a\":1,}"), "7: a member's name in quotes is expected here");
  EXPECT_EQ(refusal("[1,]"), "3: a value is expected here");
  EXPECT_EQ(refusal("[1 2]"), "3: `,` or `]` is expected here");
  EXPECT_EQ(refusal("{\"a\" 1}"), "5: `:` is expected here");
  EXPECT_EQ(refusal("{\"a\":1"), "6: the text ends inside a value");
  EXPECT_EQ(refusal("1 2"), "2: text after the end of the value");
  EXPECT_EQ(refusal("nul"), "0: a value is expected here");
  EXPECT_EQ(refusal("\xEF\xBB\xBF{}"), "0: a value is expected here");
  EXPECT_EQ(refusal("'a'"), "0: a value is expected here");
}

TEST(JsonRead, RefusesFaultyNumbers) {
  for (const char *text :
       {"01", "-", "+1", ".5", "1.", "1e", "1e+", "-01", "0x10", "1.e5", "NaN", "--1"})
    EXPECT_THAT(roundTrip(text), testing::StartsWith("error: ")) << text;
}

TEST(JsonRead, RefusesFaultyStrings) {
  EXPECT_EQ(refusal("\"abc"), "4: the text ends inside a string");
  EXPECT_EQ(refusal("\"a\nb\""), "2: a control character in a string must be escaped");
  EXPECT_EQ(refusal("\"a\\xb\""), "2: JSON has no such escape");
  EXPECT_EQ(refusal("\"a\\u12g4\""), "2: `\\u` needs four hexadecimal digits");
  EXPECT_EQ(refusal("\"a\\u12\""), "2: `\\u` needs four hexadecimal digits");
  EXPECT_EQ(refusal("\"a\\"), "3: the text ends inside a string");
  EXPECT_EQ(refusal("{\"a\\q\":1}"), "3: JSON has no such escape");
}

TEST(JsonRead, RefusesTextThatIsNotUtf8) {
  for (const char *bytes :
       {"\x80", "\xC3", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
        "\xF8\x88\x80\x80\x80", "\xE2\x82", "\xF0\x82\x82\xAC"}) {
    std::string plain = "\"" + std::string(bytes) + "\"";
    EXPECT_EQ(roundTrip(plain), "error: the text is not valid UTF-8");
    EXPECT_EQ(roundTrip("\"\\n" + std::string(bytes) + "\""), "error: the text is not valid UTF-8");
    EXPECT_EQ(roundTrip("{" + plain + ":1}"), "error: the text is not valid UTF-8");
  }
}

TEST(JsonRead, BoundsTheDepth) {
  auto nested = [](size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(roundTrip(nested(1000)), nested(1000));
  EXPECT_EQ(refusal(nested(1001)), "1000: the value is nested more than 1000 levels deep");
  EXPECT_EQ(refusal(std::string(500000, '[')),
            "1000: the value is nested more than 1000 levels deep");
}

TEST(JsonRead, TellsDepthFromOtherFaults) {
  Heap heap(nullptr, 1);
  json::ReadError error;
  json::read(heap, std::string(1001, '['), &error);
  EXPECT_TRUE(error.tooDeep);
  json::read(heap, std::string(999, '['), &error);
  EXPECT_FALSE(error.tooDeep);
}

TEST(JsonSize, IsExactButForDoubles) {
  const char *texts[] = {"null",
                         "true",
                         "false",
                         "0",
                         "-1",
                         "1234567890123",
                         "-9223372036854775808",
                         "\"\"",
                         "\"a\\nb\\u0001\"",
                         "[]",
                         "{}",
                         "[[],{}]",
                         R"({"a":1,"b":[true,null],"ü\n":"\""})",
                         "123456789012345678901234567890"};
  for (const char *text : texts) {
    Heap heap(nullptr);
    Value value = readIn(heap, text);
    EXPECT_EQ(value.size, json::write(value).size()) << text;
    EXPECT_EQ(exactSize(value), value.size) << text;
  }
}

TEST(JsonSize, IsABoundWhereThereAreDoubles) {
  Heap heap(nullptr);
  Value value = readIn(heap, R"({"a":[1.5,-2.2250738585072014E-308],"b":0.001})");
  EXPECT_EQ(exactSize(value), json::write(value).size());
  EXPECT_GE(value.size, exactSize(value));
}

TEST(JsonSize, DoesNotWrapAround) {
  Heap heap(nullptr);
  Value value = heap.string(std::string(1000, 'x'));
  for (int level = 0; level < 24; ++level) {
    asl_array *array = heap.rawArray(4);
    std::fill_n(array->items, 4, value);
    value = heap.finish(array);
  }
  EXPECT_EQ(value.size, UINT32_MAX);
}

TEST(JsonWrite, WritesValuesNestedDeeperThanAStack) {
  Heap heap(nullptr);
  Value value = null();
  constexpr size_t kDepth = 300000;
  for (size_t i = 0; i < kDepth; ++i) {
    asl_array *array = heap.rawArray(1);
    array->items[0] = value;
    value = heap.finish(array);
  }
  std::string text = json::write(value);
  EXPECT_EQ(text.size(), 2 * kDepth + 4);
  EXPECT_TRUE(equals(value, value));
}

TEST(JsonWrite, AppendsToWhatIsThere) {
  std::string out = "x=";
  json::append(out, integer(-7));
  EXPECT_EQ(out, "x=-7");
}

TEST(JsonWrite, PrintsDoublesAsJavaDoes) {
  auto text = [](double d) { return json::write(number(d)); };
  EXPECT_EQ(text(1), "1.0");
  EXPECT_EQ(text(-0.0), "-0.0");
  EXPECT_EQ(text(0.001), "0.001");
  EXPECT_EQ(text(0.00099), "9.9E-4");
  EXPECT_EQ(text(9999999), "9999999.0");
  EXPECT_EQ(text(1e7), "1.0E7");
  EXPECT_EQ(text(12345678.9), "1.23456789E7");
  EXPECT_EQ(text(1234567.125), "1234567.125");
  EXPECT_EQ(text(1e10), "1.0E10");
  EXPECT_EQ(text(1e100), "1.0E100");
  EXPECT_EQ(text(5e-324), "4.9E-324");
  EXPECT_EQ(text(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(text(100), "100.0");
  EXPECT_EQ(text(0.015), "0.015");
  EXPECT_EQ(text(-2.2250738585072014E-308).size(), 24u);
}

} // namespace
} // namespace asl
