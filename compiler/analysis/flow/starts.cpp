// Executions and jobs that a machine starts by name, and machines that start themselves.
// Names must be unique:
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
#include "compiler/analysis/flow/checks.h"
#include "compiler/analysis/flow/writes.h"

#include "runtime/support/resource.h"

#include <algorithm>
#include <cctype>

namespace aslc::analysis::flow {

namespace {

/// A call that fails when its name was used before.
struct NamedStart {
  std::string_view service, action; ///< of an optimized integration
  std::string_view sdkService;      ///< of `aws-sdk:`
  std::string_view name;            ///< the parameter
};
constexpr NamedStart namedStarts[] = {
    {"states", "startExecution", "sfn", "Name"},
    {"sagemaker", "createTrainingJob", "sagemaker", "TrainingJobName"},
    {"sagemaker", "createProcessingJob", "sagemaker", "ProcessingJobName"},
    {"sagemaker", "createTransformJob", "sagemaker", "TransformJobName"},
    {"sagemaker", "createHyperParameterTuningJob", "sagemaker", "HyperParameterTuningJobName"},
    {"", "startTranscriptionJob", "transcribe", "TranscriptionJobName"},
    {"", "startSyncExecution", "sfn", ""}, // of express workflows, whose names may be used again
};

bool startsExecution(const NamedStart &start) { return start.action.ends_with("Execution"); }

const NamedStart *namedStartOf(const asl::ResourceParts &resource) {
  using enum asl::ResourceParts::Kind;
  for (const NamedStart &start : namedStarts) {
    bool service = (resource.kind == Integration && resource.service == start.service) ||
                   (resource.kind == Sdk && resource.service == start.sdkService);
    if (service && resource.action == start.action)
      return &start;
  }
  return nullptr;
}

/// A member of an object template; null when there is none.
const ast::Template::Entry *entryOf(const ast::Template &value, std::string_view key) {
  for (const ast::Template::Entry &entry : value.entries)
    if (entry.key == key)
      return &entry;
  return nullptr;
}

/// The names from the context object on, when the expression is a plain path into it.
std::string_view contextPath(const ast::Expression &expression) {
  std::string_view text = expression.text;
  for (std::string_view prefix : {"$$.", "$states.context."})
    if (text.starts_with(prefix))
      return text.substr(prefix.size());
  return {};
}

/// Whether a path leads to what an execution never changes.
bool isOfExecution(const jsonpath::Path &path) {
  const auto *names =
      path.steps.empty() ? nullptr : std::get_if<jsonpath::NamesStep>(&path.steps.front().kind);
  return path.root == jsonpath::Root::Context && names && names->names.size() == 1 &&
         (names->names.front() == "Execution" || names->names.front() == "StateMachine");
}

const ast::Template::Entry *selected(const ast::MapState *map, std::string_view name) {
  return map && map->itemSelector ? entryOf(*map->itemSelector->value, name) : nullptr;
}

/// Tells whether an expression of a state has the same value whenever the state runs.
class Sameness {
public:
  /// `states` run again and again; `map`: for each item of it, or null. Where they are branches,
  /// what is around them may change what they read.
  Sameness(const Graph &graph, const std::vector<uint32_t> &states, const ast::MapState *map,
           bool isBranch)
      : map_(map), isBranch_(isBranch) {
    for (uint32_t index : states)
      for (const Edge &edge : graph.out(index))
        if (std::find(states.begin(), states.end(), edge.to) != states.end())
          writes_.add(graph.state(index), edge);
  }

  bool of(const ast::Expression &expression) const {
    if (!expression.parsed() || expression.unresolved)
      return false;
    if (const auto *path = std::get_if<jsonpath::Path>(&expression.tree))
      return of(*path);
    if (const auto *call = std::get_if<intrinsic::Call>(&expression.tree))
      return of(*call);
    return of(expression.jsonata()) || (!isBranch_ && writes_.leavesAlone(expression) &&
                                        (!map_ || selectsSame(expression.text)));
  }

private:
  bool of(const jsonpath::Path &path) const {
    if (isOfExecution(path))
      return !map_ || !map_->distributed; // a child has a name of its own
    if (isBranch_ || path.root == jsonpath::Root::Context || !writes_.leavesAlone(path))
      return false;
    if (path.root == jsonpath::Root::Variable || !map_)
      return true;
    const auto *names =
        path.steps.empty() ? nullptr : std::get_if<jsonpath::NamesStep>(&path.steps.front().kind);
    return names && names->names.size() == 1 && isSelectedSame(names->names.front());
  }

