// Walks a machine and adds up what its states call.
#include "compiler/report/access/access.h"

#include "compiler/ast/walk.h"
#include "compiler/catalogue/catalogue.h"
#include "compiler/report/access/arns.h"
#include "compiler/report/access/rules.h"

#include <algorithm>

namespace aslc::report {

namespace {

using catalogue::Integration;

void addOnce(std::vector<std::string> &to, const std::vector<std::string> &texts) {
  for (const std::string &text : texts)
    if (std::find(to.begin(), to.end(), text) == to.end())
      to.push_back(text);
}

class Collector {
public:
  explicit Collector(const AccessOptions &options) : options_(options) {}

  Access collect(const ast::Machine &machine) {
    ast::forEachMachine(machine, [&](const ast::Machine &each) {
      for (const ast::State &state : each.states)
        this->state(state);
    });
    if (options_.logging)
      add({{"logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery",
            "logs:DeleteLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy",
            "logs:DescribeResourcePolicies", "logs:DescribeLogGroups"},
           {"*"},
           {},
           {}});
    if (options_.tracing)
      add({{"xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules",
            "xray:GetSamplingTargets"},
           {"*"},
           {},
           {}});
    return std::move(access_);
  }

private:
  void state(const ast::State &state) {
    if (const auto *map = state.as<ast::MapState>(); map && map->distributed)
      for (Permission &each : permissionsOf(*map, options_.machine))
        add(std::move(each), state.name);
    const auto *task = state.as<ast::TaskState>();
    if (task && task->resource)
      this->task(state, *task);
  }

  void task(const ast::State &state, const ast::TaskState &task) {
    const std::string &resource = task.resource->value;
    Integration integration = catalogue::integrationOf(resource);
    const ast::TemplateField &field =
        state.language == ast::QueryLanguage::Jsonata ? state.arguments : state.parameters;
    std::vector<Permission> needed = permissionsOf(integration, field ? field->node : nullptr);
    if (integration.kind == Integration::Kind::Function)
      needed = {{{"lambda:InvokeFunction"}, {resource}, {}, {}}};
    call(integration, resource, needed, state.name);
    // The role of `Credentials` makes the call, so that the machine's needs nothing for it.
    if (task.credentials)
      needed = {{{"sts:AssumeRole"},
                 {arnOf(task.credentials->node, "RoleArn", "arn:aws:iam::*:role/{}")},
                 {},
                 {}}};
    for (Permission &each : needed)
      add(std::move(each), state.name);
  }

  void call(const Integration &integration, const std::string &resource,
            const std::vector<Permission> &needed, const std::string &state) {
    std::string operation = "other";
    std::vector<std::string> targets = {resource};
    switch (integration.kind) {
    case Integration::Kind::Function:
      operation = "lambda function";
      break;
    case Integration::Kind::Activity:
      operation = "activity";
      break;
    case Integration::Kind::Sdk:
    case Integration::Kind::Optimized:
      operation = integration.kind == Integration::Kind::Sdk ? "aws-sdk:" : "";
      operation.append(integration.service).append(":").append(integration.action);
      targets = needed.empty() ? std::vector<std::string>() : needed[0].resources;
      break;
    case Integration::Kind::Unknown:
      break;
    }
    auto found = std::find_if(access_.calls.begin(), access_.calls.end(), [&](const Call &each) {
      return each.operation == operation && each.targets == targets;
    });
    if (found == access_.calls.end())
      access_.calls.push_back({operation, targets, {state}});
    else
      addOnce(found->states, {state});
  }

  void add(Permission permission, const std::string &state) {
    permission.states.push_back(state);
    add(std::move(permission));
  }

  /// Statements that differ in their resources only become one.
  void add(Permission permission) {
    for (Permission &each : access_.permissions)
      if (each.actions == permission.actions && each.conditions == permission.conditions) {
        addOnce(each.resources, permission.resources);
        addOnce(each.states, permission.states);
        return;
      }
    access_.permissions.push_back(std::move(permission));
  }

  const AccessOptions &options_;
  Access access_;
};

} // namespace

Access accessOf(const ast::Machine &machine, const AccessOptions &options) {
  return Collector(options).collect(machine);
}

} // namespace aslc::report
