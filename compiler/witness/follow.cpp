#include "compiler/witness/follow.h"

#include "compiler/ast/walk.h"
#include "runtime/dom/text.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace aslc::witness {

namespace {

using analysis::flow::Graph;

constexpr size_t mostRoutes = 64;
constexpr size_t withoutItems = 1; ///< the detour on which Maps have no items, if they may

bool isJsonata(const ast::State &state) { return state.language == ast::QueryLanguage::Jsonata; }

bool isWithin(source::Range inner, source::Range outer) {
  return outer.begin <= inner.begin && inner.begin < outer.end;
}

bool isLambdaInvoke(std::string_view resource) {
  return resource.find(":states:::lambda:invoke") != resource.npos &&
         !resource.ends_with(".waitForTaskToken");
}

/// How often a task is tried, at most, before its error reaches the catchers.
size_t attemptsOf(const ast::State &state) {
  constexpr int64_t most = 100;
  int64_t attempts = 1;
  for (const ast::Retrier &retrier : state.retriers)
    attempts += std::min(retrier.maxAttempts, most);
  return static_cast<size_t>(attempts);
}

/// An answer as a file of bindings has it.
Json jsonOf(const Answer &answer, const Json &otherwise) {
  if (answer.error == "States.Timeout" || answer.error == "States.HeartbeatTimeout")
    return {{"hang", true}};
  if (answer.result)
    return {{"result", answer.result->make(otherwise)}};
  return {{"error", {{"Error", answer.error}, {"Cause", "{}"}}}};
}

Value contextOf(const HolePtr &input) {
  Value text = Value::of("x");
  return Value::object(
      {{"Execution", Value::object({{"Id", text},
                                    {"Input", Value::open(input)},
                                    {"Name", text},
                                    {"RoleArn", text},
                                    {"StartTime", Value::of("2024-01-01T10:00:00Z")}})},
       {"State", Value::object({{"EnteredTime", Value::of("2024-01-01T10:00:00Z")},
                                {"Name", text},
                                {"RetryCount", Value::of(0)}})},
       {"StateMachine", Value::object({{"Id", text}, {"Name", text}})},
       {"Task", Value::object({{"Token", text}})}});
}

} // namespace

Follower::Follower(const ast::Machine &machine, const Goal &goal, const source::Node *schema,
                   const Choices &choices)
    : machine_(machine), goal_(goal), choices_(choices) {
  input_->schema = schema;
}

bool Follower::run() {
  Way way{Value::open(input_), {}, contextOf(input_)};
  flow(machine_, std::move(way));
  return isReached_;
}

bool Follower::holdsGoal(const ast::State &state) const {
  if (&state == goal_.state)
    return true;
  bool holds = false;
  ast::forEachInner(state, [&](const ast::Machine &inner, bool) { holds |= holdsGoal(inner); });
  return holds;
}

bool Follower::holdsGoal(const ast::Machine &machine) const {
  return std::any_of(machine.states.begin(), machine.states.end(),
                     [&](const ast::State &state) { return holdsGoal(state); });
}

std::optional<Value> Follower::flow(const ast::Machine &machine, Way way) {
  Graph graph(machine);
  std::optional<uint32_t> to;
  for (uint32_t i = 0; i < graph.size(); ++i)
    if (holdsGoal(graph.state(i)))
      to = i;
  std::vector<Route> routes;
  if (auto told = toldRoute(graph))
    routes.push_back(std::move(*told));
  else
    routes = routesOf(graph, to, mostRoutes);
  size_t index = to ? choices_.route : choices_.detour;
  if (&machine == &machine_)
    isOutOfRoutes_ = index >= routes.size();
  if (routes.empty())
    return std::nullopt;
  const Route &route = routes[index % routes.size()];
  for (const auto &[number, edge] : route) {
    bool isGoal = &graph.state(number) == goal_.state && &route.back().second == &edge;
    if (isGoal && !choices_.asksAtGoal && !goal_.fails)
      isReached_ = true;
    if (isReached_ || !this->state(graph.state(number), edge, way) || isReached_)
      return std::nullopt;
    if (isGoal) {
      isReached_ = true;
      return std::nullopt;
    }
  }
  return way.input;
}

