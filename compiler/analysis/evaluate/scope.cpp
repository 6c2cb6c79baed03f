// What is known of a scope by two ways, or by a condition.
#include "compiler/analysis/evaluate/scope.h"

namespace aslc::analysis {

Scope join(const Scope &a, const Scope &b) {
  if (a.input.isNothing())
    return b;
  if (b.input.isNothing())
    return a;
  Scope both = a;
  both.input = join(a.input, b.input);
  if (a.result && b.result)
    both.result = join(*a.result, *b.result);
  for (const auto &[name, shape] : b.variables) {
    auto [place, fresh] = both.variables.try_emplace(name, shape);
    if (!fresh)
      place->second = join(place->second, shape);
    else
      place->second.known |= Kind::Missing;
  }
  for (auto &[name, shape] : both.variables)
    if (!b.variables.contains(name))
      shape.known |= Kind::Missing;
  return both;
}

Shape narrowed(const Shape &shape, std::span<const std::string_view> keys,
               const std::function<Shape(const Shape &)> &keep) {
  if (keys.empty())
    return keep(shape);
  Shape member = shape.member(keys.front());
  Shape left = narrowed(member, keys.subspan(1), keep);
  if (left.isNothing())
    return left;
  // A value that is not an object has no members. It agrees with the condition if a missing member
  // does.
  Shape others = left.may(Kind::Missing) ? shape.without(Kind::Object) : Shape::nothing();
  if (!shape.may(Kind::Object))
    return others;
  // Who tests for a member knows of objects without it.
  bool tells = (left.known & ~member.known) & Kind::Missing;
  Shape object = shape.with(keys.front(), std::move(left));
  if (tells) {
    auto facts = std::make_shared<ObjectFacts>(*object.objects);
    facts->isTested = true;
    object.objects = std::move(facts);
  }
  return join(object, others);
}

} // namespace aslc::analysis
