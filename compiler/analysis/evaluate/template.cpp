// Payload templates on shapes, and where a value comes from.
#include "compiler/analysis/evaluate/scope.h"
#include "compiler/analysis/shape/literal.h"

namespace aslc::analysis {

void explain(Problem &problem, const Shape &shape) {
  if (!shape.objects || !shape.objects->maker)
    return;
  problem.place = shape.objects->made;
  problem.label = "`" + shape.objects->maker->name + "` makes it here";
}

Shape evaluateTemplate(const Evaluation &evaluation, const ast::Template &tree,
                       const Shape &document, const Scope &scope, const ast::State *maker) {
  using Kind = ast::Template::Kind;
  switch (tree.kind) {
  case Kind::Literal: {
    Shape shape = shapeOf(*tree.node);
    if (shape.possible() == analysis::Kind::Object) {
      auto facts = std::make_shared<ObjectFacts>(*shape.objects);
      facts->maker = maker;
      facts->made = tree.range;
      shape.objects = std::move(facts);
    }
    return shape;
  }
  case Kind::Expression:
    return evaluateExpression(evaluation, *tree.expression, document, scope);
  case Kind::Array: {
    std::vector<Shape> elements;
    for (const auto &item : tree.items)
      elements.push_back(evaluateTemplate(evaluation, *item, document, scope, maker));
    return Shape::tuple(std::move(elements));
  }
  case Kind::Object: {
    std::vector<std::pair<std::string_view, Shape>> members;
    for (const ast::Template::Entry &entry : tree.entries)
      members.emplace_back(entry.key,
                           evaluateTemplate(evaluation, *entry.value, document, scope, maker));
    return Shape::object(std::move(members), Shape::missing(), maker, tree.range);
  }
  }
  return Shape::any();
}

} // namespace aslc::analysis
