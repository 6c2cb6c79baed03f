// Aliases of versions. See
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-alias.html.
#include "runtime/api/operations/machines.h"
#include "runtime/support/number_text.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace asl::api {

using service::Alias;
using service::Arn;
using service::Route;
using service::StateMachine;

std::string aliasArn(const StateMachine &machine, const std::string &name) {
  return machine.arn + ':' + name;
}

namespace {

/// `[a, b]`
std::string listOf(const std::vector<std::string> &texts) {
  std::string list = "[";
  for (const std::string &text : texts)
    list += (list.size() > 1 ? ", " : "") + text;
  return list + ']';
}

/// A routing configuration and the machine that it is about.
struct Routing {
  Machine machine;
  std::vector<Route> routes;
};

/// Checks a routing configuration in the order in which AWS does.
Routing routingIn(const State &state, const Call &call) {
  std::vector<std::string> texts, weights;
  std::vector<Arn> arns;
  Routing routing;
  bool areVersions = true;
  for (const Json &item : call.request.at("routingConfiguration")) {
    texts.push_back(textOf(item, "stateMachineVersionArn"));
    arns.push_back(arnIn(item, "stateMachineVersionArn",
                         {Arn::Kind::StateMachine, Arn::Kind::Version, Arn::Kind::Alias}));
    areVersions = areVersions && arns.back().kind == Arn::Kind::Version;
    unsigned weight = item.at("weight").get<unsigned>();
    weights.push_back(std::to_string(weight));
    routing.routes.push_back({parseNumber<uint64_t>(arns.back().last).value_or(0), weight});
  }
  if (!areVersions)
    refuse("ValidationException",
           "Routing configuration must contain state machine version ARNs. Received: " +
               listOf(texts));
  if (std::set<std::string>(texts.begin(), texts.end()).size() != texts.size())
    refuse("ValidationException",
           "Routing configuration must contain distinct state machine version ARNs. Received: " +
               listOf(texts));
  unsigned sum = std::accumulate(routing.routes.begin(), routing.routes.end(), 0u,
                                 [](unsigned before, const Route &r) { return before + r.weight; });
  if (sum != 100)
    refuse("ValidationException",
           "Sum of routing configuration weights must equal 100. Received: " + listOf(weights));
  for (size_t i = 0; i < arns.size(); ++i) {
    if (arns[i].machineArn() != arns[0].machineArn())
      refuse("ValidationException", "Routing configuration must contain versions of the same "
                                    "state machine. Received: " +
                                        listOf(texts));
    routing.machine = machineOf(state, call, arns[i], texts[i]);
    if (!routing.machine->versions.contains(routing.routes[i].version))
      refuse("ResourceNotFound", "Request references a resource that does not exist.");
  }
  return routing;
}

bool isSame(const std::vector<Route> &left, const std::vector<Route> &right) {
  return std::ranges::equal(left, right, [](const Route &a, const Route &b) {
    return a.version == b.version && a.weight == b.weight;
  });
}

/// An alias that is there, in a machine that can be changed.
struct Found {
  StateMachine machine;
  std::string name;
  Alias &alias() { return machine.aliases.at(name); }
};

std::optional<Found> find(const State &state, const Call &call) {
  Arn arn = arnIn(call.request, "stateMachineAliasArn",
                  {Arn::Kind::StateMachine, Arn::Kind::Version, Arn::Kind::Alias});
  Machine machine =
      arn.prefix == prefixOf(call.caller) ? state.registry.machine(arn.machineArn()) : nullptr;
  if (!machine || arn.kind != Arn::Kind::Alias)
    return std::nullopt;
  auto alias = machine->aliases.find(arn.last);
  if (alias == machine->aliases.end() || alias->second.isDeleted)
    return std::nullopt;
  return Found{*machine, arn.last};
}

Found findOrRefuse(const State &state, const Call &call) {
  std::optional<Found> found = find(state, call);
  if (!found)
    refuse("ResourceNotFound", "Request references a resource that does not exist.");
  return *std::move(found);
}

Json createdAnswer(const StateMachine &machine, const std::string &name) {
  return {{"stateMachineAliasArn", aliasArn(machine, name)},
          {"creationDate", timeOf(machine.aliases.at(name).createdMs)}};
}

} // namespace

