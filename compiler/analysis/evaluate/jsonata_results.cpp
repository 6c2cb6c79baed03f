// What functions of JSONata's library give, by the shapes of their arguments.
#include "compiler/analysis/evaluate/jsonata_results.h"

#include "compiler/analysis/evaluate/jsonata.h"

#include <algorithm>
#include <limits>

namespace aslc::analysis {

Shape typeNames(const Shape &value) {
  constexpr std::pair<Kinds, const char *> names[] = {
      {Kind::Null, "null"},        {Kind::Number, "number"}, {Kind::Text, "string"},
      {Boolean, "boolean"},        {Kind::Array, "array"},   {Kind::Object, "object"},
      {Kind::Function, "function"}};
  std::vector<std::string> texts;
  for (auto [kinds, name] : names)
    if (value.may(kinds))
      texts.emplace_back(name);
  Shape shape = texts.empty() ? Shape::nothing() : Shape::oneOf(std::move(texts));
  return join(shape, value.only(Kind::Missing));
}

Shape countOf(const Shape &value) {
  Sequence items = itemsOf(value);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return Shape::number(static_cast<double>(items.least),
                       items.most == Shape::unbounded ? infinity : static_cast<double>(items.most));
}

Shape mergedOf(const Shape &value) {
  if (!value.isOnly(Kind::Array) || !value.arrays || value.arrays->elements.empty())
    return value.isOnly(Kind::Object) ? value : Shape::of(Kind::Object);
  Shape result = Shape::object({});
  for (const Shape &element : value.arrays->elements) {
    if (!element.isOnly(Kind::Object) || !element.objects || element.objects->rest.may(Json)) {
      if (&element != value.arrays->elements.data())
        return Shape::of(Kind::Object);
      // What is unknown may have any member, which those that follow replace.
      result = Shape::object({}, Shape::unknown());
      continue;
    }
    for (const auto &[key, member] : element.objects->members) {
      Shape before = result.member(key);
      if (!(member.known & Kind::Missing))
        before = before.asOpen();
      result = result.with(
          key, member.may(Kind::Missing) ? join(member.without(Kind::Missing), before) : member);
    }
  }
  return result;
}

Shape keysOf(const Shape &value) {
  if (value.isNothing() || value.isOnly(Scalar | Kind::Missing))
    return Shape::missing();
  Sequence items = itemsOf(value);
  if (items.item.isNothing() || items.item.isOnly(Scalar))
    return Shape::missing();
  Sequence keys{Shape::of(Kind::Text), 0, Shape::unbounded, false};
  if (items.item.isOnly(Kind::Object)) {
    Sequence members = membersOf(items.item);
    keys.least = items.least > 0 ? members.least : 0;
    keys.most = items.most > 1 && members.most > 0 ? Shape::unbounded : members.most;
  }
  return valueOf(keys);
}

Shape zipOf(const std::vector<Shape> &lists) {
  std::vector<Shape> row;
  uint64_t least = Shape::unbounded, most = Shape::unbounded;
  for (const Shape &list : lists) {
    Sequence items = itemsOf(list);
    least = std::min(least, items.least);
    most = std::min(most, items.most);
    row.push_back(items.item);
  }
  bool isEmpty = most == 0 || std::any_of(row.begin(), row.end(),
                                          [](const Shape &each) { return each.isNothing(); });
  return isEmpty ? Shape::tuple({}) : Shape::array(Shape::tuple(std::move(row)), least, most);
}

Shape matchesIn(const Shape &text, bool byRegex) {
  if (text.isOnly(Kind::Missing))
    return text;
  Shape match = Shape::object({{"match", Shape::of(Kind::Text)},
                               {"index", Shape::of(Kind::Number)},
                               {"groups", Shape::array(Shape::any())}},
                              byRegex ? Shape::missing() : Shape::unknown());
  Shape found = valueOf({std::move(match), 0, Shape::unbounded, false});
  return join(found, text.only(Kind::Missing));
}

Shape siftedOf(const Shape &value) {
  Shape object = value.only(Kind::Object);
  Shape sifted = Shape::of(Kind::Object);
  Shape optional = Shape::missing().asOpen();
  if (object.objects) {
    std::vector<std::pair<std::string_view, Shape>> members;
    for (const auto &[key, member] : object.objects->members)
      members.emplace_back(key, join(member, optional));
    sifted = Shape::object(std::move(members), join(object.objects->rest, optional));
  }
  return join(object.known ? sifted : sifted.asOpen(), join(optional, value.only(Kind::Missing)));
}

} // namespace aslc::analysis
