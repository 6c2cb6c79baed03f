// Values that every turn of a loop makes longer: a payload has at most 262,144 bytes. See
// https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
#include "compiler/analysis/flow/checks.h"
#include "compiler/analysis/flow/sources.h"

#include "compiler/ast/walk.h"
#include "compiler/sema/condition.h"

#include <algorithm>
#include <string>

namespace aslc::analysis::flow {

namespace {

using jsonata::NodeKind;

/// What the answer of a task is taken to have, when nothing is known of its size.
constexpr uint64_t bytesOfAnswer = 1024;

/// Whether it is the result of the state, or a part of it.
bool isResult(const jsonata::Node &node) {
  return node.kind == NodeKind::Path && node.items.size() > 1 &&
         node.items[0]->kind == NodeKind::Variable && node.items[0]->text == "states" &&
         node.items[1]->kind == NodeKind::Name && node.items[1]->text == "result";
}

/// The bytes of a constant or an answer, with a comma; of others the least.
uint64_t bytesOf(const jsonata::Node &node) {
  if (isResult(node))
    return bytesOfAnswer;
  switch (node.kind) {
  case NodeKind::String:
    return node.text.size() + 3;
  case NodeKind::Array: {
    uint64_t bytes = 0;
    for (const auto &item : node.items)
      bytes += bytesOf(*item);
    return bytes;
  }
  case NodeKind::Object: {
    uint64_t bytes = 3;
    for (const auto &pair : node.items)
      bytes += bytesOf(*pair);
    return bytes;
  }
  default:
    return 2;
  }
}

/// What an expression adds to a value that it begins with.
struct Addition {
  uint64_t bytes = 0; ///< at least
};

/// The value that each turn replaces by a longer one: a variable, or a member of the input.
struct Target {
  std::string variable; ///< else
  DataPath path;
  const std::vector<DataPath> *answers = nullptr; ///< where tasks of the loop put their answers

  bool isAnswer(const jsonpath::Path &other) const {
    std::optional<DataPath> from = dataPath(other);
    return from && std::any_of(answers->begin(), answers->end(), [&](const DataPath &answer) {
             return from->size() >= answer.size() &&
                    std::equal(answer.begin(), answer.end(), from->begin());
           });
  }

  bool is(const jsonata::Node &node) const {
    if (variable.empty())
      return dataPath(node) == path;
    return node.kind == NodeKind::Variable && node.text == variable && node.predicates.empty();
  }
  bool is(const jsonpath::Path &other) const {
    if (variable.empty())
      return dataPath(other) == path;
    return other.root == jsonpath::Root::Variable && other.variable == variable &&
           other.steps.empty();
  }
};

std::optional<Addition> added(const jsonata::Node &node, const Target &target) {
  if (!node.predicates.empty() || node.group)
    return std::nullopt;
  auto rest = [&](const auto &items) -> std::optional<Addition> {
    if (items.empty() || !target.is(*items[0]) || items.size() < 2)
      return std::nullopt;
    Addition addition;
    for (size_t i = 1; i < items.size(); ++i)
      addition.bytes += bytesOf(*items[i]);
    return addition;
  };
  if (node.kind == NodeKind::Call && node.procedure->kind == NodeKind::Variable &&
      node.procedure->text == "append")
    return rest(node.items);
  if (node.kind == NodeKind::Array)
    return rest(node.items);
  if (node.kind == NodeKind::Binary && node.text == "&") {
    if (target.is(*node.lhs))
      return Addition{bytesOf(*node.rhs)};
    if (auto inner = added(*node.lhs, target))
      return Addition{inner->bytes + bytesOf(*node.rhs)};
  }
  return std::nullopt;
}

/// Whether the call gives more than its arguments: not an Array of one element, nor `Format('{}',
/// text)`.
bool addsToArguments(const intrinsic::Call &call) {
  if (call.arguments.size() < 2)
    return false;
  if (call.function == intrinsic::Function::Array)
    return true;
  const auto *pattern = std::get_if<std::string>(&call.arguments[0].value);
  return call.function == intrinsic::Function::Format &&
         (call.arguments.size() > 2 || (pattern && *pattern != "{}"));
}

std::optional<Addition> added(const intrinsic::Call &call, const Target &target) {
  if (!addsToArguments(call))
    return std::nullopt;
  Addition addition{1};
  bool isLonger = false;
  for (const intrinsic::Argument &argument : call.arguments)
    if (const auto *path = std::get_if<jsonpath::Path>(&argument.value)) {
      if (target.is(*path))
        isLonger = true;
      else if (target.answers && target.isAnswer(*path))
        addition.bytes += bytesOfAnswer;
    }
  return isLonger ? std::optional(addition) : std::nullopt;
}

std::optional<Addition> added(const ast::Expression &expression, const Target &target) {
  if (!expression.parsed() || expression.unresolved)
    return std::nullopt;
  if (expression.kind == ast::Expression::Kind::Jsonata)
    return added(expression.jsonata(), target);
  if (const auto *call = std::get_if<intrinsic::Call>(&expression.tree))
    return added(*call, target);
  return std::nullopt;
}

class GrowthChecker {
public:
  GrowthChecker(FlowChecker &checker, const Graph &graph, uint32_t component)
      : checker_(checker), graph_(graph), states_(graph.statesOf(component)) {}

