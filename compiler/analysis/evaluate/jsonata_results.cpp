// What functions of JSONata's library give, by the shapes of their arguments.
#include "compiler/analysis/evaluate/jsonata_results.h"

#include "compiler/analysis/evaluate/jsonata.h"

#include <algorithm>
#include <cmath>
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

std::optional<Shape> lookupAny(const Shape &item, const Shape &key) {
  if (!key.isOnly(Kind::Text) || !key.texts || !key.texts->isListed)
    return std::nullopt;
  Shape found = Shape::nothing();
  for (const std::string &text : key.texts->values)
    found = join(found, lookup(item, text));
  return key.known ? found : found.asOpen();
}

Shape nothingOfEmpty(const Shape &list) {
  return list.isKnownEmpty() ? Shape::missing() : Shape::missing().asOpen();
}

Shape appendedOf(const Shape &first, const Shape &second) {
  if (first.isOnly(Kind::Missing) || second.isOnly(Kind::Missing))
    return first.isOnly(Kind::Missing) ? second : first;
  Sequence a = itemsOf(first), b = itemsOf(second);
  Shape both = Shape::array(join(a.item, b.item), a.least + b.least, plus(a.most, b.most));
  return first.may(Kind::Missing) || second.may(Kind::Missing) ? join(both, Shape::unknown())
                                                               : both;
}

Shape distinctOf(const Shape &value) {
  Shape array = value.only(Kind::Array), result = value.without(Kind::Array);
  if (!array.isNothing()) {
    auto [least, most] = array.length();
    result = join(
        Shape::array(array.anyElement(), std::min<uint64_t>(1, least), most, array.isKnownEmpty()),
        result);
  }
  result.isSequence = value.isSequence;
  return result;
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

namespace {

/// The same object without some of its members, nobody knows which.
Shape withSomeMembers(const Shape &object) {
  if (!object.objects)
    return Shape::of(Kind::Object);
  Shape absent = Shape::missing().asOpen();
  std::vector<std::pair<std::string_view, Shape>> members;
  for (const auto &[key, member] : object.objects->members)
    members.emplace_back(key, join(member.without(Kind::Missing), absent));
  return Shape::object(std::move(members), join(object.objects->rest, absent));
}

} // namespace

Shape siftedOf(const Shape &value) {
  Shape object = value.only(Kind::Object);
  Shape sifted = withSomeMembers(object);
  return join(object.known ? sifted : sifted.asOpen(),
              join(Shape::missing().asOpen(), value.only(Kind::Missing)));
}

Shape spreadOf(const Shape &value) {
  Sequence items = itemsOf(value);
  if (items.item.isNothing())
    return Shape::missing();
  if (!items.item.isOnly(Kind::Object))
    return Shape::unknown();
  Sequence members = membersOf(items.item);
  if (members.least == 0 && value.may(Kind::Array))
    return Shape::unknown(); // of objects without members it gives an empty array
  Shape spread = valueOf({withSomeMembers(items.item), times(items.least, members.least),
                          times(items.most, members.most), items.knownEmpty});
  if (!value.may(Kind::Array))
    return spread;
  Shape array = keptArray(spread); // of a list with one member too
  return value.may(Kind::Object) ? join(spread, array) : array;
}

namespace {

/// `$partition` of a list whose elements are known one by one.
Shape partsOfTuple(const std::vector<Shape> &elements, size_t size) {
  std::vector<Shape> parts;
  for (size_t from = 0; from < elements.size(); from += size) {
    auto begin = elements.begin() + static_cast<ptrdiff_t>(from);
    size_t count = std::min(size, elements.size() - from);
    parts.push_back(Shape::tuple({begin, begin + static_cast<ptrdiff_t>(count)}));
  }
  return Shape::tuple(std::move(parts));
}

} // namespace

Shape partsOf(const Shape &value, const Shape &size) {
  Sequence items = itemsOf(value);
  auto number = size.constantNumber();
  if (items.item.isNothing() || (number && std::trunc(*number) == 0))
    return Shape::missing();
  constexpr double mostItems = 1e9;
  uint64_t most = number ? static_cast<uint64_t>(std::clamp(*number, 1.0, mostItems)) : 1;
  if (number && value.isOnly(Kind::Array) && value.arrays && !value.arrays->elements.empty())
    return partsOfTuple(value.arrays->elements, most);
  auto parts = [&](uint64_t count) { return count / most + (count % most != 0); };
  Shape part = Shape::array(items.item, 1, number ? most : Shape::unbounded);
  Shape array = Shape::array(std::move(part), std::min<uint64_t>(1, items.least),
                             items.most == Shape::unbounded ? items.most : parts(items.most));
  Shape absent = join(value.only(Kind::Missing), size.only(Kind::Missing));
  if (items.least == 0 || !number)
    absent = join(absent, nothingOfEmpty(value));
  return join(array, absent);
}

} // namespace aslc::analysis
