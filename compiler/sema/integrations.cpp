// Names of services, from the catalogue and from other tools.
#include "compiler/sema/integrations.h"

#include "compiler/catalogue/catalogue.h"

namespace aslc::sema {

namespace {

/// Names of some services in other SDKs and tools.
struct Alias {
  std::string_view name, service;
};
constexpr Alias aliases[] = {
    {"stepfunctions", "sfn"},
    {"states", "sfn"},
    {"logs", "cloudwatchlogs"},
    {"events", "eventbridge"},
    {"monitoring", "cloudwatch"},
    {"cognitoidp", "cognitoidentityprovider"},
    {"elbv2", "elasticloadbalancingv2"},
    {"elb", "elasticloadbalancing"},
    {"elasticmapreduce", "emr"},
};

} // namespace

std::vector<std::string> serviceNames(bool sdk) {
  std::vector<std::string> names;
  for (size_t i = 0; i < catalogue::serviceCount(sdk); ++i)
    names.emplace_back(catalogue::serviceAt(i, sdk).name());
  return names;
}

std::vector<std::string> actionNames(std::string_view service, bool sdk) {
  std::vector<std::string> names;
  if (auto known = catalogue::findService(service, sdk))
    for (size_t i = 0; i < known->operationCount(); ++i)
      names.emplace_back(known->operation(i).name);
  return names;
}

std::string sdkServiceFor(std::string_view name) {
  for (const Alias &alias : aliases)
    if (alias.name == name)
      return std::string(alias.service);
  return {};
}

} // namespace aslc::sema