/// The way that the goal tells, as far as it leads through this flow.
std::optional<Route> Follower::toldRoute(const Graph &graph) const {
  Route route;
  source::Range last;
  for (source::Range step : goal_.steps) {
    std::optional<uint32_t> entered;
    for (uint32_t i = 0; i < graph.size(); ++i)
      if (graph.state(i).nameRange == step && step != last)
        entered = i;
    source::Range field = std::exchange(last, step);
    if (!entered)
      continue;
    if (!route.empty()) {
      const Edge *taken = nullptr;
      for (const Edge &edge : graph.out(route.back().first))
        if (edge.to == *entered && (!taken || edge.target->range == field))
          taken = &edge;
      if (!taken)
        return std::nullopt;
      route.back().second = taken;
    } else if (*entered != graph.start()) {
      return std::nullopt;
    }
    route.emplace_back(*entered, nullptr);
  }
  return route.empty() ? std::nullopt : std::optional(std::move(route));
}

bool Follower::state(const ast::State &state, const Edge *edge, Way &way) {
  evaluator_.forgive();
  bool isGoal = &state == goal_.state && !edge;
  Surroundings around = this->around(way);
  if (const auto *choice = state.as<ast::ChoiceState>())
    return this->choice(state, *choice, edge, way) || isGoal;
  Value effective = isJsonata(state) ? way.input : filtered(state.inputPath, way.input, around);
  const ast::TemplateField &field = isJsonata(state) ? state.arguments : state.parameters;
  bool isMap = state.as<ast::MapState>() != nullptr;
  Value request =
      field && !isMap ? evaluator_.evaluate(*field->value, effective, around) : effective;
  const ast::Catcher *catcher =
      edge && edge->kind == Edge::Kind::Catch ? &state.catchers[edge->index] : nullptr;
  for (const ast::Catcher &each : state.catchers)
    if (isGoal && isWithin(goal_.place, each.range))
      catcher = &each;
  if (evaluator_.hasFailed() && !catcher)
    return isGoal;
  if (catcher) {
    fails(state, catcher);
    leaveByCatcher(state, *catcher, way);
    return !evaluator_.hasFailed() || isGoal;
  }
  if (isGoal && goal_.fails) {
    fails(state, nullptr);
    return true;
  }
  std::optional<Value> result = work(state, edge, request, effective, way);
  if (!result)
    return isReached_ || isGoal;
  leave(state, *result, way, around);
  return !evaluator_.hasFailed() || isGoal;
}

bool Follower::choice(const ast::State &state, const ast::ChoiceState &choice, const Edge *edge,
                      Way &way) {
  Surroundings around = this->around(way);
  Value effective = isJsonata(state) ? way.input : filtered(state.inputPath, way.input, around);
  size_t taken = choice.rules.size();
  if (edge && edge->kind == Edge::Kind::Rule)
    taken = edge->index;
  if (!edge)
    for (size_t i = 0; i < choice.rules.size(); ++i)
      if (isWithin(goal_.place, choice.rules[i].range))
        taken = i;
  for (size_t i = 0; i < taken; ++i)
    if (!evaluator_.force(choice.rules[i], effective, around, false))
      return false;
  if (taken < choice.rules.size() &&
      !evaluator_.force(choice.rules[taken], effective, around, true) && edge)
    return false;
  const ast::ChoiceRule *rule = taken < choice.rules.size() ? &choice.rules[taken] : nullptr;
  assign(rule ? rule->assign : state.assign, effective, around, way.variables);
  const ast::TemplateField &output = rule ? rule->output : state.output;
  if (isJsonata(state))
    way.input = output ? evaluator_.evaluate(*output->value, way.input, around) : way.input;
  else
    way.input = filtered(state.outputPath, effective, around);
  return !evaluator_.hasFailed();
}

