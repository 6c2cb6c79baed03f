// Which errors a state can fail with: by its kind, its fields, the service that it calls, and the
// states inside it.
#include "compiler/sema/raised.h"

#include "compiler/ast/walk.h"
#include "compiler/catalogue/catalogue.h"
#include "compiler/diag/engine.h"
#include "compiler/sema/error_names.h"
#include "compiler/sema/request.h"
#include "compiler/source/placeholder.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <span>

namespace aslc::sema {

namespace {

using catalogue::Integration;

bool isDistributed(const ast::State &state) {
  const auto *map = state.as<ast::MapState>();
  return map && map->distributed;
}

/// Whether `test` holds for `state` or for a state that runs inside it, in the same execution. Of
/// what a placeholder stands for, anything may hold.
bool anyInside(const ast::State &state, const std::function<bool(const ast::State &)> &test) {
  if (test(state))
    return true;
  const auto *map = state.as<ast::MapState>();
  bool found = map && !map->processor;
  ast::forEachInner(state, [&](const ast::Machine &machine, bool distributed) {
    found = found || machine.states.empty();
    for (const ast::State &inner : machine.states)
      found = found || (!distributed && anyInside(inner, test));
  });
  return found;
}

bool isTask(const ast::State &state) { return state.as<ast::TaskState>() != nullptr; }

bool hasHeartbeat(const ast::State &state) {
  return state.node->find("HeartbeatSeconds") || state.node->find("HeartbeatSecondsPath");
}

bool hasReader(const ast::State &state) {
  return isDistributed(state) && state.node->find("ItemReader");
}

bool hasWriter(const ast::State &state) {
  return isDistributed(state) && state.node->find("ResultWriter");
}

/// Whether the state can time out. Without a limit of its own a task never does; the job that it
/// waits for may.
bool mayTimeOut(const ast::State &state) {
  const auto *task = state.as<ast::TaskState>();
  if (!task)
    return state.broken;
  std::string_view resource = task->resource ? std::string_view(task->resource->value) : "";
  return hasHeartbeat(state) || state.node->find("TimeoutSeconds") ||
         state.node->find("TimeoutSecondsPath") || resource.find(".sync") != resource.npos ||
         source::holdsPlaceholder(resource) ||
         catalogue::integrationOf(resource).kind == Integration::Kind::Unknown;
}

bool isIn(const ast::State &state, ast::QueryLanguage language) {
  return state.broken || state.language == language;
}

/// A reserved name, and when a state can fail with it. Without a test nothing fails with it: the
/// specification has the name, and the service fails with another.
struct Condition {
  std::string_view name;
  bool (*test)(const ast::State &);
  std::string_view reason;
};

constexpr Condition conditions[] = {
    {"States.HeartbeatTimeout", hasHeartbeat, "only a task with `HeartbeatSeconds` raises it"},
    {"States.Timeout", mayTimeOut, "only a task with `TimeoutSeconds` raises it"},
    {"States.NoChoiceMatched", nullptr,
     "a Choice that no rule matches fails with `States.Runtime`, which nothing catches"},
    {"States.BranchFailed",
     [](const ast::State &state) { return state.as<ast::ParallelState>() != nullptr; },
     "only a Parallel raises it"},
    {"States.ExceedToleratedFailureThreshold", isDistributed, "only a distributed Map raises it"},
    {"States.ItemReaderFailed", hasReader, "only a Map with `ItemReader` raises it"},
    {"States.ResultWriterFailed", hasWriter, "only a Map with `ResultWriter` raises it"},
    {"States.QueryEvaluationError",
     [](const ast::State &state) { return isIn(state, ast::QueryLanguage::Jsonata); },
     "only a state in JSONata raises it"},
    {"States.IntrinsicFailure",
     [](const ast::State &state) { return isIn(state, ast::QueryLanguage::JsonPath); },
     "only a state in JSONPath raises it"},
    {"States.ParameterPathFailure", nullptr,
     "a path that leads to nothing fails with `States.Runtime`, which nothing catches"},
    {"States.ResultPathMatchFailure",
     [](const ast::State &state) { return isIn(state, ast::QueryLanguage::JsonPath); },
     "only a state in JSONPath raises it"},
};

std::string called(const Integration &integration) {
  bool sdk = integration.kind == Integration::Kind::Sdk;
  return "`" + std::string(sdk ? "aws-sdk:" : "") + std::string(integration.service) + ":" +
         std::string(integration.action) + "`";
}

/// Whether a Task calls a Lambda function and waits for its answer only.
bool isFunction(const ast::TaskState &task) {
  if (!task.resource || source::holdsPlaceholder(task.resource->value))
    return false;
  Integration integration = catalogue::integrationOf(task.resource->value);
  return integration.kind == Integration::Kind::Function ||
         (integration.service == "lambda" && integration.action == "invoke" &&
          integration.pattern == catalogue::Pattern::RequestResponse);
}

/// The service that a Task calls, when it raises only the errors of that service.
struct Call {
  Integration integration;
  catalogue::Service service;
};

std::optional<Call> callOf(const ast::TaskState &task) {
  if (!task.resource || source::holdsPlaceholder(task.resource->value))
    return std::nullopt;
  Integration integration = catalogue::integrationOf(task.resource->value);
  bool isFunction = integration.service == "lambda" && integration.action.starts_with("invoke");
  if (!integration.operation || integration.operation->errorCount() == 0 || isFunction ||
      integration.pattern == catalogue::Pattern::WaitForTaskToken)
    return std::nullopt;
  auto service =
      catalogue::findService(integration.service, integration.kind == Integration::Kind::Sdk);
  return Call{integration, *service};
}

/// Whether a Fail state may have `name` for its error.
bool mayFailWith(const ast::FailState &fail, std::string_view name) {
  return !fail.error || fail.error->value.expression ||
         source::holdsPlaceholder(fail.error->value.text) || fail.error->value.text == name;
}

/// Whether the state itself or one inside may fail with `name`, which is not reserved.
bool mayRaiseOwn(const ast::State &state, std::string_view name) {
  if (state.broken)
    return true;
  if (const auto *fail = state.as<ast::FailState>())
    return mayFailWith(*fail, name);
  const auto *task = state.as<ast::TaskState>();
  if (!task)
    return false;
  std::optional<Call> call = callOf(*task);
  return !call || mayRaise(call->service, *call->integration.operation, name);
}

/// Whether the request has no condition that could fail.
bool lacksCondition(const ast::State &state, std::string_view name) {
  const source::Node *request = requestOf(state);
  return name.ends_with(".ConditionalCheckFailedException") && request &&
         !gives(*request, "ConditionExpression") && !gives(*request, "Expected") &&
         !gives(*request, "Statement");
}

std::optional<NeverRaised> neverFromCall(const ast::State &state, const Call &call,
                                         std::string_view name) {
  const catalogue::Operation &operation = *call.integration.operation;
  if (mayRaise(call.service, operation, name)) {
    if (lacksCondition(state, name))
      return NeverRaised{called(call.integration), "its request has no `ConditionExpression`", {}};
    return std::nullopt;
  }
  NeverRaised never{called(call.integration), {}, {}};
  if (auto meant = meantError(name, call.service, operation))
    never.meant = *meant;
  else if (call.service.raises(name))
    never.reason = "other operations of the service raise it";
  else if (name.starts_with("States.Http.StatusCode.") && operation.service == "http")
    never.reason = "each status has a name with its number";
  else if (call.integration.pattern != catalogue::Pattern::RequestResponse)
    never.reason = "a job that fails raises `States.TaskFailed`";
  else if (!call.service.errorPrefix().empty())
    never.reason =
        "the names of its errors begin with `" + std::string(call.service.errorPrefix()) + ".`";
  return never;
}

std::string kindOf(const ast::State &state) {
  if (isTask(state))
    return "this task";
  if (isDistributed(state))
    return "a distributed Map";
  return state.as<ast::MapState>() ? "this Map" : "this Parallel";
}

std::optional<NeverRaised> neverReserved(const ast::State &state, std::string_view name) {
  // A Fail state may have any name for its error, also a reserved one.
  bool isChosen = anyInside(state, [&](const ast::State &inner) {
    const auto *fail = inner.as<ast::FailState>();
    return fail && mayFailWith(*fail, name);
  });
  if (isChosen)
    return std::nullopt;
  for (const Condition &condition : conditions)
    if (condition.name == name && !(condition.test && anyInside(state, condition.test)))
      return NeverRaised{kindOf(state), std::string(condition.reason), {}};
  if (!name.starts_with("States.Http."))
    return std::nullopt;
  const auto *task = state.as<ast::TaskState>();
  if (!task) {
    bool possible =
        anyInside(state, [&](const ast::State &inner) { return mayRaiseOwn(inner, name); });
    return possible ? std::nullopt
                    : std::optional(NeverRaised{kindOf(state), "only `http:invoke` raises it", {}});
  }
  if (std::optional<Call> call = callOf(*task))
    return neverFromCall(state, *call, name);
  return isFunction(*task)
             ? std::optional(NeverRaised{kindOf(state), "only `http:invoke` raises it", {}})
             : std::nullopt;
}

/// The error of a Fail state inside that `name` is probably a misspelling of; empty when there is
/// none.
std::string closeFailure(const ast::State &state, std::string_view name) {
  constexpr size_t slips = 2;
  std::vector<std::string> errors;
  anyInside(state, [&](const ast::State &inner) {
    if (const auto *fail = inner.as<ast::FailState>(); fail && fail->error)
      errors.push_back(fail->error->value.text);
    return false;
  });
  return diag::closest(name, errors, slips).value_or("");
}

/// Letters and digits, in one case.
std::string lettersOf(std::string_view name) {
  std::string letters;
  for (unsigned char each : name)
    if (std::isalnum(each))
      letters += static_cast<char>(std::tolower(each));
  return letters;
}

/// Whether a letter was left out, doubled or mistyped. Names with digits may differ in these.
bool isSlip(const std::string &written, const std::string &meant) {
  constexpr size_t shortest = 8;
  auto isDigit = [](unsigned char each) { return std::isdigit(each) != 0; };
  return meant.size() >= shortest && std::none_of(written.begin(), written.end(), isDigit) &&
         diag::closest(written, std::span(&meant, 1), 1).has_value();
}

/// Where a task inside may raise any error: a name that is that of a Fail state inside but for its
/// case, its dots or a typing error, so that it is meant for that.
std::optional<NeverRaised> nearlyRaised(const ast::State &state, std::string_view name) {
  std::string meant;
  bool isExact = false;
  anyInside(state, [&](const ast::State &inner) {
    const auto *fail = inner.as<ast::FailState>();
    if (!fail || !fail->error || fail->error->value.expression)
      return false;
    const std::string &error = fail->error->value.text;
    isExact = isExact || error == name;
    if (error != name && (lettersOf(error) == lettersOf(name) || isSlip(std::string(name), error)))
      meant = error;
    return false;
  });
  return meant.empty() || isExact ? std::nullopt
                                  : std::optional(NeverRaised{kindOf(state), {}, meant});
}

} // namespace

std::optional<NeverRaised> neverRaised(const ast::State &state, std::string_view name) {
  if (name.starts_with("States."))
    return neverReserved(state, name);
  if (const auto *task = state.as<ast::TaskState>()) {
    std::optional<Call> call = callOf(*task);
    return call ? neverFromCall(state, *call, name) : std::nullopt;
  }
  if (anyInside(state, [&](const ast::State &inner) { return mayRaiseOwn(inner, name); }))
    return nearlyRaised(state, name);
  if (isDistributed(state))
    return NeverRaised{
        kindOf(state), "errors of its items raise `States.ExceedToleratedFailureThreshold`", {}};
  return NeverRaised{kindOf(state), "no state inside it raises it", closeFailure(state, name)};
}

} // namespace aslc::sema
