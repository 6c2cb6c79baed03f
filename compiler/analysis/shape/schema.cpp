// JSON Schema as shapes. See https://json-schema.org/draft/2020-12/json-schema-validation
#include "compiler/analysis/shape/literal.h"

#include <algorithm>

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

  Shape read(const Node &schema, unsigned depth = 0) const;

private:
  Kinds kindsOf(const Node &schema) const;
  Shape enumeration(const Node &values) const;
  Shape alternatives(const Node &schemas, unsigned depth) const;
  const Node *referred(const Node &schema) const;
  void addNumbers(const Node &schema, Shape &shape) const;
  void addArrays(const Node &schema, Shape &shape, unsigned depth) const;
  void addObjects(const Node &schema, Shape &shape, unsigned depth) const;
  static Shape restOf(const Node &schema);

  const Node &root_;
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

Shape Reader::alternatives(const Node &schemas, unsigned depth) const {
  Shape shape = Shape::nothing();
  for (const Node *each : schemas.items)
    shape = join(shape, read(*each, depth + 1));
  return shape;
}

/// The schema that `$ref` names: `#/$defs/Name`, `#/definitions/Name`; null for any other.
const Node *Reader::referred(const Node &schema) const {
  const Node *reference = memberOf(schema, "$ref", Node::Kind::String);
  if (!reference)
    return nullptr;
  for (std::string_view folder : {"$defs", "definitions"}) {
    std::string prefix = "#/" + std::string(folder) + "/";
    const Node *all = memberOf(root_, folder, Node::Kind::Object);
    if (all && reference->text.starts_with(prefix))
      if (const source::Member *found = all->find(reference->text.substr(prefix.size())))
        return found->value;
  }
  return nullptr;
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

void Reader::addArrays(const Node &schema, Shape &shape, unsigned depth) const {
  const source::Member *items = schema.find("items");
  ArrayFacts facts;
  facts.element = items ? read(*items->value, depth + 1) : Shape::any();
  if (const Node *first = memberOf(schema, "prefixItems", Node::Kind::Array))
    for (const Node *item : first->items)
      facts.element = join(facts.element, read(*item, depth + 1));
  if (const Node *least = memberOf(schema, "minItems", Node::Kind::Number))
    facts.least = static_cast<uint64_t>(std::max(0.0, numberOf(*least)));
  if (const Node *most = memberOf(schema, "maxItems", Node::Kind::Number))
    facts.most = static_cast<uint64_t>(std::max(0.0, numberOf(*most)));
  shape.arrays = std::make_shared<ArrayFacts>(std::move(facts));
}

/// What a member is that `properties` does not name.
Shape Reader::restOf(const Node &schema) {
  const Node *more = memberOf(schema, "additionalProperties", Node::Kind::Boolean);
  if (more && !more->boolean)
    return Shape::missing();
  Shape rest = Shape::unknown();
  if (memberOf(schema, "properties", Node::Kind::Object) && !schema.find("additionalProperties") &&
      !schema.find("patternProperties"))
    rest.known |= Kind::Missing; // inputs that have only what is named are valid
  return rest;
}

void Reader::addObjects(const Node &schema, Shape &shape, unsigned depth) const {
  ObjectFacts facts;
  const Node *required = memberOf(schema, "required", Node::Kind::Array);
  auto isRequired = [&](std::string_view key) {
    return required && std::any_of(required->items.begin(), required->items.end(),
                                   [&](const Node *item) { return item->text == key; });
  };
  if (const Node *properties = memberOf(schema, "properties", Node::Kind::Object))
    for (const source::Member &member : properties->members) {
      Shape value = read(*member.value, depth + 1);
      if (!isRequired(member.key))
        value.known |= Kind::Missing;
      facts.members.emplace_back(member.key, std::move(value));
    }
  std::sort(facts.members.begin(), facts.members.end(),
            [](const auto &a, const auto &b) { return a.first < b.first; });
  facts.rest = restOf(schema);
  shape.objects = std::make_shared<ObjectFacts>(std::move(facts));
}

Shape Reader::read(const Node &schema, unsigned depth) const {
  constexpr unsigned deepest = 16;
  if (depth > deepest || !schema.is(Node::Kind::Object))
    return Shape::any();
  if (schema.find("$ref")) {
    const Node *target = referred(schema);
    return target ? read(*target, depth + 1) : Shape::any();
  }
  if (const source::Member *constant = schema.find("const"))
    return shapeOf(*constant->value);
  if (const Node *values = memberOf(schema, "enum", Node::Kind::Array))
    return enumeration(*values);
  for (std::string_view key : {"anyOf", "oneOf"})
    if (const Node *schemas = memberOf(schema, key, Node::Kind::Array))
      return alternatives(*schemas, depth);
  Kinds kinds = kindsOf(schema);
  if (kinds == Json)
    return Shape::any();
  Shape shape = Shape::of(kinds);
  if (kinds & Kind::Number)
    addNumbers(schema, shape);
  if (kinds & Kind::Array)
    addArrays(schema, shape, depth);
  if (kinds & Kind::Object)
    addObjects(schema, shape, depth);
  return shape;
}

} // namespace

Shape shapeOfSchema(const source::Node &schema) { return Reader(schema).read(schema); }

} // namespace aslc::analysis
