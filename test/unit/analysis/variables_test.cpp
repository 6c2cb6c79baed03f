// Variables are a map by name whose copies share what they have in common.
#include "compiler/analysis/evaluate/variables.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

using namespace aslc::analysis;

namespace {

using Model = std::map<std::string_view, Shape>;

constexpr std::string_view names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"};

Shape joinShapes(const Shape &a, const Shape &b) { return join(a, b); }

/// The union as the contract of Variables::join says it.
Model joined(const Model &a, const Model &b) {
  Model result;
  for (std::string_view name : names) {
    auto left = a.find(name), right = b.find(name);
    if (left == a.end() && right == b.end())
      continue;
    Shape shape = left == a.end()    ? right->second
                  : right == b.end() ? left->second
                                     : join(left->second, right->second);
    if (left == a.end() || right == b.end())
      shape.known |= Kind::Missing;
    result[name] = shape;
  }
  return result;
}

void expectSame(const Variables &variables, const Model &model) {
  for (std::string_view name : names) {
    const Shape *found = variables.find(name);
    auto expected = model.find(name);
    ASSERT_EQ(found != nullptr, expected != model.end()) << name;
    if (found != nullptr)
      EXPECT_TRUE(*found == expected->second) << name;
  }
}

TEST(VariablesTest, RandomChangesAndUnionsGiveWhatAMapGives) {
  std::mt19937 random(1);
  std::vector<std::pair<Variables, Model>> pool(6);
  for (int turn = 0; turn < 20000; ++turn) {
    auto &[variables, model] = pool[random() % pool.size()];
    const auto &other = pool[random() % pool.size()];
    switch (random() % 8) {
    case 0:
      variables = Variables::join(variables, other.first, joinShapes);
      model = joined(model, other.second);
      break;
    case 1:
      variables = other.first;
      model = other.second;
      break;
    case 2:
      variables = Variables();
      model.clear();
      break;
    default:
      std::string_view name = names[random() % std::size(names)];
      Shape shape = Shape::number(static_cast<double>(random() % 3));
      variables.set(name, shape);
      model[name] = shape;
    }
    ASSERT_NO_FATAL_FAILURE(expectSame(variables, model)) << turn;
    ASSERT_EQ(variables == other.first, model == other.second) << turn;
  }
}

TEST(VariablesTest, TheOrderOfAssignmentsDoesNotMatter) {
  Variables forward, backward;
  for (size_t i = 0; i < std::size(names); ++i) {
    forward.set(names[i], Shape::text("x"));
    backward.set(names[std::size(names) - 1 - i], Shape::text("x"));
  }
  EXPECT_TRUE(forward == backward);
}

TEST(VariablesTest, ACopyKeepsItsValuesWhenTheOriginalChanges) {
  Variables variables;
  variables.set("a", Shape::number(1));
  Variables copy = variables;
  variables.set("a", Shape::number(2));
  EXPECT_EQ(*copy.find("a"), Shape::number(1));
  EXPECT_EQ(*variables.find("a"), Shape::number(2));
}

} // namespace
