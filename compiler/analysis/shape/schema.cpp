// JSON Schema as shapes. See https://json-schema.org/draft/2020-12/json-schema-validation
#include "compiler/analysis/shape/literal.h"
#include "runtime/support/number_text.h"

#include <algorithm>
#include <set>

namespace aslc::analysis {

namespace {

using Node = source::Node;

const Node *memberOf(const Node &schema, std::string_view key, Node::Kind kind) {
  const source::Member *member = schema.find(key);
  return member && member->value->is(kind) ? member->value : nullptr;
}

Kinds kindsNamed(std::string_view type) {
  if (type == "null")
    return Kind::Null;
  if (type == "boolean")
    return Boolean;
  if (type == "number" || type == "integer")
    return Kind::Number;
  if (type == "string")
    return Kind::Text;
  if (type == "array")
    return Kind::Array;
  return type == "object" ? Kind::Object : Json;
}

class Reader {
public:
  explicit Reader(const Node &root) : root_(root) {}

  Shape read(const Node &schema, unsigned depth = 0);

private:
  Kinds kindsOf(const Node &schema) const;
  Shape own(const Node &schema, unsigned depth);
  Shape enumeration(const Node &values) const;
  Shape alternatives(const Node &schemas, unsigned depth);
  Shape conditional(const Node &condition, const Node &schema, unsigned depth);
  void addNumbers(const Node &schema, Shape &shape) const;
  void addArrays(const Node &schema, Shape &shape, unsigned depth);
  void addObjects(const Node &schema, Shape &shape, unsigned depth);
  Shape restOf(const Node &schema, unsigned depth);

