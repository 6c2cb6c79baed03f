// What is asked of values that are not decided yet, and what is made of them.
#include "compiler/witness/evaluate.h"

#include <gtest/gtest.h>

using namespace aslc::witness;

namespace {

HolePtr hole() { return std::make_shared<Hole>(); }

TEST(HoleTest, WhatWasAskedIsMade) {
  HolePtr input = hole();
  EXPECT_TRUE(input->member("amount")->ask(Hole::Type::Number));
  EXPECT_TRUE(input->member("kind")->ask(Json("order")));
  input->member("lines")->element(1);
  EXPECT_EQ(input->make("x"),
            Json::parse(R"({"amount": 1, "kind": "order", "lines": ["x", "x"]})"));
}

TEST(HoleTest, ContradictionsAreTold) {
  HolePtr input = hole();
  EXPECT_TRUE(input->ask(Hole::Type::Text));
  EXPECT_FALSE(input->ask(Hole::Type::Number));
  EXPECT_EQ(input->member("a"), nullptr);
  EXPECT_TRUE(input->ask(Json("a")));
  EXPECT_FALSE(input->ask(Json("b")));
}

TEST(HoleTest, AnAbsentMemberIsLeftOut) {
  HolePtr input = hole();
  input->member("a");
  EXPECT_TRUE(input->member("b")->askAbsent());
  EXPECT_EQ(input->make("x"), Json::parse(R"({"a": "x"})"));
}

TEST(OrderTest, ABoundIsKept) {
  HolePtr number = hole();
  EXPECT_TRUE(askOrder(Value::open(number), Order::Greater, Value::of(10), true));
  EXPECT_TRUE(askOrder(Value::open(number), Order::Greater, Value::of(20), false));
  EXPECT_EQ(number->make("x"), Json(11));
  EXPECT_FALSE(askOrder(Value::open(number), Order::Less, Value::of(5), true));
}

TEST(OrderTest, ATextIsFound) {
  HolePtr text = hole();
  EXPECT_TRUE(askOrder(Value::of("b"), Order::Less, Value::open(text), true));
  EXPECT_GT(text->make("x").get<std::string>(), "b");
}

TEST(OrderTest, AValueIsAvoided) {
  HolePtr text = hole();
  EXPECT_TRUE(askOrder(Value::open(text), Order::Equal, Value::of("x"), false));
  EXPECT_NE(text->make("x"), Json("x"));
}

} // namespace
