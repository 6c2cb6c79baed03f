#include "compiler/witness/hole.h"
#include "runtime/dom/text.h"

#include <algorithm>
#include <cmath>

namespace aslc::witness {

namespace {

using Type = Hole::Type;
using source::Node;

const Node *valueOf(const Node *schema, std::string_view key) {
  const source::Member *member = schema ? schema->find(key) : nullptr;
  return member ? member->value : nullptr;
}

bool isRequired(const Node *schema, const std::string &name) {
  const Node *list = valueOf(schema, "required");
  return list && std::any_of(list->items.begin(), list->items.end(),
                             [&](const Node *item) { return item->text == name; });
}

Json jsonOf(const Node &node) { return asl::dom::parseOrdered(asl::document::toJson(node)); }

/// The type that a description or a schema gives to what nothing else was asked of.
Type describedType(const Hole &hole) {
  using Kind = catalogue::Type::Kind;
  if (const Node *type = valueOf(hole.schema, "type")) {
    std::string_view name = type->is(Node::Kind::Array) && !type->items.empty()
                                ? std::string_view(type->items[0]->text)
                                : std::string_view(type->text);
    return name == "string"                        ? Type::Text
           : name == "number" || name == "integer" ? Type::Number
           : name == "boolean"                     ? Type::Boolean
           : name == "array"                       ? Type::Array
           : name == "object"                      ? Type::Object
                                                   : Type::Any;
  }
  switch (hole.described.kind()) {
  case Kind::Any:
    return Type::Any;
  case Kind::Text:
    return Type::Text;
  case Kind::Number:
    return Type::Number;
  case Kind::Boolean:
    return Type::Boolean;
  case Kind::List:
    return Type::Array;
  default:
    return Type::Object;
  }
}

double numberIn(const Hole &hole) {
  double number = std::isfinite(hole.least)  ? std::max(hole.least, std::min(1.0, hole.most))
                  : std::isfinite(hole.most) ? std::min(1.0, hole.most)
                                             : 1;
  while (hole.excludes(number) && number < hole.most)
    ++number;
  return number;
}

Json numberJson(double number) {
  constexpr double exact = 1e15;
  if (number == std::floor(number) && std::abs(number) < exact)
    return static_cast<int64_t>(number);
  return number;
}

} // namespace

Type typeOf(const Json &value) {
  return value.is_null()      ? Type::Null
         : value.is_boolean() ? Type::Boolean
         : value.is_number()  ? Type::Number
         : value.is_string()  ? Type::Text
         : value.is_array()   ? Type::Array
                              : Type::Object;
}

bool Hole::ask(Type wanted) {
  Type known = type == Type::Any ? describedType(*this) : type;
  if (isAbsent || (known != Type::Any && known != wanted))
    return false;
  type = wanted;
  return true;
}

bool Hole::ask(const Json &wanted) {
  if (value)
    return *value == wanted;
  bool isIn =
      !wanted.is_number() || (wanted.get<double>() >= least && wanted.get<double>() <= most);
  if (!isIn || !ask(typeOf(wanted)) || !members.empty() || !elements.empty() || excludes(wanted))
    return false;
  value = wanted;
  return true;
}

bool Hole::askNot(const Json &unwanted) {
  if (value)
    return *value != unwanted;
  excluded.push_back(unwanted);
  return true;
}

bool Hole::askAbsent() {
  bool isNew = type == Type::Any && !value && members.empty() && elements.empty();
  isAbsent |= isNew;
  return isAbsent;
}

HolePtr Hole::member(const std::string &name) {
  if (value || !ask(Type::Object))
    return nullptr;
  using Kind = catalogue::Type::Kind;
  bool isObject = described.kind() == Kind::Object && described.memberCount() != 0;
  auto known = isObject ? described.find(name) : std::nullopt;
  if ((isObject && !known) || name.ends_with("()"))
    return nullptr;
  HolePtr &part = members[name];
  if (part)
    return part;
  part = std::make_shared<Hole>();
  part->described = known                           ? known->type
                    : described.kind() == Kind::Map ? described.element()
                                                    : catalogue::Type();
  part->length = catalogue::lengthOf(name);
  part->schema = valueOf(valueOf(schema, "properties"), name);
  return part;
}

HolePtr Hole::element(size_t index) {
  constexpr size_t largest = 1000;
  if (value || index > largest || !ask(Type::Array))
    return nullptr;
  while (elements.size() <= index) {
    elements.push_back(std::make_shared<Hole>());
    if (described.kind() == catalogue::Type::Kind::List)
      elements.back()->described = described.element();
    elements.back()->schema = valueOf(schema, "items");
  }
  return elements[index];
}

Json Hole::make(const Json &otherwise) const {
  if (value)
    return *value;
  if (const Node *constant = valueOf(schema, "const"))
    return jsonOf(*constant);
  if (const Node *list = valueOf(schema, "enum"); list && members.empty() && elements.empty())
    for (const Node *item : list->items)
      if (Json each = jsonOf(*item); !excludes(each))
        return each;
  switch (type == Type::Any ? describedType(*this) : type) {
  case Type::Any:
    return excludes(otherwise) ? Json("another") : otherwise;
  case Type::Null:
    return nullptr;
  case Type::Boolean:
    return !excludes(true);
  case Type::Number:
    return numberJson(numberIn(*this));
  case Type::Text:
    return makeText(otherwise);
  case Type::Array: {
    Json list = Json::array();
    for (const HolePtr &element : elements)
      list.push_back(element->make(otherwise));
    return list;
  }
  case Type::Object:
    return makeObject(otherwise);
  }
  return otherwise;
}

Json Hole::makeText(const Json &otherwise) const {
  if (isTime)
    return "2030-01-01T00:00:00Z";
  for (size_t i = 0; i < described.valueCount(); ++i)
    if (Json each = std::string(described.value(i)); !excludes(each))
      return each;
  std::string text = otherwise.is_string() ? otherwise.get<std::string>() : "x";
  text.resize(std::max(text.size(), length), 'x');
  while (excludes(text))
    text += "x";
  return text;
}

Json Hole::makeObject(const Json &otherwise) const {
  Json object = Json::object();
  for (const auto &[name, part] : members)
    if (!part->isAbsent)
      object[name] = part->make(otherwise);
  if (described.kind() == catalogue::Type::Kind::Object)
    for (size_t i = 0; i < described.memberCount(); ++i) {
      catalogue::Member each = described.member(i);
      std::string name(each.name);
      // What is told of the call itself is added when the machine runs.
      if (!each.always || name.starts_with("Sdk") || members.contains(name))
        continue;
      Hole part;
      part.described = each.type;
      part.length = catalogue::lengthOf(name);
      object[name] = part.make(otherwise);
    }
  if (const Node *properties = valueOf(schema, "properties"))
    for (const source::Member &each : properties->members)
      if (isRequired(schema, each.key) && !members.contains(each.key)) {
        Hole part;
        part.schema = each.value;
        object[each.key] = part.make(otherwise);
      }
  return object;
}

bool Hole::excludes(const Json &each) const {
  return std::find(excluded.begin(), excluded.end(), each) != excluded.end();
}

} // namespace aslc::witness
