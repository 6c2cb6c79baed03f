// What Tasks give, by the catalogue.
#include "compiler/analysis/shapes/flow.h"

#include <algorithm>

namespace aslc::analysis {

namespace {

/// Members that services leave out in the normal course of things, so that a machine must expect
/// it.
constexpr std::pair<std::string_view, std::string_view> oftenAbsent[] = {
    {"getItem", "Item"},           {"deleteItem", "Attributes"},  {"putItem", "Attributes"},
    {"updateItem", "Attributes"},  {"query", "LastEvaluatedKey"}, {"scan", "LastEvaluatedKey"},
    {"receiveMessage", "Messages"}};

Shape shapeOf(catalogue::Type type, unsigned depth) {
  constexpr unsigned deepest = 6;
  using Type = catalogue::Type;
  if (depth > deepest)
    return Shape::any();
  switch (type.kind()) {
  case Type::Kind::Any:
    return Shape::any();
  case Type::Kind::Text: {
    std::vector<std::string> values;
    for (size_t i = 0; i < type.valueCount(); ++i)
      values.emplace_back(type.value(i));
    return values.empty() || values.size() > 32 ? Shape::of(Kind::Text)
                                                : Shape::oneOf(std::move(values));
  }
  case Type::Kind::Number:
    return Shape::of(Kind::Number);
  case Type::Kind::Boolean:
    return Shape::of(Boolean);
  case Type::Kind::List:
    return Shape::array(shapeOf(type.element(), depth + 1));
  case Type::Kind::Map: {
    Shape value = shapeOf(type.element(), depth + 1);
    value.open |= Kind::Missing;
    return Shape::object({}, std::move(value));
  }
  case Type::Kind::Object: {
    std::vector<std::pair<std::string_view, Shape>> members;
    for (size_t i = 0; i < type.memberCount(); ++i) {
      catalogue::Member member = type.member(i);
      Shape shape = shapeOf(member.type, depth + 1);
      if (!member.always)
        shape.open |= Kind::Missing;
      members.emplace_back(member.name, std::move(shape));
    }
    return Shape::object(std::move(members));
  }
  }
  return Shape::any();
}

} // namespace

Shape shapeOf(catalogue::Type type) { return shapeOf(type, 0); }

const Shape &MachineFacts::resultOf(std::string_view resource) {
  auto [place, fresh] = results.try_emplace(resource);
  if (!fresh)
    return place->second;
  catalogue::Integration integration = catalogue::integrationOf(resource);
  Shape shape = Shape::any();
  if (integration.pattern != catalogue::Pattern::WaitForTaskToken)
    shape = shapeOf(integration.result());
  if (shape.objects)
    for (auto [action, name] : oftenAbsent)
      if (integration.action == action)
        if (Shape member = shape.member(name); member.may(Json)) {
          member.known |= Kind::Missing;
          member.open &= Kinds(~Kind::Missing);
          shape = shape.with(name, std::move(member));
        }
  place->second = std::move(shape);
  return place->second;
}

} // namespace aslc::analysis
