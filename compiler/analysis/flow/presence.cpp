// Values of the input that a state reads before a Choice tests whether they are there: the reader
// fails where they are not, so that the test comes too late.
#include "compiler/analysis/flow/checks.h"
#include "compiler/analysis/flow/sources.h"

#include "compiler/ast/walk.h"
#include "compiler/sema/condition.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <string>

namespace aslc::analysis::flow {

namespace {

bool isWhole(const ast::Optional<ast::PathOrNull> &path) {
  return !path || (path->value.path && path->value.path->text == "$");
}

/// The first name of a path into the input of the execution, `$$.Execution.Input`, which every
/// state sees. No member can have this name.
constexpr std::string_view contextRoot = "$$";

bool isOfContext(const DataPath &path) { return path.front() == contextRoot; }

/// The place that a path of JSONPath leads to: in the state's input, or in that of the execution.
std::optional<DataPath> placeOf(const jsonpath::Path &path) {
  if (path.root != jsonpath::Root::Context)
    return dataPath(path);
  auto names = namesOf(path);
  if (!names || names->size() < 3 || (*names)[0] != "Execution" || (*names)[1] != "Input")
    return std::nullopt;
  names->insert(names->begin(), std::string(contextRoot));
  return names;
}

std::optional<DataPath> placeOf(const ast::Expression &expression) {
  if (const auto *path = std::get_if<jsonpath::Path>(&expression.tree))
    return placeOf(*path);
  return dataPath(expression);
}

/// A value without which a state fails, and where it is read.
struct Need {
  DataPath path;
  const ast::Expression *reader;
};

/// Collects the needs of a state.
class Needs : public ast::FieldVisitor {
public:
  explicit Needs(const ast::State &state)
      : isJsonata_(state.language == ast::QueryLanguage::Jsonata),
        seesInput_(isWhole(state.inputPath)) {
    const auto *pass = state.as<ast::PassState>();
    bool makes = pass ? pass->result || state.parameters : !state.as<ast::WaitState>();
    assignsResult_ = !isJsonata_ && makes;
    if (!state.as<ast::ChoiceState>() && !(pass && pass->result))
      visit(state);
  }

  const std::vector<Need> &all() const { return needs_; }

protected:
  void value(std::string_view field, const ast::Template &value,
             jsonata::StatesMembers scope) override {
    // In JSONPath `$` is a result there, if the state makes one. The others are evaluated for
    // items, of which there may be none.
    bool ofResult =
        (!isJsonata_ && field == "ResultSelector") || (assignsResult_ && field == "Assign");
    if (!ofResult && field != "ItemSelector" && field != "BatchInput")
      FieldVisitor::value(field, value, scope);
  }

  void expression(const ast::ExpressionField &field) override {
    const ast::Expression &expression = field.expression;
    if (!expression.parsed() || expression.unresolved || field.field == "ResultPath" ||
        field.field == "OutputPath")
      return;
    isOfInput_ = seesInput_ || field.field == "InputPath";
    if (const auto *call = std::get_if<intrinsic::Call>(&expression.tree))
      this->call(*call, expression);
    else
      add(placeOf(expression), expression);
  }

private:
  void add(std::optional<DataPath> path, const ast::Expression &reader) {
    if (path && !path->empty() && (isOfInput_ || isOfContext(*path)))
      needs_.push_back({std::move(*path), &reader});
  }

  void call(const intrinsic::Call &call, const ast::Expression &reader) {
    for (const intrinsic::Argument &argument : call.arguments) {
      if (const auto *path = std::get_if<jsonpath::Path>(&argument.value))
        add(placeOf(*path), reader);
      else if (const auto *inner = std::get_if<std::unique_ptr<intrinsic::Call>>(&argument.value))
        this->call(**inner, reader);
    }
  }

  bool isJsonata_, seesInput_;
  bool assignsResult_ = false;
  bool isOfInput_ = false; ///< `$` of the expression at hand is the state's input
  std::vector<Need> needs_;
};

/// The path that a test is about. In JSONata the expression is the whole condition, and the subject
/// a part of its text.
std::optional<DataPath> subjectOf(const sema::Condition &test) {
  if (test.expression->kind != ast::Expression::Kind::Jsonata)
    return placeOf(*test.expression);
  constexpr std::string_view root = "$states.input.";
  std::string_view rest = test.subject;
  if (!rest.starts_with(root))
    return std::nullopt;
  rest.remove_prefix(root.size());
  bool isPlain = std::all_of(rest.begin(), rest.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '.';
  });
  if (!isPlain)
    return std::nullopt;
  DataPath names;
  for (size_t dot = rest.find('.'); dot != rest.npos; dot = rest.find('.')) {
    names.emplace_back(rest.substr(0, dot));
    rest.remove_prefix(dot + 1);
  }
  if (!rest.empty()) // a spelling ends each name with a dot
    names.emplace_back(rest);
  return names;
}

/// Whether a catcher may be meant for the value that is absent.
bool catchesAbsence(const ast::State &state) {
  constexpr std::array<std::string_view, 4> names = {
      "States.ALL", "States.Runtime", "States.ParameterPathFailure", "States.QueryEvaluationError"};
  return std::any_of(state.catchers.begin(), state.catchers.end(), [&](const auto &catcher) {
    return std::any_of(catcher.errorEquals.begin(), catcher.errorEquals.end(),
                       [&](const auto &name) {
                         return std::find(names.begin(), names.end(), name.value) != names.end();
                       });
  });
}

class PresenceChecker {
public:
  PresenceChecker(FlowChecker &checker, const Graph &graph) : checker_(checker), graph_(graph) {}

