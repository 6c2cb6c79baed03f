// Requests of Tasks whose values are made when the machine runs: what is known of them is compared
// with the types that the service takes. Literals are checked by compiler/sema.
#include "compiler/analysis/shapes/flow.h"

#include <string>

namespace aslc::analysis {

namespace {

using catalogue::Type;

/// Compares the expressions of a request with its type.
class RequestVisit {
public:
  RequestVisit(const source::Tree &tree, Problems &problems, const Shape &input, const Scope &scope,
               bool isJsonata)
      : tree_(tree), problems_(problems), input_(input), scope_(scope), isJsonata_(isJsonata) {}

  void value(std::string_view name, const ast::Template &value, Type type) {
    if (value.kind == ast::Template::Kind::Expression)
      return expression(name, *value.expression, value.range, type);
    for (const ast::Template::Entry &entry : value.entries)
      if (auto inner = memberOf(type, entry.key))
        this->value(entry.key, *entry.value, *inner);
    if (type.kind() == Type::Kind::List)
      for (const auto &item : value.items)
        this->value(name, *item, type.element());
  }

private:
  static std::optional<Type> memberOf(Type type, std::string_view name) {
    if (type.kind() == Type::Kind::Map)
      return type.element();
    auto member = type.kind() == Type::Kind::Object ? type.find(name) : std::nullopt;
    return member ? std::optional(member->type) : std::nullopt;
  }

  void expression(std::string_view name, const ast::Expression &expression, source::Range range,
                  Type type) {
    if (!expression.parsed() || expression.unresolved)
      return;
    Problems silent;
    Evaluation quiet{tree_, silent};
    Shape given = isJsonata_ ? evaluateResult(quiet, expression, scope_)
                             : evaluateExpression(quiet, expression, input_, scope_);
    std::string_view expected = expectedInstead(given, type);
    if (!expected.empty())
      problems_.add({.kind = diag::Kind::ParameterType,
                     .range = range,
                     .message = std::string(name),
                     .detail = describeKinds(given.without(Kind::Missing).possible()),
                     .expected = std::string(expected)});
  }

  const source::Tree &tree_;
  Problems &problems_;
  const Shape &input_;
  const Scope &scope_;
  bool isJsonata_;
};

} // namespace

std::string_view expectedInstead(const Shape &value, Type type) {
  Shape present = value.without(Kind::Missing | Kind::Null);
  if (present.isNothing() || !present.known || (present.open & Json))
    return {};
  switch (type.kind()) {
  case Type::Kind::Any:
  case Type::Kind::Text: // an object or an array is sent as its JSON text
    return {};
  case Type::Kind::Number:
    return present.may(Kind::Number) ? "" : "a number";
  case Type::Kind::Boolean:
    return present.may(Boolean) ? "" : "a boolean";
  case Type::Kind::List:
    return present.may(Kind::Array) ? "" : "an array";
  case Type::Kind::Map:
  case Type::Kind::Object:
    return present.may(Kind::Object) ? "" : "an object";
  }
  return {};
}

void StateVisit::checkRequest(const ast::TaskState &task, const Shape &input) {
  const ast::TemplateField &field = isJsonata() ? state_.arguments : state_.parameters;
  if (!field || !task.resource || !problems_.isActive())
    return;
  auto integration = catalogue::integrationOf(task.resource->value);
  if (integration.operation)
    RequestVisit(*flow_.facts_.root.tree, problems_, input, scope_, isJsonata())
        .value(isJsonata() ? "Arguments" : "Parameters", *field->value,
               integration.operation->request);
}

} // namespace aslc::analysis