  const Node &root_;
  size_t count_ = 0; ///< schemas that were read
};

Kinds Reader::kindsOf(const Node &schema) const {
  const source::Member *type = schema.find("type");
  if (!type)
    return schema.find("properties") || schema.find("required") ? Kinds(Kind::Object) : Json;
  if (type->value->is(Node::Kind::String))
    return kindsNamed(type->value->text);
  Kinds kinds = 0;
  for (const Node *item : type->value->items)
    kinds |= kindsNamed(item->text);
  return kinds;
}

Shape Reader::enumeration(const Node &values) const {
  Shape shape = Shape::nothing();
  for (const Node *value : values.items)
    shape = join(shape, shapeOf(*value));
  return shape;
}

Shape Reader::alternatives(const Node &schemas, unsigned depth) {
  Shape shape = Shape::nothing();
  for (const Node *each : schemas.items)
    shape = join(shape, read(*each, depth + 1));
  return shape;
}

/// `if` with `then` and `else`. A value for which the condition does not hold may be like one for
/// which it does.
Shape Reader::conditional(const Node &condition, const Node &schema, unsigned depth) {
  auto branch = [&](std::string_view key) {
    const source::Member *member = schema.find(key);
    return member ? read(*member->value, depth + 1) : Shape::any();
  };
  return join(meet(read(condition, depth + 1), branch("then")), branch("else"));
}

void Reader::addNumbers(const Node &schema, Shape &shape) const {
  auto limit = [&](std::string_view key, Order order) {
    if (const Node *bound = memberOf(schema, key, Node::Kind::Number)) {
      Shape limited = numbersWhere(shape, order, Shape::number(numberOf(*bound)));
      shape.numbers = limited.numbers;
    }
  };
  limit("minimum", Order::GreaterOrEqual);
  limit("exclusiveMinimum", Order::Greater);
  limit("maximum", Order::LessOrEqual);
  limit("exclusiveMaximum", Order::Less);
}

void Reader::addArrays(const Node &schema, Shape &shape, unsigned depth) {
  const source::Member *items = schema.find("items");
  const Node *first = memberOf(schema, "prefixItems", Node::Kind::Array);
  ArrayFacts facts;
  facts.element = items ? read(*items->value, depth + 1) : Shape::any();
  if (facts.element.isNothing())
    facts.most = first ? first->items.size() : 0;
  if (first)
    for (const Node *item : first->items)
      facts.element = join(facts.element, read(*item, depth + 1));
  if (const Node *least = memberOf(schema, "minItems", Node::Kind::Number))
    facts.least = static_cast<uint64_t>(elementIndex(std::max(0.0, numberOf(*least))));
  if (const Node *most = memberOf(schema, "maxItems", Node::Kind::Number))
    facts.most =
        std::min(facts.most, static_cast<uint64_t>(elementIndex(std::max(0.0, numberOf(*most)))));
  // Some keywords that are not followed may ask for an element.
  auto has = [&](std::string_view key) { return schema.find(key) != nullptr; };
  facts.knownEmpty = facts.least == 0 && !has(uncountedKeyword) && !has("contains") && !has("not");
  shape.arrays = std::make_shared<ArrayFacts>(std::move(facts));
}

/// What a member is that `properties` does not name.
Shape Reader::restOf(const Node &schema, unsigned depth) {
  bool hasPatterns = schema.find("patternProperties") != nullptr;
  if (const source::Member *more = schema.find("additionalProperties"); more && !hasPatterns) {
    Shape rest = read(*more->value, depth + 1);
    rest.known |= Kind::Missing;
    return rest;
  }
  Shape rest = Shape::unknown();
  if (memberOf(schema, "properties", Node::Kind::Object) ||
      memberOf(schema, "required", Node::Kind::Array)) {
    rest.open &= Kinds(~Kind::Missing);
    rest.known |= Kind::Missing; // inputs that have only what is named are valid
  }
  return rest;
}

void Reader::addObjects(const Node &schema, Shape &shape, unsigned depth) {
  ObjectFacts facts;
  facts.rest = restOf(schema, depth);
  std::set<std::string_view> required;
  if (const Node *names = memberOf(schema, "required", Node::Kind::Array))
    for (const Node *name : names->items)
      required.insert(name->text);
  if (const Node *properties = memberOf(schema, "properties", Node::Kind::Object))
    for (const source::Member &member : properties->members) {
      Shape value = read(*member.value, depth + 1);
      if (required.erase(member.key) == 0)
        value.known |= Kind::Missing;
      facts.members.emplace_back(member.key, std::move(value));
    }
  for (std::string_view name : required)
    facts.members.emplace_back(name, facts.rest.without(Kind::Missing));
  std::sort(facts.members.begin(), facts.members.end(),
            [](const auto &a, const auto &b) { return a.first < b.first; });
  shape.objects = std::make_shared<ObjectFacts>(std::move(facts));
}

/// What the keywords say that describe a value of one kind.
Shape Reader::own(const Node &schema, unsigned depth) {
  Kinds kinds = kindsOf(schema);
  bool isTyped = kinds != Json;
  auto has = [&](std::initializer_list<std::string_view> keys) {
    return std::any_of(keys.begin(), keys.end(), [&](auto key) { return schema.find(key); });
  };
  Shape shape = isTyped ? Shape::of(kinds) : Shape::any();
  if (kinds & Kind::Number)
    addNumbers(schema, shape);
  if ((kinds & Kind::Array) &&
      (isTyped || has({"items", "prefixItems", "minItems", "maxItems", "contains"})))
    addArrays(schema, shape, depth);
  if ((kinds & Kind::Object) && (isTyped || has({"additionalProperties"})))
    addObjects(schema, shape, depth);
  return shape;
}

Shape Reader::read(const Node &schema, unsigned depth) {
  constexpr unsigned deepest = 16;
  constexpr size_t most = 10000; // a schema may refer to itself in many places
  if (schema.is(Node::Kind::Boolean))
    return schema.boolean ? Shape::any() : Shape::nothing();
  if (depth > deepest || !schema.is(Node::Kind::Object) || ++count_ > most)
    return Shape::any();
  Shape shape = own(schema, depth);
  auto limit = [&](const Shape &other) { shape = meet(shape, other); };
  if (const source::Member *constant = schema.find("const"))
    limit(shapeOf(*constant->value));
  if (const Node *values = memberOf(schema, "enum", Node::Kind::Array))
    limit(enumeration(*values));
  if (const Node *reference = memberOf(schema, "$ref", Node::Kind::String))
    if (const Node *target = partOfSchema(root_, reference->text))
      limit(read(*target, depth + 1));
  if (const Node *all = memberOf(schema, "allOf", Node::Kind::Array))
    for (const Node *each : all->items)
      limit(read(*each, depth + 1));
  for (std::string_view key : {"anyOf", "oneOf"})
    if (const Node *schemas = memberOf(schema, key, Node::Kind::Array))
      limit(alternatives(*schemas, depth));
  if (const source::Member *condition = schema.find("if");
      condition && (schema.find("then") || schema.find("else")))
    limit(conditional(*condition->value, schema, depth));
  return shape;
}

} // namespace

const source::Node *partOfSchema(const source::Node &root, std::string_view reference) {
  if (!reference.starts_with('#'))
    return nullptr;
  const Node *place = &root;
  reference.remove_prefix(1);
  while (place && !reference.empty()) {
    if (!reference.starts_with('/'))
      return nullptr;
    std::string step(reference.substr(1, reference.find('/', 1) - 1));
    reference.remove_prefix(step.size() + 1);
    for (auto [written, meant] : {std::pair("~1", "/"), std::pair("~0", "~")})
      for (size_t at = step.find(written); at != step.npos; at = step.find(written, at + 1))
        step.replace(at, 2, meant);
    if (place->is(Node::Kind::Array)) {
      std::optional<size_t> index = asl::parseNumber<size_t>(step);
      place = index && *index < place->items.size() ? place->items[*index] : nullptr;
    } else {
      const source::Member *member = place->find(step);
      place = member ? member->value : nullptr;
    }
  }
  return place;
}

Shape shapeOfSchema(const source::Node &schema) { return Reader(schema).read(schema); }

} // namespace aslc::analysis
