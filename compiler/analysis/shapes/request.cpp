// Requests of Tasks whose values are made when the machine runs: what is known of them is compared
// with the types that the service takes. Literals are checked by compiler/sema.
#include "compiler/analysis/shapes/flow.h"

#include <algorithm>
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
    compare(name, given, range, type, 0);
  }

  /// Reports the first value in `given` that has a wrong type.
  bool compare(std::string_view name, const Shape &given, source::Range range, Type type,
               unsigned depth) {
    constexpr unsigned deepest = 8;
    if (std::string_view expected = expectedInstead(given, type); !expected.empty()) {
      problems_.add({.kind = diag::Kind::ParameterType,
                     .range = range,
                     .message = std::string(name),
                     .detail = describeKinds(given.without(Kind::Missing).possible()),
                     .expected = std::string(expected)});
      return true;
    }
    if (depth == deepest || !given.known)
      return false;
    if (given.isOnly(Kind::Array) && type.kind() == Type::Kind::List && given.arrays) {
      const std::vector<Shape> &elements = given.arrays->elements;
      return std::any_of(elements.begin(), elements.end(), [&](const Shape &each) {
        return compare(name, each, range, type.element(), depth + 1);
      });
    }
    if (!given.isOnly(Kind::Object) || !given.objects)
      return false;
    for (const auto &[key, member] : given.objects->members)
      if (auto inner = memberOf(type, key); inner && compare(key, member, range, *inner, depth + 1))
        return true;
    return false;
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
    return {};
  case Type::Kind::Text: // an object or an array is sent as its JSON text
    return present.may(Kind::Text | Kind::Object | Kind::Array) ? "" : "a string";
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