  bool of(const intrinsic::Call &call) const {
    if (call.function == intrinsic::Function::Uuid ||
        call.function == intrinsic::Function::MathRandom)
      return false;
    return std::all_of(call.arguments.begin(), call.arguments.end(), [&](const auto &argument) {
      if (const auto *path = std::get_if<jsonpath::Path>(&argument.value))
        return of(*path);
      const auto *inner = std::get_if<std::unique_ptr<intrinsic::Call>>(&argument.value);
      return !inner || of(**inner);
    });
  }

  bool of(const jsonata::Node &node) const {
    using enum jsonata::NodeKind;
    if (!node.predicates.empty() || node.group)
      return false;
    if (node.kind == String || node.kind == Number)
      return true;
    if (node.kind == Binary)
      return of(*node.lhs) && of(*node.rhs);
    if (node.kind != Path || node.items.size() < 3)
      return false;
    const auto &steps = node.items;
    return (!map_ || !map_->distributed) && steps[0]->kind == Variable &&
           steps[0]->text == "states" && steps[1]->text == "context" &&
           (steps[2]->text == "Execution" || steps[2]->text == "StateMachine");
  }

  /// Whether the members of the input that a JSONata expression reads are the same for all items.
  bool selectsSame(std::string_view text) const {
    constexpr std::string_view input = "$states.input";
    for (size_t at = text.find(input); at != text.npos; at = text.find(input, at + 1)) {
      std::string_view rest = text.substr(at + input.size());
      if (!rest.starts_with('.'))
        return false;
      rest.remove_prefix(1);
      size_t end = 0;
      while (end < rest.size() &&
             (std::isalnum(static_cast<unsigned char>(rest[end])) || rest[end] == '_'))
        ++end;
      if (!isSelectedSame(rest.substr(0, end)))
        return false;
    }
    return true;
  }

  /// Whether ItemSelector gives every item the same value under this name.
  bool isSelectedSame(std::string_view name) const {
    const ast::Template::Entry *entry = selected(map_, name);
    if (!entry)
      return false;
    if (entry->value->kind == ast::Template::Kind::Literal)
      return true;
    if (!entry->value->expression || !entry->value->expression->parsed())
      return false;
    std::string_view text = entry->value->expression->text;
    for (std::string_view changing : {"$$", "context", "(", "$now", "$random", "$uuid", "$millis"})
      if (text.find(changing) != text.npos)
        return false;
    return true;
  }

  Writes writes_;
  const ast::MapState *map_;
  bool isBranch_;
};

class StartChecker {
public:
  explicit StartChecker(FlowChecker &checker) : checker_(checker) {}

  void state(const Flow &flow, uint32_t index) {
    const ast::State &state = flow.graph.state(index);
    const auto *task = state.as<ast::TaskState>();
    if (!task || !task->resource)
      return;
    auto resource = asl::splitResource(task->resource->value);
    const NamedStart *start = resource ? namedStartOf(*resource) : nullptr;
    if (!start)
      return;
    const ast::TemplateField &request =
        state.language == ast::QueryLanguage::Jsonata ? state.arguments : state.parameters;
    if (!request)
      return;
    if (!start->name.empty())
      name(flow, index, *request->value, *start);
    if (startsExecution(*start) && !flow.distributed)
      itself(flow, index, *request->value);
  }

private:
  /// A name that is the same whenever the state runs.
  void name(const Flow &flow, uint32_t index, const ast::Template &request,
            const NamedStart &start) {
    std::string_view repeated = repeats(flow, index);
    bool always = startsExecution(start);
    if (const source::Member *member = literal(request, start.name)) {
      if (!always && repeated.empty())
        return;
      checker_.diags.emit(member->value->range, diag::Kind::RepeatedName, {member->value->text})
          .hint(repeated.empty() ? "every execution of this machine uses the same name"
                                 : std::string(repeated));
      return;
    }
    const ast::Template::Entry *entry = entryOf(request, start.name);
    if (!entry || !entry->value->expression)
      return;
    if (repeated.empty() && flow.distributed && flow.owner->as<ast::MapState>())
      repeated = "the state is in a Map: every child execution uses the same name";
    if (repeated.empty())
      return;
    if (sameness(flow, index).of(*entry->value->expression))
      checker_.diags
          .emit(entry->value->range, diag::Kind::RepeatedName, {entry->value->expression->text})
          .hint(std::string(repeated));
  }

