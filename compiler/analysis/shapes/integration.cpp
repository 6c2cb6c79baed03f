// What Tasks give, by the catalogue.
#include "compiler/analysis/shapes/flow.h"

#include <algorithm>

namespace aslc::analysis {

namespace {

/// The headers of an answer, which every optimized integration hands on: one of them is the
/// request's identifier.
Shape httpMetadata() {
  constexpr uint64_t identifier = 36;
  Shape text = Shape::textOfBytes(identifier);
  Shape all = Shape::object({{"x-amzn-RequestId", Shape::array(text, 1, 1)}}, Shape::unknown());
  Shape headers = Shape::object({{"x-amzn-RequestId", text}}, Shape::unknown());
  return Shape::object({{"AllHttpHeaders", all},
                        {"HttpHeaders", headers},
                        {"HttpStatusCode", Shape::of(Kind::Number)}});
}

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
      Shape shape =
          member.name == "SdkHttpMetadata" ? httpMetadata() : shapeOf(member.type, depth + 1);
      if (uint64_t bytes = catalogue::lengthOf(member.name); bytes != 0 && shape.isOnly(Kind::Text))
        shape = Shape::textOfBytes(bytes);
      shape.isPromised = member.always;
      if (member.sometimes)
        shape.known |= Kind::Missing;
      else if (!member.always)
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

Shape MachineFacts::resultOf(const ast::State &state, std::string_view resource) {
  catalogue::Integration integration = catalogue::integrationOf(resource);
  auto [place, fresh] = results.try_emplace(resource);
  if (fresh)
    place->second = integration.pattern == catalogue::Pattern::WaitForTaskToken
                        ? Shape::any()
                        : shapeOf(integration.result());
  return asRequested(state, integration, place->second);
}

} // namespace aslc::analysis