Json createStateMachineAlias(State &state, const Call &call) {
  auto lock = state.registry.exclusive();
  Routing routing = routingIn(state, call);
  StateMachine machine = *routing.machine;
  checkNotDeleting(machine);
  std::string name = textOf(call.request, "name");
  std::string description = textOf(call.request, "description");
  constexpr size_t kMostAliases = 100;
  size_t there = static_cast<size_t>(std::ranges::count_if(
      machine.aliases, [](const auto &each) { return !each.second.isDeleted; }));
  Alias &alias = machine.aliases[name];
  bool isThere = alias.createdMs != 0 && !alias.isDeleted;
  if (isThere) {
    if (!isSame(alias.routes, routing.routes) || alias.description != description)
      refuse("ConflictException", "Failed to create alias because an alias with the same name and "
                                  "a different routing configuration already exists.");
    return createdAnswer(machine, name);
  }
  if (there >= kMostAliases)
    refuse("ServiceQuotaExceededException",
           "The number of aliases of a state machine has reached its limit.");
  alias.isDeleted = false;
  alias.description = description;
  alias.routes = std::move(routing.routes);
  alias.createdMs = alias.changedMs = nowMs();
  return createdAnswer(*valueOf(state.registry.put(std::move(machine))), name);
}

Json describeStateMachineAlias(State &state, const Call &call) {
  Found found = findOrRefuse(state, call);
  const Alias &alias = found.alias();
  Json routes = Json::array();
  for (const Route &route : alias.routes)
    routes.push_back({{"stateMachineVersionArn", versionArn(found.machine, route.version)},
                      {"weight", route.weight}});
  Json answer{{"stateMachineAliasArn", aliasArn(found.machine, found.name)},
              {"name", found.name},
              {"routingConfiguration", std::move(routes)},
              {"creationDate", timeOf(alias.createdMs)},
              {"updateDate", timeOf(alias.changedMs)}};
  setText(answer, "description", alias.description);
  return answer;
}

Json updateStateMachineAlias(State &state, const Call &call) {
  auto lock = state.registry.exclusive();
  bool hasRoutes = call.request.contains("routingConfiguration");
  std::optional<std::string> description = textIn(call.request, "description");
  Found found = findOrRefuse(state, call);
  checkNotDeleting(found.machine);
  if (!hasRoutes && !description)
    refuse("ValidationException",
           "Either the description or the routing configuration must be specified.");
  if (hasRoutes) {
    Routing routing = routingIn(state, call);
    if (routing.machine->arn != found.machine.arn)
      refuse("ValidationException",
             "Routing configuration must contain versions of the alias's state machine.");
    found.alias().routes = std::move(routing.routes);
  }
  if (description)
    found.alias().description = *description;
  found.alias().changedMs = nowMs();
  Json answer{{"updateDate", timeOf(found.alias().changedMs)}};
  check(state.registry.put(std::move(found.machine)));
  return answer;
}

Json listStateMachineAliases(State &state, const Call &call) {
  Arn arn = arnIn(call.request, "stateMachineArn",
                  {Arn::Kind::StateMachine, Arn::Kind::Version, Arn::Kind::Alias});
  Machine machine = machineOf(state, call, arn, textOf(call.request, "stateMachineArn"));
  uint64_t version =
      arn.kind == Arn::Kind::Version ? parseNumber<uint64_t>(arn.last).value_or(0) : 0;
  size_t most = pageSize(call.request);
  std::string after = positionOf(call);
  Json list = Json::array(), answer = Json::object();
  std::string last;
  for (auto each = machine->aliases.upper_bound(after); each != machine->aliases.end(); ++each) {
    const auto &[name, alias] = *each;
    bool isShown = !alias.isDeleted &&
                   (version == 0 || std::ranges::find(alias.routes, version, &Route::version) !=
                                        alias.routes.end());
    if (!isShown)
      continue;
    if (list.size() == most) {
      answer["nextToken"] = pageToken(call, last);
      break;
    }
    last = name;
    list.push_back({{"stateMachineAliasArn", aliasArn(*machine, name)},
                    {"creationDate", timeOf(alias.createdMs)}});
  }
  answer["stateMachineAliases"] = std::move(list);
  return answer;
}

Json deleteStateMachineAlias(State &state, const Call &call) {
  auto lock = state.registry.exclusive();
  std::optional<Found> found = find(state, call);
  if (!found)
    return Json::object();
  found->alias().isDeleted = true;
  found->alias().routes.clear();
  check(state.registry.put(std::move(found->machine)));
  return Json::object();
}

} // namespace asl::api
