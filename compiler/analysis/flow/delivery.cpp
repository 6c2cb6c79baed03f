// Calls that do harm when they are made twice, where that happens: in an express workflow, which
// may run a step more than once, and under a retrier. As notes: most of them are meant. See
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
      if (!integration.operation ||
          integration.operation->repetition != catalogue::Repetition::Harmful ||
          hasKey(state, integration.operation->key))
        continue;
      const ast::Retrier *retrier = repeating(state);
      if (!flow.express && !retrier)
        continue;
      auto report = checker.diags.emit(
          state.nameRange, diag::Kind::RepeatedCall,
          {std::string(integration.service) + ":" + std::string(integration.action)});
      if (retrier)
        report.label({retrier->range.begin, retrier->range.begin + 1},
                     "it is called again after a timeout, although it may have been done");
      else
        report.hint("an express workflow runs each step at least once");
    }
}

} // namespace aslc::analysis::flow
