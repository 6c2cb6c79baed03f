// Intrinsic functions where the recorded cases are silent: limits, other types, what the service's
// Java does.
#include "support.h"

namespace asl::test {
namespace {

using Implementation = asl_value (*)(asl_heap *, const asl_value *, uint32_t);

class IntrinsicTest : public ExprTest {
protected:
  /// Calls with the elements of the JSON array `arguments`.
  Value call(Implementation function, std::string_view arguments) {
    Value values = read(arguments);
    EXPECT_TRUE(isArray(values)) << arguments;
    return function(&heap, values.array->items, values.array->count);
  }
  std::string result(Implementation function, std::string_view arguments) {
    Value value = call(function, arguments);
    return isError(value) ? "error" : json::write(value);
  }
};

TEST_F(IntrinsicTest, AFailureCanBeCaughtAndNamesTheFunction) {
  Value error = call(asl_intrinsic_array_length, "[1]");
  EXPECT_EQ(nameOf(error), "States.IntrinsicFailure");
  EXPECT_NE(causeOf(error).find("States.ArrayLength"), std::string::npos);
  EXPECT_TRUE(error.error->raised);
  EXPECT_FALSE(error.error->fatal);
}

TEST_F(IntrinsicTest, FormatPrintsValuesAsJavaDoes) {
  EXPECT_EQ(result(asl_intrinsic_format, R"(["{}|{}|{}|{}|{}","s",1.50,null,true,{"a":[1,"x"]}])"),
            R"("s|1.5|null|true|{a=[1, x]}")");
  EXPECT_EQ(result(asl_intrinsic_format, R"(["\\{\\} {} \\\\ { }",1])"), R"("{} 1 \\ { }")");
  EXPECT_EQ(result(asl_intrinsic_format, R"(["{}{}",1])"), "error");
  EXPECT_EQ(result(asl_intrinsic_format, R"(["x",1])"), "error");
  EXPECT_EQ(result(asl_intrinsic_format, "[1]"), "error");
}

TEST_F(IntrinsicTest, StringSplitTakesEachCharacterOfTheSplitter) {
  EXPECT_EQ(result(asl_intrinsic_string_split, R"(["aéb-c", "-é"])"), R"(["a","b","c"])");
  EXPECT_EQ(result(asl_intrinsic_string_split, R"(["abc", ""])"), R"(["abc"])");
  EXPECT_EQ(result(asl_intrinsic_string_split, R"(["", ","])"), "[]");
}

TEST_F(IntrinsicTest, MathAddRoundsHalvesUp) {
  EXPECT_EQ(result(asl_intrinsic_math_add, "[-0.5, 0.5]"), "1");
  EXPECT_EQ(result(asl_intrinsic_math_add, "[9007199254740993, 1]"), "9007199254740994");
  EXPECT_EQ(result(asl_intrinsic_math_add, "[0.49999999999999994, 0]"), "0");
  EXPECT_EQ(result(asl_intrinsic_math_add, "[9223372036854775807, 1]"), "error");
  EXPECT_EQ(result(asl_intrinsic_math_add, R"(["1", 1])"), "error");
}

TEST_F(IntrinsicTest, ASeedGivesJavasNumbers) {
  EXPECT_EQ(result(asl_intrinsic_math_random, "[0, 100, 42]"), "30");
  EXPECT_EQ(result(asl_intrinsic_math_random, "[0, 1000, 7]"), "236");
  EXPECT_EQ(result(asl_intrinsic_math_random, "[0, 64, -5]"), "17");
  EXPECT_EQ(result(asl_intrinsic_math_random, "[0, 2147483647, 1]"), "1569548985");
}

TEST_F(IntrinsicTest, MathRandomStaysInItsRange) {
  for (int i = 0; i < 200; ++i) {
    Value value = call(asl_intrinsic_math_random, "[-2, 1]");
    EXPECT_GE(value.integer, -2);
    EXPECT_LT(value.integer, 1);
  }
  EXPECT_EQ(result(asl_intrinsic_math_random, "[1, 1]"), "error");
  EXPECT_EQ(result(asl_intrinsic_math_random, "[5, 1]"), "error");
  EXPECT_FALSE(
      isError(call(asl_intrinsic_math_random, "[-9223372036854775808, 9223372036854775807, 3]")));
}

TEST_F(IntrinsicTest, ArrayRangeIsInclusiveAndBounded) {
  EXPECT_EQ(result(asl_intrinsic_array_range, "[3, 1, -1]"), "[3,2,1]");
  EXPECT_EQ(result(asl_intrinsic_array_range, "[1, 3, -1]"), "[]");
  EXPECT_EQ(result(asl_intrinsic_array_range, "[0, 1, 0]"), "error");
  EXPECT_EQ(call(asl_intrinsic_array_range, "[1, 1000, 1]").array->count, 1000u);
  EXPECT_EQ(result(asl_intrinsic_array_range, "[0, 1000, 1]"), "error");
  EXPECT_EQ(result(asl_intrinsic_array_range,
                   "[-9223372036854775808, 9223372036854775807, 9223372036854775807]"),
            "[-9223372036854775808,-1,9223372036854775806]");
}

TEST_F(IntrinsicTest, ArrayPartitionNeedsAPositiveSize) {
  EXPECT_EQ(result(asl_intrinsic_array_partition, "[[1,2,3], 1.6]"), "[[1,2],[3]]");
  EXPECT_EQ(result(asl_intrinsic_array_partition, "[[1,2,3], 9223372036854775807]"), "[[1,2,3]]");
  EXPECT_EQ(result(asl_intrinsic_array_partition, "[[], 1]"), "[]");
  EXPECT_EQ(result(asl_intrinsic_array_partition, "[[1], 0]"), "error");
  EXPECT_EQ(result(asl_intrinsic_array_partition, "[[1], 0.4]"), "error");
}

TEST_F(IntrinsicTest, ArrayGetItemCountsFromZero) {
  EXPECT_EQ(result(asl_intrinsic_array_get_item, "[[5,6], 1]"), "6");
  EXPECT_EQ(result(asl_intrinsic_array_get_item, "[[5,6], 2]"), "error");
  EXPECT_EQ(result(asl_intrinsic_array_get_item, "[[5,6], -1]"), "error");
}

TEST_F(IntrinsicTest, ArrayUniqueComparesDeeply) {
  EXPECT_EQ(result(asl_intrinsic_array_unique,
                   R"([[{"a":1,"b":[2]},{"b":[2],"a":1.0},1,1.0,"1",null,null,[1],[1]]])"),
            R"([{"a":1,"b":[2]},1,"1",null,[1]])");
}

TEST_F(IntrinsicTest, JsonMergeIsShallowAndTakesTheRight) {
  EXPECT_EQ(result(asl_intrinsic_json_merge, R"([{"a":{"x":1},"b":1},{"c":2,"a":{"y":2}},false])"),
            R"({"a":{"y":2},"b":1,"c":2})");
  EXPECT_EQ(result(asl_intrinsic_json_merge, "[{},{},true]"), "error");
  EXPECT_EQ(result(asl_intrinsic_json_merge, "[{},[],false]"), "error");
}

TEST_F(IntrinsicTest, StringToJsonReadsAnyValue) {
  EXPECT_EQ(result(asl_intrinsic_string_to_json, R"([" \n"])"), "null");
  EXPECT_EQ(result(asl_intrinsic_string_to_json, R"(["[1, {}]"])"), "[1,{}]");
  EXPECT_EQ(result(asl_intrinsic_string_to_json, R"(["{"])"), "error");
  EXPECT_EQ(result(asl_intrinsic_string_to_json, "[1]"), "error");
}

TEST_F(IntrinsicTest, Base64IsReadAsJavaReadsIt) {
  auto decoded = [&](std::string text) {
    return result(asl_intrinsic_base64_decode, "[\"" + text + "\"]");
  };
  EXPECT_EQ(decoded("QQ=="), "\"A\"");
  EXPECT_EQ(decoded("QQ"), "\"A\"");
  EXPECT_EQ(decoded("QUI="), "\"AB\"");
  for (const char *text : {"QQ=", "Q", "Q===", "QQ==QQ", "=", "Q Q=", "QQ--"})
    EXPECT_EQ(decoded(text), "error") << text;
  EXPECT_EQ(decoded("4oI="), "\"\uFFFD\"") << "a truncated character";
  EXPECT_EQ(decoded("7aCA"), "\"\uFFFD\"") << "a surrogate";
  EXPECT_EQ(decoded("wIA="), "\"\uFFFD\uFFFD\"") << "an overlong form";
}

TEST_F(IntrinsicTest, EncodingTakesTenThousandCharacters) {
  auto ofLength = [&](size_t length) {
    Value argument = heap.string(std::string(length, 'x'));
    return asl_intrinsic_base64_encode(&heap, &argument, 1);
  };
  EXPECT_FALSE(isError(ofLength(10000)));
  EXPECT_TRUE(isError(ofLength(10001)));
}

TEST_F(IntrinsicTest, HashTakesOtherValuesAsText) {
  EXPECT_EQ(result(asl_intrinsic_hash, R"([{"a": 1}, "MD5"])"),
            result(asl_intrinsic_hash, R"(["{\"a\":1}", "MD5"])"));
  EXPECT_EQ(result(asl_intrinsic_hash, R"(["input data", "SHA-256"])"),
            "\"b4a697a057313163aee33cd8d40c66e9f0f177e00cac2de32475ffff6169c3e3\"");
  EXPECT_EQ(result(asl_intrinsic_hash, R"(["x", "md5"])"), "error");
}

TEST_F(IntrinsicTest, UuidsAreOfVersionFourAndDiffer) {
  std::string first = result(asl_intrinsic_uuid, "[]"), second = result(asl_intrinsic_uuid, "[]");
  EXPECT_EQ(first.size(), 38u);
  EXPECT_EQ(first[15], '4');
  EXPECT_NE(std::string("89ab").find(first[20]), std::string::npos);
  EXPECT_NE(first, second);
}

} // namespace
} // namespace asl::test
