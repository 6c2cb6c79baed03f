// Shapes as sets of values: unions, what comparisons leave, and unions that end.
#include "compiler/analysis/shape/shape.h"

#include <gtest/gtest.h>

using namespace aslc::analysis;

namespace {

TEST(ShapeTest, AMemberOfAClosedObjectIsKnownToBeMissing) {
  Shape object = Shape::object({{"a", Shape::number(1)}});
  EXPECT_EQ(object.member("a"), Shape::number(1));
  EXPECT_EQ(object.member("b").known, Kind::Missing);
}

TEST(ShapeTest, AMemberOfAnUnknownValueMayBeAnything) {
  Shape member = Shape::any().member("a");
  EXPECT_EQ(member.known, 0);
  EXPECT_TRUE(member.may(Kind::Missing));
  EXPECT_TRUE(member.may(Kind::Object));
}

TEST(ShapeTest, AUnionKeepsWhatBothHaveAndKnowsWhatOneLacks) {
  Shape both = join(Shape::object({{"a", Shape::number(1)}, {"b", Shape::text("x")}}),
                    Shape::object({{"a", Shape::number(3)}}));
  EXPECT_EQ(both.member("a").numbers->low, 1);
  EXPECT_EQ(both.member("a").numbers->high, 3);
  EXPECT_TRUE(both.member("b").known & Kind::Missing);
  EXPECT_TRUE(both.member("b").known & Kind::Text);
}

TEST(ShapeTest, AUnionWithNothingIsTheOther) {
  EXPECT_EQ(join(Shape::nothing(), Shape::text("x")), Shape::text("x"));
  EXPECT_EQ(join(Shape::text("x"), Shape::nothing()), Shape::text("x"));
}

TEST(ShapeTest, ElementsOfATupleAreCounted) {
  Shape tuple = Shape::tuple({Shape::number(1), Shape::text("x")});
  EXPECT_EQ(tuple.element(1), Shape::text("x"));
  EXPECT_EQ(tuple.element(-1), Shape::text("x"));
  EXPECT_EQ(tuple.element(2), Shape::missing());
}

TEST(ShapeTest, AnElementIsKnownToBeMissingWhereTheArrayIsKnownToBeEmpty) {
  Shape text = Shape::of(Kind::Text);
  EXPECT_EQ(Shape::array(text).element(0).known, Kind::Text);
  EXPECT_EQ(Shape::array(text).element(0).open, Kind::Missing);
  Shape list = Shape::array(text, 0, Shape::unbounded, /*knownEmpty=*/true);
  EXPECT_EQ(list.element(0).known, Kind::Text | Kind::Missing);
  EXPECT_FALSE(list.asOpen().isKnownEmpty());
}

TEST(ShapeTest, AUnionIsKnownToBeEmptyIfBothAre) {
  Shape text = Shape::of(Kind::Text), empty = Shape::tuple({});
  Shape list = Shape::array(text, 0, Shape::unbounded, /*knownEmpty=*/true);
  EXPECT_TRUE(join(list, empty).isKnownEmpty());
  EXPECT_FALSE(join(list, Shape::array(text, 1)).isKnownEmpty());
  EXPECT_FALSE(join(empty, Shape::tuple({text})).isKnownEmpty());
}

TEST(ShapeTest, KnownEmptinessIsForgottenAlsoWithin) {
  Shape list = Shape::array(Shape::of(Kind::Text), 0, Shape::unbounded, /*knownEmpty=*/true);
  Shape object = Shape::object({{"lists", Shape::array(Shape::object({{"list", list}}), 1)}});
  auto inner = [](const Shape &shape) { return shape.member("lists").element(0).member("list"); };
  EXPECT_TRUE(inner(object).isKnownEmpty());
  Shape forgotten = object.withoutDoubts();
  EXPECT_FALSE(inner(forgotten).isKnownEmpty());
  EXPECT_EQ(forgotten.withoutDoubts().objects, forgotten.objects);
  EXPECT_TRUE(
      inner(forgotten.with("lists", object.member("lists"))).isKnownEmpty() &&
      !inner(forgotten.with("lists", object.member("lists")).withoutDoubts()).isKnownEmpty());
}

TEST(ShapeTest, BoundsOfNumbersMayBeOpen) {
  Shape number = Shape::of(Kind::Number), fifty = Shape::number(50);
  Shape rest = numbersWhere(number, Order::GreaterOrEqual, fifty);
  EXPECT_FALSE(numbersWhere(rest, Order::LessOrEqual, fifty).isNothing());
  EXPECT_TRUE(numbersWhere(rest, Order::Less, fifty).isNothing());
}

TEST(ShapeTest, AnExcludedBoundIsOpen) {
  Shape zero = Shape::number(0);
  Shape rest = numbersWhere(Shape::of(Kind::Number), Order::NotEqual, zero);
  rest = numbersWhere(rest, Order::LessOrEqual, zero);
  EXPECT_TRUE(numbersWhere(rest, Order::GreaterOrEqual, zero).isNothing());
}

TEST(ShapeTest, ListedTextsAreUsedUp) {
  Shape way = Shape::oneOf({"web", "letter"});
  Shape rest = textsWhere(way, Order::NotEqual, Shape::text("web"));
  EXPECT_EQ(rest.constantText(), "letter");
  EXPECT_TRUE(textsWhere(rest, Order::Equal, Shape::text("phone")).isNothing());
}

TEST(ShapeTest, WideningEndsForGrowingNumbersTextsAndArrays) {
  Shape number = Shape::number(0), text = Shape::text(""), array = Shape::tuple({Shape::number(0)});
  unsigned steps = 0;
  for (bool changes = true; changes; ++steps) {
    ASSERT_LT(steps, 10u);
    double next = steps + 1;
    Shape n = widen(number, Shape::number(next));
    Shape t = widen(text, Shape::text(std::string(steps + 1, 'x')));
    Shape a = widen(array, Shape::array(Shape::number(next), steps + 2, steps + 2));
    changes = !(n == number) || !(t == text) || !(a == array);
    number = n, text = t, array = a;
  }
  EXPECT_EQ(number.numbers->high, std::numeric_limits<double>::infinity());
  EXPECT_EQ(array.length().second, Shape::unbounded);
}

TEST(ShapeTest, TheLeastBytesLeaveOutWhatMayBeMissing) {
  Shape maybe = Shape::text("xxxx");
  maybe.known |= Kind::Missing;
  EXPECT_EQ(leastBytes(Shape::object({{"a", Shape::text("x")}, {"b", maybe}})), 9u); // {"a":"x"}
  EXPECT_EQ(leastBytes(Shape::array(Shape::text("ab"), 3, 3)), 16u); // ["ab","ab","ab"]
  EXPECT_EQ(leastBytes(Shape::any()), 1u);
}

TEST(ShapeTest, SaysWhatItIs) {
  EXPECT_EQ(describe(Shape::of(Kind::Number | Kind::Null)), "null or a number");
  EXPECT_EQ(describe(Shape::object({{"a", Shape::any()}})), "an object with the key `a`");
  EXPECT_EQ(describe(Shape::any()), "any value");
}

} // namespace
