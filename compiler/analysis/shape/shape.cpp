// Making shapes, their kinds, and looking into them.
#include "compiler/analysis/shape/shape.h"

#include <algorithm>

namespace aslc::analysis {

namespace {

/// A constant array longer than this is described by what its elements have in common.
constexpr size_t longestTuple = 32;

bool keyLess(const std::pair<std::string_view, Shape> &member, std::string_view key) {
  return member.first < key;
}

} // namespace

Shape Shape::number(double value) { return number(value, value); }

Shape Shape::number(double low, double high) {
  Shape shape = of(Kind::Number);
  shape.numbers = std::make_shared<NumberFacts>(NumberFacts{low, high, false, false, {}});
  return shape;
}

Shape Shape::text(std::string value) {
  std::vector<std::string> values;
  values.push_back(std::move(value));
  return oneOf(std::move(values));
}

Shape Shape::oneOf(std::vector<std::string> values) {
  Shape shape = of(Kind::Text);
  TextFacts facts;
  facts.isListed = true;
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  facts.leastBytes = values.empty() ? 0 : unbounded;
  for (const std::string &value : values)
    facts.leastBytes = std::min<uint64_t>(facts.leastBytes, value.size());
  facts.values = std::move(values);
  shape.texts = std::make_shared<TextFacts>(std::move(facts));
  return shape;
}

Shape Shape::textOfBytes(uint64_t least) {
  Shape shape = of(Kind::Text);
  TextFacts facts;
  facts.leastBytes = least;
  shape.texts = std::make_shared<TextFacts>(std::move(facts));
  return shape;
}

Shape Shape::array(Shape element, uint64_t least, uint64_t most, bool knownEmpty) {
  Shape shape = of(Kind::Array);
  shape.arrays =
      std::make_shared<ArrayFacts>(ArrayFacts{{}, std::move(element), least, most, knownEmpty});
  return shape;
}

Shape Shape::tuple(std::vector<Shape> elements) {
  size_t count = elements.size();
  if (count == 0 || count > longestTuple) {
    Shape element = nothing();
    for (const Shape &each : elements)
      element = join(element, each);
    return array(std::move(element), count, count);
  }
  Shape shape = of(Kind::Array);
  shape.arrays =
      std::make_shared<ArrayFacts>(ArrayFacts{std::move(elements), {}, count, count, false});
  return shape;
}

Shape Shape::object(std::vector<std::pair<std::string_view, Shape>> members, Shape rest,
                    const ast::State *maker, source::Range made) {
  std::sort(members.begin(), members.end(),
            [](const auto &a, const auto &b) { return a.first < b.first; });
  Shape shape = of(Kind::Object);
  shape.objects = std::make_shared<ObjectFacts>(
      ObjectFacts{std::move(members), std::move(rest), maker, made, false});
  return shape;
}

Shape Shape::only(Kinds kinds) const {
  Shape shape = *this;
  shape.known &= kinds;
  shape.open &= kinds;
  Kinds left = shape.possible();
  shape.isSequence =
      shape.isSequence && (left & Kind::Array) && (left & ~(Kind::Array | Kind::Missing));
  if (!(left & Kind::Number))
    shape.numbers = nullptr;
  if (!(left & Kind::Text))
    shape.texts = nullptr;
  if (!(left & Kind::Array))
    shape.arrays = nullptr;
  if (!(left & Kind::Object))
    shape.objects = nullptr;
  return shape;
}

Shape Shape::asKnown() const {
  Shape shape = *this;
  shape.known |= std::exchange(shape.open, Kinds(0));
  return shape;
}

Shape Shape::asOpen() const {
  Shape shape = *this;
  shape.open |= std::exchange(shape.known, Kinds(0));
  return shape;
}

Shape Shape::ifPresent() const {
  Shape shape = without(Kind::Missing);
  shape.isPromised = false;
  return shape;
}

Shape Shape::ifAbsent() const {
  return isPromised && !may(Kind::Missing) ? ofOpen(Kind::Missing) : only(Kind::Missing).asKnown();
}

const Shape *ObjectFacts::find(std::string_view key) const {
  auto place = std::lower_bound(members.begin(), members.end(), key, keyLess);
  return place != members.end() && place->first == key ? &place->second : nullptr;
}

Shape Shape::member(std::string_view key) const {
  Shape found = nothing();
  if (may(Kind::Object)) {
    if (!objects)
      found = unknown();
    else if (const Shape *member = objects->find(key))
      found = *member;
    else
      found = objects->rest;
    if (!(known & Kind::Object) && !(objects && objects->isTested))
      found = found.asOpen();
  }
  Kinds others = Kinds(~Kind::Object);
  if (known & others)
    found.known |= Kind::Missing;
  else if (open & others)
    found.open |= Kind::Missing;
  found.isPromised |= isPromised;
  return found;
}

Shape Shape::element(int64_t index) const {
  Shape found = nothing();
  if (may(Kind::Array)) {
    if (!arrays) {
      found = unknown();
    } else if (!arrays->elements.empty()) {
      auto count = static_cast<int64_t>(arrays->elements.size());
      int64_t at = index < 0 ? count + index : index;
      found = at >= 0 && at < count ? arrays->elements[static_cast<size_t>(at)] : missing();
    } else {
      uint64_t wanted =
          index < 0 ? static_cast<uint64_t>(-index) : static_cast<uint64_t>(index) + 1;
      found = arrays->most < wanted ? nothing() : arrays->element;
      if (found.isNothing())
        found = missing();
      else if (arrays->least < wanted)
        (arrays->knownEmpty ? found.known : found.open) |= Kind::Missing;
    }
    if (!(known & Kind::Array))
      found = found.asOpen();
  }
  Kinds others = Kinds(~Kind::Array);
  if (known & others)
    found.known |= Kind::Missing;
  else if (open & others)
    found.open |= Kind::Missing;
  found.isPromised |= isPromised;
  return found;
}

Shape Shape::anyElement() const {
  if (!may(Kind::Array))
    return nothing();
  if (!arrays)
    return any();
  Shape found = arrays->element;
  for (const Shape &element : arrays->elements)
    found = join(found, element);
  return found.without(Kind::Missing);
}

std::pair<uint64_t, uint64_t> Shape::length() const {
  return arrays ? std::pair(arrays->least, arrays->most) : std::pair(uint64_t(0), unbounded);
}

namespace {

/// Replaces `shape` by what it is without doubts. Whether that changed it.
bool forget(Shape &shape) {
  Shape before = std::move(shape);
  shape = before.withoutDoubts();
  return shape.arrays != before.arrays || shape.objects != before.objects;
}

/// Makes the values of `kinds` that are known merely possible, unless no other value is known.
void makeOpen(Shape &shape, Kinds kinds) {
  kinds &= shape.known;
  if (shape.known & ~kinds)
    shape.known &= ~kinds, shape.open |= kinds;
}

bool forget(ArrayFacts &facts) {
  bool isChanged = forget(facts.element);
  isChanged |= std::exchange(facts.knownEmpty, false);
  for (Shape &element : facts.elements)
    isChanged |= forget(element);
  return isChanged;
}

bool forget(ObjectFacts &facts) {
  bool isOneForm = std::exchange(facts.isOneForm, false);
  bool isChanged = forget(facts.rest) || isOneForm;
  for (auto &[key, member] : facts.members) {
    isChanged |= forget(member);
    if (isOneForm)
      makeOpen(member, Kind::Missing);
  }
  return isChanged;
}

} // namespace

Shape Shape::withoutDoubts() const {
  Shape shape = *this;
  if (arrays)
    if (auto facts = std::make_shared<ArrayFacts>(*arrays); forget(*facts))
      shape.arrays = std::move(facts);
  if (objects && !objects->found.hasNoDoubts) {
    auto facts = std::make_shared<ObjectFacts>(*objects);
    if (forget(*facts))
      shape.objects = std::move(facts);
    if (objects->isOneForm)
      makeOpen(shape, Kind::Object);
    shape.objects->found.hasNoDoubts = true;
  }
  return shape;
}

bool Shape::isKnownEmpty() const {
  return (known & Kind::Array) && arrays && arrays->isKnownEmpty();
}

Shape Shape::anyMember() const {
  if (!may(Kind::Object))
    return nothing();
  if (!objects)
    return any();
  Shape found = objects->rest;
  for (const auto &[key, member] : objects->members)
    found = join(found, member);
  return found.without(Kind::Missing);
}

Shape Shape::with(std::string_view key, Shape value) const {
  Shape shape = only(Kind::Object);
  ObjectFacts facts = objects ? *objects : ObjectFacts{{}, unknown(), nullptr, {}, false};
  auto place = std::lower_bound(facts.members.begin(), facts.members.end(), key, keyLess);
  if (place != facts.members.end() && place->first == key)
    place->second = std::move(value);
  else
    facts.members.insert(place, {key, std::move(value)});
  shape.objects = facts.members.size() > mostMembers
                      ? nullptr
                      : std::make_shared<ObjectFacts>(std::move(facts));
  return shape;
}

Shape Shape::withElement(int64_t index, Shape value) const {
  Shape shape = only(Kind::Array);
  ArrayFacts facts = arrays ? *arrays : ArrayFacts{{}, any(), 0, unbounded};
  if (index >= 0 && static_cast<size_t>(index) < facts.elements.size())
    facts.elements[static_cast<size_t>(index)] = std::move(value);
  else
    facts.element = join(facts.element, value).asOpen(); // nobody knows which element it is
  facts.knownEmpty = false;
  shape.arrays = std::make_shared<ArrayFacts>(std::move(facts));
  return shape;
}

bool isConstant(const Shape &shape) {
  return shape.possible() == Kind::True || shape.possible() == Kind::False ||
         shape.constantText() || shape.constantNumber();
}

std::optional<std::string_view> Shape::constantText() const {
  if (possible() == Kind::Text && texts && texts->isListed && texts->values.size() == 1)
    return texts->values.front();
  return std::nullopt;
}

std::optional<double> Shape::constantNumber() const {
  if (possible() == Kind::Number && numbers && numbers->isConstant())
    return numbers->low;
  return std::nullopt;
}

} // namespace aslc::analysis