std::optional<Value> Follower::work(const ast::State &state, const Edge *, const Value &request,
                                    const Value &effective, const Way &way) {
  if (const auto *pass = state.as<ast::PassState>())
    return pass->result
               ? Value::of(asl::dom::parseOrdered(asl::document::toJson(*pass->result->value)))
               : request;
  if (const auto *task = state.as<ast::TaskState>()) {
    for (const auto *field : {&task->timeoutSeconds, &task->heartbeatSeconds})
      if (*field && (*field)->value.expression)
        evaluator_.evaluate(*(*field)->value.expression, effective, around(way))
            .ask(Hole::Type::Number);
    return answer(state, *task);
  }
  if (const auto *wait = state.as<ast::WaitState>()) {
    if (wait->value.expression) {
      Value value = evaluator_.evaluate(*wait->value.expression, effective, around(way));
      bool isSeconds = wait->form == ast::WaitState::Form::Seconds;
      value.ask(isSeconds ? Hole::Type::Number : Hole::Type::Text);
      if (value.kind == Value::Kind::Open)
        value.hole->isTime = !isSeconds;
    }
    return effective;
  }
  if (const auto *parallel = state.as<ast::ParallelState>()) {
    std::vector<Value> outputs;
    const ast::Machine *last = nullptr; // the run ends in the branch with the goal
    for (const auto &branch : parallel->branches) {
      if (holdsGoal(*branch)) {
        last = branch.get();
        continue;
      }
      auto output = flow(*branch, {request, way.variables, way.context});
      if (!output)
        return std::nullopt;
      outputs.push_back(std::move(*output));
    }
    if (last) {
      flow(*last, {request, way.variables, way.context});
      return std::nullopt;
    }
    return Value::array(std::move(outputs));
  }
  if (const auto *map = state.as<ast::MapState>())
    return iterations(state, *map, effective, way);
  return effective;
}

std::optional<Value> Follower::iterations(const ast::State &state, const ast::MapState &map,
                                          const Value &effective, const Way &way) {
  Surroundings around = this->around(way);
  Value items = effective;
  if (map.itemsPath)
    items = evaluator_.evaluate(map.itemsPath->value, effective, around);
  else if (map.items)
    items = evaluator_.evaluate(*map.items->value, effective, around);
  if (!map.processor)
    return std::nullopt;
  if (choices_.detour == withoutItems && !holdsGoal(state) && items.kind == Value::Kind::Open &&
      items.hole->elements.empty() && items.ask(Hole::Type::Array))
    return Value::array({});
  Value item = map.itemReader ? Value::opaque() : items.element(0);
  if (item.isMissing()) // no items, unless this is no array
    return items.length() == 0 ? std::optional(Value::array({})) : std::nullopt;
  Value context = way.context.with(
      "Map", Value::object({{"Item", Value::object({{"Index", Value::of(0)}, {"Value", item}})}}));
  around.context = context;
  Value start = item;
  if (map.itemSelector)
    start = evaluator_.evaluate(*map.itemSelector->value, effective, around);
  if (map.itemBatcher)
    start = Value::object({{"Items", Value::array({start})}, {"BatchInput", Value::opaque()}});
  if (evaluator_.hasFailed())
    return std::nullopt;
  Way inside{start, map.distributed ? Variables() : way.variables,
             map.distributed ? way.context : context};
  auto output = flow(*map.processor, std::move(inside));
  if (!output)
    return std::nullopt;
  size_t count = items.length().value_or(1);
  return Value::array(std::vector<Value>(std::min<size_t>(count, 100), *output));
}