  void run() {
    for (uint32_t i = 0; i < graph_.size(); ++i) {
      if (graph_.isOpen(i) || graph_.state(i).broken)
        return;
      const auto *choice = graph_.state(i).as<ast::ChoiceState>();
      if (choice)
        choices_.push_back(i);
      if (choice && graph_.isReached(i) && isWhole(graph_.state(i).inputPath)) // else `$` is a part
        for (const ast::ChoiceRule &rule : choice->rules)
          addTests(rule, i);
    }
    if (tests_.empty() || !graph_.start())
      return;
    for (uint32_t i = 0; i < graph_.size(); ++i)
      if (!catchesAbsence(graph_.state(i)))
        addReaders(i);
    for (const auto &[path, testers] : tests_)
      if (auto readers = readers_.find(path); readers != readers_.end())
        check(path, testers, readers->second);
  }

private:
  struct Reader {
    uint32_t state;
    const ast::Expression *expression;
  };

  void addTests(const ast::ChoiceRule &rule, uint32_t state) {
    const sema::Condition condition = sema::conditionOf(rule);
    sema::forEachTest(condition, [&](const sema::Condition &test) {
      if (test.kind != sema::Condition::Kind::Test || !test.expression ||
          test.op != sema::Condition::Operator::IsPresent)
        return;
      auto path = subjectOf(test);
      if (path && !path->empty())
        tests_[*path].push_back(state);
    });
  }

  /// Who reads a part of a value needs the value.
  void addReaders(uint32_t state) {
    const Needs needs(graph_.state(state));
    for (const Need &need : needs.all())
      for (DataPath path = need.path; !path.empty(); path.pop_back()) // a root alone is not tested
        if (tests_.contains(path))
          readers_[path].push_back({state, need.reader});
  }

  /// The states that `from` leads to while `path` leads to the same value. The ways end at
  /// `ends`, which are among them.
  std::vector<bool> reachable(uint32_t from, const DataPath &path,
                              const std::vector<uint32_t> &ends) const {
    std::vector<bool> seen(graph_.size());
    seen[from] = true;
    std::vector<uint32_t> work{from};
    while (!work.empty()) {
      uint32_t index = work.back();
      work.pop_back();
      if (std::find(ends.begin(), ends.end(), index) != ends.end())
        continue;
      for (const Edge &edge : graph_.out(index)) {
        if (seen[edge.to] || (index == from && edge.kind == Edge::Kind::Catch))
          continue;
        if (!isOfContext(path) && originOf(graph_.state(index), edge, path).input != path)
          continue;
        seen[edge.to] = true;
        work.push_back(edge.to);
      }
    }
    return seen;
  }

  void check(const DataPath &path, const std::vector<uint32_t> &testers,
             const std::vector<Reader> &readers) {
    // Any other Choice on the way may know by something else that the value is there.
    std::vector<bool> untested = reachable(*graph_.start(), path, choices_);
    for (const Reader &reader : readers) {
      if (!untested[reader.state])
        continue;
      std::vector<bool> after = reachable(reader.state, path, testers);
      auto tester =
          std::find_if(testers.begin(), testers.end(), [&](uint32_t each) { return after[each]; });
      if (tester != testers.end())
        return report(path, *reader.expression, graph_.state(*tester));
    }
  }

  void report(const DataPath &path, const ast::Expression &read, const ast::State &tester) {
    std::string text = read.kind == ast::Expression::Kind::Jsonata ? "$states.input" : "$";
    if (isOfContext(path))
      text = contextRoot;
    for (size_t i = isOfContext(path) ? 1 : 0; i < path.size(); ++i)
      text += "." + path[i];
    checker_.diags.emit(read.node->range, diag::Kind::UsedBeforePresent, {text, "read"})
        .hint("where it is absent, this state fails")
        .label(tester.nameRange, "it is tested here");
  }

  FlowChecker &checker_;
  const Graph &graph_;
  std::vector<uint32_t> choices_;
  std::map<DataPath, std::vector<uint32_t>> tests_; ///< the Choices that test for a value
  std::map<DataPath, std::vector<Reader>> readers_; ///< of the values that are tested for
};

} // namespace

void checkPresence(FlowChecker &checker) {
  for (const Flow &flow : checker.flows) {
    bool isCaught = false;
    for (const Flow *at = &flow; at->owner; at = at->outer)
      isCaught |= catchesAbsence(*at->owner);
    if (!isCaught)
      PresenceChecker(checker, flow.graph).run();
  }
}

} // namespace aslc::analysis::flow