  static Sameness sameness(const Flow &flow, uint32_t index) {
    if (flow.graph.inLoop(index))
      return {flow.graph, flow.graph.statesOf(flow.graph.component(index)), nullptr, false};
    std::vector<uint32_t> all;
    for (uint32_t i = 0; i < flow.graph.size(); ++i)
      all.push_back(i);
    const auto *map = flow.owner ? flow.owner->as<ast::MapState>() : nullptr;
    return {flow.graph, all, map, !map};
  }

  /// The constant text of a parameter.
  static const source::Member *literal(const ast::Template &request, std::string_view name) {
    if (!request.node->is(source::Node::Kind::Object))
      return nullptr;
    for (const source::Member &member : request.node->members)
      if (member.key == name && member.value->is(source::Node::Kind::String) &&
          member.value->text.find("{%") == std::string::npos &&
          member.value->text.find("${") == std::string::npos)
        return &member;
    return nullptr;
  }

  /// Why the state runs more than once in an execution; empty when it does not.
  static std::string_view repeats(const Flow &flow, uint32_t index) {
    if (flow.graph.inLoop(index))
      return "the state is in a loop";
    for (const Flow *each = &flow; each->outer; each = each->outer) {
      if (each->owner->as<ast::MapState>() && !each->distributed)
        return "the state is in a Map: every iteration uses the same name";
      if (each->distributed)
        return {}; // a child has a name of its own
      auto outer = each->outer->graph.find(each->owner->name);
      if (outer && each->outer->graph.inLoop(*outer))
        return "the state is in a loop";
    }
    return {};
  }

  /// A machine that starts itself on every way.
  void itself(const Flow &flow, uint32_t index, const ast::Template &request) {
    const ast::Template::Entry *machine = entryOf(request, "StateMachineArn");
    if (!machine || !machine->value->expression ||
        contextPath(*machine->value->expression) != "StateMachine.Id" || !isInevitable(flow, index))
      return;
    checker_.diags.emit(machine->value->range, diag::Kind::StartsItself)
        .hint("a Choice before it can end the chain of executions");
  }

  /// Whether every execution that does not fail comes to the state.
  static bool isInevitable(const Flow &flow, uint32_t index) {
    for (const Flow *each = &flow; each->outer; each = each->outer) {
      if (!each->owner->as<ast::ParallelState>())
        return false;
      auto outer = each->outer->graph.find(each->owner->name);
      if (!outer || !isOnEveryWay(each->outer->graph, *outer))
        return false;
    }
    return isOnEveryWay(flow.graph, index);
  }

  static bool isOnEveryWay(const Graph &graph, uint32_t through) {
    if (!graph.start())
      return false;
    std::vector<bool> seen(graph.size());
    std::vector<uint32_t> work;
    auto enter = [&](uint32_t state) {
      if (state != through && !seen[state]) {
        seen[state] = true;
        work.push_back(state);
      }
    };
    enter(*graph.start());
    while (!work.empty()) {
      uint32_t state = work.back();
      work.pop_back();
      const ast::State &each = graph.state(state);
      if (each.end || each.as<ast::SucceedState>() || each.as<ast::FailState>() ||
          graph.isOpen(state))
        return false;
      for (const Edge &edge : graph.out(state))
        enter(edge.to);
    }
    return true;
  }

  FlowChecker &checker_;
};

} // namespace

void checkStarts(FlowChecker &checker) {
  StartChecker starts(checker);
  for (const Flow &flow : checker.flows)
    for (uint32_t i = 0; i < flow.graph.size(); ++i)
      starts.state(flow, i);
}

} // namespace aslc::analysis::flow
