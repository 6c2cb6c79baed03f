// Sequences of JSONata, and what it takes for true.
#include "compiler/analysis/evaluate/jsonata.h"

#include <algorithm>

namespace aslc::analysis {

using NodeKind = jsonata::NodeKind;

Sequence itemsOf(const Shape &value) {
  Sequence result{Shape::nothing(), Shape::unbounded, 0, false};
  auto take = [&](const Shape &item, uint64_t least, uint64_t most) {
    result.item = join(result.item, item);
    result.least = std::min(result.least, least);
    result.most = std::max(result.most, most);
  };
  if (value.may(Kind::Missing)) {
    take(Shape::nothing(), 0, 0);
    result.knownEmpty = value.known & Kind::Missing;
  }
  if (value.may(Kind::Array)) {
    auto [least, most] = value.length();
    Shape element = value.anyElement();
    take(value.known & Kind::Array ? element : element.asOpen(), least, most);
    result.knownEmpty |= value.isKnownEmpty();
  }
  Shape single = value.without(Kind::Missing | Kind::Array);
  if (!single.isNothing())
    take(single, 1, 1);
  if (result.least == Shape::unbounded)
    result.least = 0;
  return result;
}

Shape valueOf(const Sequence &sequence) {
  Shape value = Shape::nothing();
  if (sequence.least == 0 || sequence.item.isNothing())
    (sequence.knownEmpty || sequence.most == 0 || sequence.item.isNothing() ? value.known
                                                                            : value.open) |=
        Kind::Missing;
  if (sequence.most == 0 || sequence.item.isNothing())
    return value;
  if (sequence.least <= 1)
    value = join(value, sequence.least == 1 && sequence.most == 1 ? sequence.item
                                                                  : sequence.item.asOpen());
  if (sequence.most > 1) {
    Shape several =
        Shape::array(sequence.item, std::max<uint64_t>(2, sequence.least), sequence.most);
    value = join(value, sequence.least > 1 ? several : several.asOpen());
    value.isSequence = sequence.least <= 1 && sequence.item.may(Kinds(~Kind::Array));
  }
  return value;
}

Shape keptArray(const Shape &sequence) {
  Sequence items = itemsOf(sequence);
  if (items.item.isNothing())
    return sequence.only(Kind::Missing);
  Shape array = Shape::array(items.item, std::max<uint64_t>(1, items.least),
                             std::max<uint64_t>(1, items.most));
  return join(sequence.only(Kind::Missing),
              sequence.known & ~Kind::Missing ? array : array.asOpen());
}

Shape asArray(const Shape &value) {
  Sequence items = itemsOf(value);
  Shape array = Shape::array(items.item, items.least, items.most, value.isKnownEmpty());
  return value.may(Kind::Missing) ? join(array, Shape::missing().asOpen()) : array;
}

Sequence membersOf(const Shape &object) {
  Sequence members{object.anyMember(), 0, Shape::unbounded, false};
  if (!object.objects)
    return members;
  for (const auto &[key, member] : object.objects->members)
    members.least += !member.may(Kind::Missing);
  if (object.objects->rest.isOnly(Kind::Missing))
    members.most = object.objects->members.size();
  return members;
}

/// The value of an expression, other than a path, that `[]` follows. If a predicate or a function
/// of the library gave a sequence, it stays an array. The value of parentheses or of a variable is
/// one item already.
Shape JsonataEvaluator::withBrackets(const Node &node, const Shape &value) const {
  if (!node.predicates.empty())
    return keptArray(value);
  const Node &call = node.kind == NodeKind::Apply ? *node.rhs : node;
  if (call.kind != NodeKind::Call)
    return value;
  std::string_view name =
      call.procedure->kind == NodeKind::Variable ? call.procedure->text : std::string_view();
  bool isOwn = lambdas_.contains(name) || locals_.contains(name) || scope_.variables.find(name);
  constexpr std::string_view sequences[] = {"each", "filter", "keys", "map"};
  if (!isOwn && std::find(std::begin(sequences), std::end(sequences), name) != std::end(sequences))
    return keptArray(value);
  // A function may end in a call that gives a sequence, or in anything else.
  Shape either = isOwn || name.empty() ? join(value, keptArray(value)) : value;
  either.isSequence = false;
  return either;
}

bool mayBeTrue(const Shape &value) {
  if (value.may(Kind::True | Kind::Object))
    return true;
  if (value.may(Kind::Array) && value.length().second > 0)
    return true;
  if (value.may(Kind::Number) && !(value.constantNumber() == 0.0))
    return true;
  return value.may(Kind::Text) && value.constantText() != std::string_view();
}

bool mayBeFalse(const Shape &value) {
  if (value.may(Kind::Missing | Kind::Null | Kind::False | Kind::Array | Kind::Function))
    return true;
  if (value.may(Kind::Object))
    return true;
  if (value.may(Kind::Number) && !numbersWhere(value, Order::Equal, Shape::number(0)).isNothing())
    return true;
  return value.may(Kind::Text) && !textsWhere(value, Order::Equal, Shape::text("")).isNothing();
}

} // namespace aslc::analysis
