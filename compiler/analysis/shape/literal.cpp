// Constants as shapes.
#include "compiler/analysis/shape/literal.h"

#include "compiler/source/placeholder.h"
#include "runtime/support/number_text.h"

namespace aslc::analysis {

double numberOf(const source::Node &node) {
  return asl::parseNumber<double>(node.text).value_or(0);
}

Shape shapeOf(const source::Node &node) {
  using Kind = source::Node::Kind;
  switch (node.kind) {
  case Kind::Null:
    return Shape::of(analysis::Kind::Null);
  case Kind::Boolean:
    return Shape::boolean(node.boolean);
  case Kind::Number:
    return Shape::number(numberOf(node));
  case Kind::String:
    return source::holdsPlaceholder(node.text) ? Shape::of(analysis::Kind::Text)
                                               : Shape::text(node.text);
  case Kind::Array: {
    std::vector<Shape> elements;
    for (const source::Node *item : node.items)
      elements.push_back(shapeOf(*item));
    return Shape::tuple(std::move(elements));
  }
  case Kind::Object: {
    std::vector<std::pair<std::string_view, Shape>> members;
    for (const source::Member &member : node.members)
      members.emplace_back(member.key, shapeOf(*member.value));
    return Shape::object(std::move(members));
  }
  }
  return Shape::any();
}

} // namespace aslc::analysis