  void run() {
    turns_ = mostTurns();
    for (uint32_t index : states_)
      if (const ast::State &state = graph_.state(index); state.as<ast::TaskState>())
        if (DataPath answer = prefixOf(state); !answer.empty())
          answers_.push_back(std::move(answer));
    for (uint32_t index : states_) {
      const ast::State &state = graph_.state(index);
      if (state.assign)
        for (const ast::Template::Entry &entry : state.assign->value->entries)
          if (entry.value->expression)
            judge(*entry.value, {std::string(entry.key), {}, &answers_},
                  "$" + std::string(entry.key));
      if (state.output)
        members(*state.output->value, {}, "$states.input");
      if (state.parameters && state.as<ast::PassState>())
        members(*state.parameters->value, prefixOf(state), "$");
    }
  }

private:
  /// The names of its ResultPath.
  static DataPath prefixOf(const ast::State &state) {
    const auto &field = state.resultPath;
    if (!field || !field->value.path || !field->value.path->parsed())
      return {};
    return dataPath(field->value.path->path()).value_or(DataPath{});
  }

  void members(const ast::Template &value, const DataPath &prefix, const std::string &root) {
    for (const ast::Template::Entry &entry : value.entries) {
      if (!entry.value->expression)
        continue;
      Target target{{}, prefix, &answers_};
      target.path.push_back(entry.key);
      std::string name = root;
      for (const std::string &each : target.path)
        name += "." + each;
      judge(*entry.value, target, name);
    }
  }

  void judge(const ast::Template &value, const Target &target, const std::string &name) {
    constexpr double mostBytes = 262144;
    auto addition = added(*value.expression, target);
    if (!addition)
      return;
    std::string why;
    if (!turns_)
      why = "which has no bound";
    else if (*turns_ * static_cast<double>(addition->bytes) > mostBytes)
      why = "which goes round up to " + std::to_string(static_cast<uint64_t>(*turns_)) + " times";
    if (why.empty())
      return;
    checker_.diags.emit(value.range, diag::Kind::GrowingPayload, {name, why})
        .hint("a payload has at most 262,144 bytes: keep the parts elsewhere, such as in S3");
  }

  /// The largest number that a Choice of the loop compares something with; none when there is no
  /// such Choice. Counters go up by one or more.
  std::optional<double> mostTurns() const {
    std::optional<double> most;
    for (uint32_t index : states_) {
      const auto *choice = graph_.state(index).as<ast::ChoiceState>();
      if (!choice)
        continue;
      for (const ast::ChoiceRule &rule : choice->rules) {
        sema::Condition condition = sema::conditionOf(rule);
        sema::forEachTest(condition, [&](const sema::Condition &test) {
          bool isOrder = test.op != sema::Condition::Operator::Equal &&
                         test.op != sema::Condition::Operator::NotEqual;
          if (test.kind == sema::Condition::Kind::Test && isOrder &&
              test.value.kind == sema::TestValue::Kind::Number)
            most = std::max(most.value_or(0), test.value.number);
        });
      }
    }
    return most;
  }

  FlowChecker &checker_;
  const Graph &graph_;
  std::vector<uint32_t> states_;
  std::vector<DataPath> answers_;
  std::optional<double> turns_;
};

} // namespace

void checkGrowth(FlowChecker &checker) {
  for (const Flow &flow : checker.flows)
    for (uint32_t i = 0; i < flow.graph.componentCount(); ++i)
      if (flow.graph.isLoop(i))
        GrowthChecker(checker, flow.graph, i).run();
}

} // namespace aslc::analysis::flow
