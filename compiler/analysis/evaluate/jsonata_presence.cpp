// What is known of the data when an expression of JSONata gave something, or so many items.
#include "compiler/analysis/evaluate/jsonata.h"

#include <algorithm>
#include <cmath>

namespace aslc::analysis {

using NodeKind = jsonata::NodeKind;

/// A path of names from `$states.input`, `$states.result` or a variable.
struct JsonataEvaluator::Place {
  std::string_view root;
  std::vector<std::string_view> keys;
  /// The path goes on: it is there only where the place has so many items.
  uint64_t least = 0;
};

namespace {

bool isFiltered(const jsonata::Node &step) {
  return !step.stages.empty() || !step.predicates.empty();
}

/// How many items a step has whose first filter lets something through.
uint64_t leastOf(const jsonata::Node &step) {
  const jsonata::Stage &stage = step.stages.empty() ? step.predicates[0] : step.stages[0];
  bool isIndex = stage.expression && stage.expression->kind == NodeKind::Number;
  double index = isIndex ? std::floor(stage.expression->number) : 0;
  constexpr double mostItems = 1e9;
  return index > 0 && index < mostItems ? static_cast<uint64_t>(index) + 1 : 1;
}

} // namespace

Shape whereCount(const Shape &value, uint64_t least, uint64_t most) {
  Shape result = least == 0 ? value.only(Kind::Missing) : Shape::nothing();
  if (least <= 1 && most >= 1)
    result = join(result, value.without(Kind::Missing | Kind::Array));
  auto [fewest, greatest] = value.length();
  if (!value.may(Kind::Array) || fewest > most || greatest < least)
    return result;
  Shape array = value.only(Kind::Array);
  bool isExact = array.arrays && !array.arrays->elements.empty();
  if (!isExact && (least > fewest || most < greatest)) {
    Shape element = most == 0 ? Shape::nothing() : array.anyElement();
    Shape counted = Shape::array(element, std::max(least, fewest), std::min(most, greatest),
                                 least == 0 && array.isKnownEmpty());
    array = array.known ? counted : counted.asOpen();
    array.isSequence = value.isSequence && least < 2;
  }
  return join(result, array);
}

bool JsonataEvaluator::isOwnName(std::string_view name) const {
  return lambdas_.contains(name) || locals_.contains(name) || scope_.variables.find(name);
}

std::optional<JsonataEvaluator::Place> JsonataEvaluator::placeOf(const Node &node) const {
  bool isPath = node.kind == NodeKind::Path;
  const Node &root = isPath ? *node.items.front() : node;
  if (root.kind != NodeKind::Variable || node.group)
    return std::nullopt;
  Place place{root.text, {}, isFiltered(root) ? leastOf(root) : 0};
  for (size_t i = 1; isPath && i < node.items.size() && place.least == 0; ++i) {
    const Node &step = *node.items[i];
    if (step.kind != NodeKind::Name) {
      place.least = 1;
      break;
    }
    place.keys.push_back(step.text);
    if (isFiltered(step))
      place.least = leastOf(step);
  }
  if (place.least == 0 && isFiltered(node))
    place.least = leastOf(node);
  return place;
}

/// Keeps of the value at a place what `keep` leaves.
void JsonataEvaluator::narrowAt(const Place &place,
                                const std::function<Shape(const Shape &)> &keep) {
  Shape *value = nullptr;
  Shape variable;
  bool isVariable = false;
  std::span<const std::string_view> keys = place.keys;
  if (place.root == "states" && !keys.empty()) {
    if (keys[0] == "input")
      value = &scope_.input;
    else if (keys[0] == "result" && scope_.result)
      value = &*scope_.result;
    keys = keys.subspan(1);
  } else if (auto local = locals_.find(place.root); local != locals_.end()) {
    value = &local->second;
  } else if (const Shape *found = scope_.variables.find(place.root)) {
    variable = *found;
    value = &variable;
    isVariable = true;
  }
  if (!value)
    return;
  // A path goes through the items of arrays, of which nothing is known then.
  const Shape *at = value;
  Shape member;
  for (std::string_view key : keys) {
    if (at->known & Kind::Array)
      return;
    member = at->member(key);
    at = &member;
  }
  Shape left = narrowed(*value, keys, keep);
  if (left.isNothing())
    impossible_ = true;
  else if (isVariable && left == variable) // setting one copies many
    return;
  else if (isVariable)
    scope_.variables.set(place.root, std::move(left));
  else
    *value = std::move(left);
}

/// Keeps of the value that `node` names, and nothing but names, what `keep` leaves.
void JsonataEvaluator::narrow(const Node &node, const std::function<Shape(const Shape &)> &keep) {
  if (node.keepSingletonArray)
    return;
  if (auto place = placeOf(node); place && place->least == 0)
    narrowAt(*place, keep);
}

/// A path gave something: what it is taken from was there.
void JsonataEvaluator::assumeFound(const Node &node) {
  auto place = placeOf(node);
  if (!place)
    return;
  narrowAt(*place, [&](const Shape &shape) {
    Shape present = shape.ifPresent();
    Shape counted = whereCount(present, place->least, Shape::unbounded);
    return place->least == 0 || counted.isNothing() ? present : counted;
  });
}

/// `node` gave something.
void JsonataEvaluator::assumePresent(const Node &node) {
  switch (node.kind) {
  case NodeKind::Path:
  case NodeKind::Variable:
    return assumeFound(node);
  case NodeKind::Block:
    if (node.items.size() == 1)
      assumePresent(*node.items.front());
    return;
  case NodeKind::Negate:
    return assumePresent(*node.lhs);
  case NodeKind::Binary: {
    constexpr std::string_view strict[] = {"+", "-", "*", "/", "%", "..", "<", "<=", ">", ">="};
    if (std::find(std::begin(strict), std::end(strict), node.text) == std::end(strict))
      return;
    assumePresent(*node.lhs);
    return assumePresent(*node.rhs);
  }
  case NodeKind::Call:
    if (isStrictCall(node, /*hasFirst=*/false) && !isOwnName(node.procedure->text))
      assumePresent(*node.items.front());
    return;
  case NodeKind::Apply:
    if (isStrictCall(*node.rhs, /*hasFirst=*/true) && !isOwnName(node.rhs->procedure->text))
      assumePresent(*node.lhs);
    return;
  default:
    return;
  }
}

/// `$count(node)` is so many.
void JsonataEvaluator::assumeCount(const Node &node, Order order, const Shape &limits, bool truth) {
  if (!limits.isOnly(Kind::Number | (truth ? Kind::Missing : 0)) || isOwnName("count"))
    return;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Shape counts = numbersWhere(Shape::number(0, infinity), order, limits.only(Kind::Number));
  if (counts.isNothing() || !counts.numbers) {
    impossible_ |= counts.isNothing();
    return;
  }
  const NumberFacts &number = *counts.numbers;
  constexpr double mostItems = 1e9;
  double low = std::ceil(number.low), high = std::floor(number.high);
  low += number.lowOpen && low == number.low;
  high -= number.highOpen && high == number.high;
  for (double excluded : number.excluded)
    low += excluded == low;
  uint64_t least = static_cast<uint64_t>(std::clamp(low, 0.0, mostItems));
  uint64_t most = high < mostItems ? static_cast<uint64_t>(std::max(high, 0.0)) : Shape::unbounded;
  const Node *list = &node;
  while (list->kind == NodeKind::Array && list->items.size() == 1 && !isFiltered(*list) &&
         list->items[0]->kind != NodeKind::Array)
    list = list->items[0].get(); // adds item by item
  auto place = placeOf(*list);
  if (place && place->least == 0)
    return narrowAt(*place, [&](const Shape &shape) {
      Shape counted = whereCount(shape, least, most);
      counted.isPromised = shape.isPromised && least == 0;
      return counted;
    });
  if (least == 0)
    return;
  assumePresent(*list);
  if (list->kind == NodeKind::Call && list->procedure->kind == NodeKind::Variable &&
      list->procedure->text == "filter" && !isOwnName("filter") && list->items.size() == 2)
    assumePresent(*list->items.front());
}

} // namespace aslc::analysis