Value Follower::answer(const ast::State &state, const ast::TaskState &task) {
  Answer answer{std::make_shared<Hole>(), {}};
  std::string_view resource = task.resource ? std::string_view(task.resource->value) : "";
  if (!isLambdaInvoke(resource) && !resource.ends_with(".waitForTaskToken"))
    answer.result->described = catalogue::integrationOf(resource).result();
  Value result = Value::open(answer.result);
  answers_[&state].push_back(std::move(answer));
  return isLambdaInvoke(resource) ? Value::object({{"Payload", result},
                                                   {"StatusCode", Value::of(200)},
                                                   {"ExecutedVersion", Value::of("$LATEST")},
                                                   {"SdkHttpMetadata", Value::opaque()},
                                                   {"SdkResponseMetadata", Value::opaque()}})
                                  : result;
}

/// Makes the work of the state fail so that this catcher takes the error; null: none of them.
void Follower::fails(const ast::State &state, const ast::Catcher *catcher) {
  std::string name = "Witness.Failure";
  if (catcher)
    for (const auto &each : catcher->errorEquals)
      if (each.value != "States.ALL" && each.value != "States.TaskFailed") {
        name = each.value;
        break;
      }
  if (state.as<ast::TaskState>()) {
    answers_[&state].push_back({nullptr, name, attemptsOf(state)});
    return;
  }
  // Of a Parallel or Map the first task inside fails.
  ast::forEachInner(state, [&](const ast::Machine &inner, bool) {
    for (const ast::State &each : inner.states)
      if (each.as<ast::TaskState>() && !answers_.contains(&each))
        answers_[&each].push_back({nullptr, name, 1});
  });
}

void Follower::assign(const ast::TemplateField &assign, const Value &document,
                      const Surroundings &around, Variables &variables) {
  if (!assign)
    return;
  Value values = evaluator_.evaluate(*assign->value, document, around);
  if (values.kind == Value::Kind::Object)
    for (auto &[name, value] : values.members)
      variables.insert_or_assign(name, value);
  else if (auto known = values.decided(); known && known->is_object())
    for (const auto &[name, value] : known->items())
      variables.insert_or_assign(name, Value::of(value));
}

Value Follower::filtered(const ast::Optional<ast::PathOrNull> &path, const Value &document,
                         const Surroundings &around) {
  if (!path)
    return document;
  return path->value.path ? evaluator_.evaluate(*path->value.path, document, around)
                          : Value::of(Json::object());
}

Value Follower::merged(const ast::Optional<ast::PathOrNull> &path, const Value &document,
                       const Value &value) {
  if (!path)
    return value;
  if (!path->value.path || !path->value.path->parsed())
    return document;
  const auto &steps = path->value.path->path().steps;
  std::function<Value(const Value &, size_t)> set = [&](const Value &at, size_t index) {
    if (index == steps.size())
      return value;
    const auto *names = std::get_if<jsonpath::NamesStep>(&steps[index].kind);
    if (!names || names->names.size() != 1)
      return Value::opaque();
    const std::string &name = names->names[0];
    // A member that is replaced need not be there.
    Value inner = index + 1 == steps.size() ? Value() : at.member(name);
    return at.with(name, set(inner, index + 1));
  };
  return set(document, 0);
}

void Follower::leave(const ast::State &state, const Value &result, Way &way,
                     const Surroundings &outside) {
  Surroundings around = outside;
  if (isJsonata(state)) {
    bool works = !state.as<ast::PassState>() && !state.as<ast::WaitState>() &&
                 !state.as<ast::SucceedState>() && !state.as<ast::FailState>();
    if (works)
      around.result = result;
    Value output = works ? result : way.input;
    if (state.output)
      output = evaluator_.evaluate(*state.output->value, way.input, around);
    assign(state.assign, way.input, around, way.variables);
    way.input = std::move(output);
    return;
  }
  Value selected = state.resultSelector
                       ? evaluator_.evaluate(*state.resultSelector->value, result, around)
                       : result;
  assign(state.assign, result, around, way.variables);
  bool keeps = state.as<ast::WaitState>() || state.as<ast::SucceedState>();
  Value output = keeps ? selected : merged(state.resultPath, way.input, selected);
  way.input = filtered(state.outputPath, output, around);
}

