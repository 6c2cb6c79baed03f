// Calls that do harm when they are made twice, where that happens: in an express workflow, which
// may run a step more than once, and under a retrier. As notes where nothing in the request could
// prevent it: most of them are meant. See
// https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
#include "compiler/analysis/flow/checks.h"

#include "compiler/catalogue/catalogue.h"

#include <algorithm>

namespace aslc::analysis::flow {

namespace {

/// Whether the request of `state` makes a repetition harmless.
bool hasKey(const ast::State &state, std::string_view key) {
  const ast::TemplateField &request =
      state.language == ast::QueryLanguage::Jsonata ? state.arguments : state.parameters;
  if (!request || !request->node->is(source::Node::Kind::Object))
    return request.has_value(); // it may
  return !key.empty() && (request->node->find(key) || request->node->find(std::string(key) + ".$"));
}

/// Whether the request of `updateItem` changes a value by what it was before.
bool countsUp(const ast::State &state) {
  const ast::TemplateField &request =
      state.language == ast::QueryLanguage::Jsonata ? state.arguments : state.parameters;
  const source::Member *member = request ? request->node->find("UpdateExpression") : nullptr;
  if (!member || !member->value->is(source::Node::Kind::String))
    return false;
  std::string_view text = member->value->text;
  constexpr std::string_view counting[] = {"ADD ", "list_append", " + :", " - :", "+ :", "- :"};
  return std::any_of(std::begin(counting), std::end(counting),
                     [&](std::string_view part) { return text.find(part) != text.npos; });
}

/// Whether the call does its work again when it is repeated, in this state.
bool isHarmful(const ast::State &state, const catalogue::Operation &operation) {
  bool updates = operation.service == "dynamodb" && operation.name == "updateItem";
  if (operation.repetition != catalogue::Repetition::Harmful && !(updates && countsUp(state)))
    return false;
  return !hasKey(state, operation.key);
}

/// A retrier that repeats the call although it may have succeeded.
const ast::Retrier *repeating(const ast::State &state) {
  for (const ast::Retrier &retrier : state.retriers)
    if (retrier.maxAttempts > 0 &&
        std::any_of(retrier.errorEquals.begin(), retrier.errorEquals.end(), [](const auto &name) {
          return name.value == "States.ALL" || name.value == "States.Timeout";
        }))
      return &retrier;
  return nullptr;
}

} // namespace

void checkDelivery(FlowChecker &checker) {
  for (const Flow &flow : checker.flows)
    for (const ast::State &state : flow.graph.machine().states) {
      const auto *task = state.as<ast::TaskState>();
      if (!task || !task->resource)
        continue;
      auto integration = catalogue::integrationOf(task->resource->value);
      if (!integration.operation || !isHarmful(state, *integration.operation))
        continue;
      const ast::Retrier *retrier = repeating(state);
      if (!flow.express && !retrier)
        continue;
      auto report = checker.diags.emit(
          state.nameRange, diag::Kind::RepeatedCall,
          {std::string(integration.service) + ":" + std::string(integration.action)});
      bool canHaveKey = !integration.operation->key.empty() &&
                        integration.pattern == catalogue::Pattern::RequestResponse;
      if (!canHaveKey)
        report.weaken(diag::Severity::Note);
      if (retrier)
        report.label({retrier->range.begin, retrier->range.begin + 1},
                     "it is called again after a timeout, although it may have been done");
      else if (canHaveKey)
        report.hint("an express workflow may run a step twice: `" +
                    std::string(integration.operation->key) + "` makes that harmless" +
                    std::string(integration.operation->keyScope()));
      else
        report.hint("an express workflow may run a step twice");
    }
}

} // namespace aslc::analysis::flow
