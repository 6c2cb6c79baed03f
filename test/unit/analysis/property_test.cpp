// The language of properties, and the automata that watch runs.
#include "compiler/analysis/properties/monitor.h"

#include <gtest/gtest.h>

using namespace aslc::analysis::properties;
using Form = Property::Form;

namespace {

Property parsed(std::string_view text) {
  auto result = parseProperty(text);
  EXPECT_TRUE(std::holds_alternative<Property>(result))
      << text << ": " << std::get<SyntaxError>(result).message;
  return std::get<Property>(result);
}

SyntaxError refused(std::string_view text) {
  auto result = parseProperty(text);
  EXPECT_TRUE(std::holds_alternative<SyntaxError>(result)) << text;
  return std::get<SyntaxError>(result);
}

/// Whether a run of steps, `a` of the steps and `b` of the others, keeps the property.
bool keeps(std::string_view property, std::string_view run) {
  Monitor monitor(parsed(property));
  uint32_t state = monitor.start();
  for (char each : run)
    if (state = monitor.next(state, each == 'a' ? isOfSteps : isOfOthers); state == Monitor::broken)
      return false;
  return monitor.mayEnd(state);
}

TEST(PropertyTest, EachFormIsRead) {
  EXPECT_EQ(parsed("never Ship").form, Form::Never);
  EXPECT_EQ(parsed("never Ship before Charge").form, Form::OnlyAfter);
  EXPECT_EQ(parsed("never Ship after Cancel").form, Form::NeverAfter);
  EXPECT_EQ(parsed("always Audit").form, Form::Always);
  EXPECT_EQ(parsed("Charge leads to Ship or Refund").form, Form::LeadsTo);
  EXPECT_EQ(parsed("Refund only after Charge").form, Form::OnlyAfter);
  EXPECT_EQ(parsed("at most 3 of Charge").most, 3u);
  EXPECT_EQ(parsed(" option  to complete ").text, "option  to complete");
  EXPECT_TRUE(parsed("proper completion").isSoundness());
  EXPECT_TRUE(parsed("no dead states").isSoundness());
  EXPECT_TRUE(parsed("no livelock").isSoundness());
}

TEST(PropertyTest, StepsHavePhasesAndAlternatives) {
  Property property = parsed("Book succeeded or Pay entered leads to Cancel failed or Done");
  ASSERT_EQ(property.steps.size(), 2u);
  EXPECT_EQ(property.steps[0].phase, Phase::Succeeded);
  EXPECT_EQ(property.steps[1].phase, Phase::Entered);
  ASSERT_EQ(property.others.size(), 2u);
  EXPECT_EQ(property.others[0].phase, Phase::Failed);
  EXPECT_EQ(property.others[1].name, "Done");
}

TEST(PropertyTest, NamesInQuotesMayBeWordsOfTheLanguage) {
  EXPECT_EQ(parsed("never \"Is it paid?\"").steps[0].name, "Is it paid?");
  EXPECT_EQ(parsed("never 'before' before `after`").others[0].name, "after");
  EXPECT_EQ(refused("never before").begin, 6u);
}

TEST(PropertyTest, AnErrorHasItsPlace) {
  EXPECT_EQ(refused("never A befor B").begin, 8u);
  EXPECT_EQ(refused("A leads B").begin, 2u);
  EXPECT_EQ(refused("at most some of A").begin, 8u);
  EXPECT_EQ(refused("at most 1 A").begin, 10u);
  EXPECT_EQ(refused("always 'A").begin, 7u);
  EXPECT_EQ(refused("always A or").begin, 11u);
  refused("");
}

TEST(MonitorTest, OnlyAfterNeedsTheOtherFirst) {
  EXPECT_TRUE(keeps("A only after B", ""));
  EXPECT_TRUE(keeps("A only after B", "baa"));
  EXPECT_FALSE(keeps("A only after B", "ab"));
  EXPECT_FALSE(keeps("never A before B", "a"));
}

TEST(MonitorTest, NeverAfterForbidsOneOrder) {
  EXPECT_TRUE(keeps("never A after B", "aab"));
  EXPECT_FALSE(keeps("never A after B", "aba"));
}

TEST(MonitorTest, LeadsToAsksForOneAfterTheLast) {
  EXPECT_TRUE(keeps("A leads to B", "aab"));
  EXPECT_FALSE(keeps("A leads to B", "aba"));
}

TEST(MonitorTest, AtMostCounts) {
  EXPECT_TRUE(keeps("at most 2 of A", "aa"));
  EXPECT_FALSE(keeps("at most 2 of A", "aaa"));
  EXPECT_FALSE(keeps("at most 0 of A", "a"));
  EXPECT_FALSE(keeps("never A", "ba"));
}

TEST(MonitorTest, AlwaysAsksForOne) {
  EXPECT_FALSE(keeps("always A", "b"));
  EXPECT_TRUE(keeps("always A", "ba"));
}

} // namespace
