// The fields that states share, in the order in which a state uses them. See
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
#include "compiler/analysis/shapes/flow.h"
#include "compiler/ast/walk.h"

#include <algorithm>

namespace aslc::analysis {

namespace {

/// The largest payload between states, in bytes. See
/// https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
constexpr uint64_t mostPayloadBytes = 262144;

} // namespace

bool hasAssertion(const ast::State &state) {
  bool isFound = false;
  ast::forEachExpression(state, [&](const ast::ExpressionField &field) {
    const ast::Expression &expression = field.expression;
    for (std::string_view call : {"$assert", "$error"})
      isFound |= expression.kind == ast::Expression::Kind::Jsonata &&
                 expression.text.find(call) != std::string::npos;
  });
  return isFound;
}

StateVisit::StateVisit(DataFlow &flow, const ast::State &state, const Way &way, Problems &problems)
    : flow_(flow), state_(state), way_(way), problems_(problems),
      evaluation_{*flow.facts_.root.tree, problems} {
  scope_.input = way.input;
  scope_.variables = way.variables;
  scope_.context = contextOf(flow.facts_, state, flow.context_.map);
  if (hasAssertion(state))
    forgetDoubts();
}

/// An assertion of the state, or in a flow within it, may have settled whether a list is empty.
void StateVisit::forgetDoubts() {
  hasForgotten_ = true;
  scope_.input = scope_.input.withoutDoubts();
}

void StateVisit::visit() {
  std::visit([&](const auto &kind) { visit(kind); }, state_.kind);
}

Shape StateVisit::pathOrNull(const ast::Optional<ast::PathOrNull> &field, const Shape &document) {
  if (!field)
    return document;
  if (!field->value.path)
    return Shape::object({});
  return evaluateExpression(evaluation_, *field->value.path, document, scope_);
}

Shape StateVisit::effectiveInput() {
  return isJsonata() ? scope_.input : pathOrNull(state_.inputPath, scope_.input);
}

Shape StateVisit::request() {
  Shape input = effectiveInput();
  const ast::TemplateField &field = isJsonata() ? state_.arguments : state_.parameters;
  Shape value =
      field ? evaluateTemplate(evaluation_, *field->value, input, scope_, &state_) : input;
  checkSize(value);
  return value;
}

/// An object that stands for "what this state gave" is explained by the state.
Shape StateVisit::explained(Shape value) const {
  if (value.objects && !value.objects->maker && value.isOnly(Kind::Object)) {
    auto facts = std::make_shared<ObjectFacts>(*value.objects);
    facts->maker = &state_;
    facts->made = state_.nameRange;
    value.objects = std::move(facts);
  }
  return value;
}

Variables StateVisit::assigned(const ast::TemplateField &assign, const Shape &document,
                               const Scope &scope) {
  Variables variables = scope.variables;
  if (!assign)
    return variables;
  Shape values = evaluateTemplate(evaluation_, *assign->value, document, scope, &state_);
  if (values.objects && !values.objects->members.empty()) {
    for (const auto &[name, shape] : values.objects->members)
      variables.set(name, explained(shape.withoutDoubts()));
    return variables;
  }
  // Of an object with very many members nothing is known.
  for (const source::Member &member : assign->node->members) {
    std::string_view name = member.key;
    if (!isJsonata() && name.ends_with(".$"))
      name.remove_suffix(2);
    variables.set(name, Shape::unknown());
  }
  return variables;
}

Shape StateVisit::setAt(const Shape &document, const ast::Expression &path, size_t index,
                        const Shape &value, source::Range range) {
  const auto &steps = path.path().steps;
  if (index == steps.size())
    return value;
  const auto *names = std::get_if<jsonpath::NamesStep>(&steps[index].kind);
  if (!names || names->names.size() != 1) {
    const auto *indexes = std::get_if<jsonpath::Indexes>(&steps[index].kind);
    if (!indexes || !document.may(Kind::Array))
      return Shape::any();
    int64_t at = indexes->indexes.front();
    Shape inner = setAt(document.element(at).without(Kind::Missing), path, index + 1, value, range);
    return document.withElement(at, std::move(inner));
  }
  // What is absent is made; what is there and no object cannot take a member.
  constexpr Kinds taking = Kind::Object | Kind::Missing | Kind::Null;
  if (!document.isNothing() && !document.may(taking)) {
    problems_.add({.kind = diag::Kind::ResultPathIntoValue,
                   .range = range,
                   .message = "`" + path.text + "` cannot be set: `" + names->names[0] +
                              "` would be a member of " + describe(document)});
    return Shape::any();
  }
  Shape object = document.only(Kind::Object);
  if (document.may(Kind::Missing | Kind::Null))
    object = join(object, Shape::object({}));
  if (object.isNothing())
    object = Shape::of(Kind::Object);
  std::string_view name = names->names[0];
  return object.with(name, setAt(object.member(name), path, index + 1, value, range));
}

Shape StateVisit::merged(const ast::Optional<ast::PathOrNull> &resultPath, const Shape &value) {
  if (!resultPath)
    return value;
  if (!resultPath->value.path)
    return scope_.input;
  const ast::Expression &path = *resultPath->value.path;
  if (!path.parsed() || path.unresolved)
    return Shape::any();
  return setAt(scope_.input, path, 0, value, resultPath->range);
}

Shape StateVisit::stateOutput(const ast::TemplateField &output, const Scope &scope,
                              const Shape &otherwise) {
  return output ? evaluateTemplate(evaluation_, *output->value, scope.input, scope, &state_)
                : otherwise;
}

/// Goes on with the result of the state's work.
void StateVisit::exitWith(const Shape &made) {
  if (data_)
    data_->resultShape = join(data_->resultShape, made);
  Shape result = hasForgotten_ ? made.withoutDoubts() : made;
  if (isJsonata()) {
    Scope scope = scope_;
    scope.result = result;
    Variables variables = assigned(state_.assign, scope.input, scope);
    exit(stateOutput(state_.output, scope, result), std::move(variables));
    return;
  }
  Shape selected = result;
  if (state_.resultSelector)
    selected =
        evaluateTemplate(evaluation_, *state_.resultSelector->value, result, scope_, &state_);
  Variables variables = assigned(state_.assign, result, scope_);
  exit(pathOrNull(state_.outputPath, merged(state_.resultPath, selected)), std::move(variables));
}

void StateVisit::exit(Shape output, Variables variables) {
  checkSize(output);
  if (data_)
    data_->outputShape = join(data_->outputShape, output);
  leave(state_.next, explained(std::move(output)), std::move(variables));
}

void StateVisit::leave(const ast::Text &next, Shape output, Variables variables) {
  // Where a list is empty, the state has failed.
  if (problems_.hasAbsence())
    output = output.withoutDoubts();
  if (!next) {
    flow_.finish(state_, output);
    return;
  }
  if (const ast::State *target = flow_.order_.find(next->value))
    flow_.enter(state_, *target, {std::move(output), std::move(variables)});
}

namespace {

/// A text that a Fail state may have left out.
Shape textOrNull() {
  Shape shape = Shape::of(Kind::Text);
  shape.open |= Kind::Null;
  return shape;
}

/// The `Error` that a catcher gets: the names of some errors stand for errors with other names. The
/// states within a Parallel or a Map may also give errors these names themselves.
Shape errorOf(const ast::State &state, const ast::Catcher &catcher) {
  constexpr std::string_view ofOtherNames[] = {"States.ALL", "States.BranchFailed",
                                               "States.TaskFailed"};
  std::vector<std::string> names;
  for (const auto &name : catcher.errorEquals) {
    if (std::ranges::find(ofOtherNames, name.value) != std::end(ofOtherNames))
      return textOrNull();
    bool isHeartbeat = name.value == "States.HeartbeatTimeout";
    if (isHeartbeat)
      names.emplace_back("States.Timeout");
    if (!isHeartbeat || !state.as<ast::TaskState>())
      names.push_back(name.value);
  }
  return Shape::oneOf(std::move(names));
}

} // namespace

void StateVisit::catchers() {
  for (const ast::Catcher &catcher : state_.catchers) {
    Shape output = Shape::object({{"Cause", textOrNull()}, {"Error", errorOf(state_, catcher)}},
                                 Shape::missing(), &state_, catcher.range);
    if (isJsonata()) {
      Scope scope = scope_;
      scope.errorOutput = output;
      Variables variables = assigned(catcher.assign, scope.input, scope);
      Shape left = stateOutput(catcher.output, scope, output);
      leave(catcher.next, std::move(left), std::move(variables));
      continue;
    }
    Variables variables = assigned(catcher.assign, output, scope_);
    Shape left = merged(catcher.resultPath, output);
    leave(catcher.next, std::move(left), std::move(variables));
  }
}

void StateVisit::checkSize(const Shape &value) {
  if (!problems_.isActive())
    return;
  uint64_t bytes = leastBytes(value);
  if (bytes > mostPayloadBytes)
    problems_.add({.kind = diag::Kind::PayloadTooLarge,
                   .range = state_.nameRange,
                   .message = "`" + state_.name + "` gives or takes at least " +
                              std::to_string(bytes) + " bytes, but a payload has at most " +
                              std::to_string(mostPayloadBytes)});
}

} // namespace aslc::analysis