void Follower::leaveByCatcher(const ast::State &state, const ast::Catcher &catcher, Way &way) {
  auto answer = answers_.find(&state);
  std::string name = answer == answers_.end() ? "Witness.Failure" : answer->second.back().error;
  Value error = Value::object({{"Error", Value::of(name)}, {"Cause", Value::of("{}")}});
  Surroundings around = this->around(way);
  if (isJsonata(state)) {
    around.errorOutput = error;
    Value output =
        catcher.output ? evaluator_.evaluate(*catcher.output->value, way.input, around) : error;
    assign(catcher.assign, way.input, around, way.variables);
    way.input = std::move(output);
    return;
  }
  assign(catcher.assign, error, around, way.variables);
  way.input = merged(catcher.resultPath, way.input, error);
}

Witness Follower::witness(const Json &otherwise) const {
  Json bindings = Json::array();
  for (const auto &[state, answers] : answers_) {
    Json binding{{"state", state->name}};
    Json &results = binding["results"] = Json::array();
    for (const Answer &answer : answers)
      for (size_t i = 0; i < answer.attempts; ++i)
        results.push_back(jsonOf(answer, otherwise));
    // One answer is given as often as it is asked for.
    if (answers.size() == 1) {
      Json only = results[0];
      binding.erase("results");
      binding.update(only);
    }
    bindings.push_back(std::move(binding));
  }
  // Tasks off this route, in case that the run leaves it.
  bindings.push_back({{"resource", "*"}, {"result", Json::object()}});
  Json input =
      input_->type == Hole::Type::Any && !input_->schema ? Json::object() : input_->make(otherwise);
  auto text = [](const Json &json) { return asl::dom::write(json, 1) + "\n"; };
  return {text(input), text(bindings)};
}

Goal goalAt(const ast::Machine &machine, source::Range place) {
  for (const ast::State &state : machine.states) {
    source::Range whole{state.nameRange.begin, state.range.end};
    if (!isWithin(place, whole))
      continue;
    Goal inner;
    ast::forEachInner(state, [&](const ast::Machine &flow, bool) {
      if (Goal found = goalAt(flow, place); found.state)
        inner = found;
    });
    return inner.state ? inner : Goal{&state, place};
  }
  return {};
}

std::vector<Witness> candidatesFor(const ast::Machine &machine, const Goal &goal,
                                   const source::Node *schema, size_t most) {
  const Json others[] = {"x", 1, Json::object(), Json::array(), true};
  // The candidates of each route and of each of the other choices, the first of all routes first.
  std::vector<std::vector<Witness>> rows;
  for (size_t detour = 0; detour < 3; ++detour)
    for (bool asksAtGoal : {true, false})
      for (size_t route = 0; route < mostRoutes; ++route) {
        Follower follower(machine, goal, schema, {route, detour, asksAtGoal});
        bool isPossible = follower.run();
        if (follower.isOutOfRoutes())
          break;
        if (!isPossible)
          continue;
        std::vector<Witness> &row = rows.emplace_back();
        for (const Json &otherwise : others)
          row.push_back(follower.witness(otherwise));
      }
  // A run that goes as far as it can shows where it fails before.
  if (rows.empty()) {
    Follower follower(machine, goal, schema, {});
    follower.run();
    rows.push_back({follower.witness(others[0])});
  }
  std::vector<Witness> found;
  for (size_t sum = 0; sum < rows.size() + std::size(others); ++sum)
    for (size_t i = 0; i <= sum && i < rows.size(); ++i)
      if (size_t at = sum - i; at < rows[i].size() && found.size() < most &&
                               std::find(found.begin(), found.end(), rows[i][at]) == found.end())
        found.push_back(rows[i][at]);
  return found;
}

} // namespace aslc::witness
