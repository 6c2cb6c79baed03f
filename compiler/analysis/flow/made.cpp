// Members of the document that one state makes and another reads, where a way leads to the reader
// on which they were not made: past the state that makes them, or out of it by a catcher.
#include "compiler/analysis/flow/checks.h"

#include "compiler/ast/walk.h"

#include <algorithm>
#include <map>
#include <string>

namespace aslc::analysis::flow {

namespace {

bool isWhole(const ast::Optional<ast::PathOrNull> &path) {
  return !path || (path->value.path && path->value.path->text == "$");
}

/// A path into the document of a state.
struct Read {
  std::string key;     ///< its first name
  bool isDeep = false; ///< it goes on into the member
  source::Range range;
};

/// Collects the paths of a state that lead into its input.
class Reads : public ast::FieldVisitor {
public:
  explicit Reads(const ast::State &state) { visit(state); }

  const std::vector<Read> &all() const { return reads_; }
  bool hasUnclear() const { return unclear_; }
  /// The members that are tested for being there.
  const std::vector<std::string> &tested() const { return tested_; }

protected:
  void value(std::string_view field, const ast::Template &value,
             jsonata::StatesMembers scope) override {
    // In these `$` is a result.
    if (field != "ResultSelector" && field != "Assign")
      FieldVisitor::value(field, value, scope);
  }

  void comparison(const ast::Comparison &comparison) override {
    if (comparison.op == "IsPresent" && comparison.variable && comparison.variable->parsed()) {
      if (std::string key = keyOf(comparison.variable->path()); !key.empty())
        tested_.push_back(std::move(key));
      return;
    }
    FieldVisitor::comparison(comparison);
  }

  void expression(const ast::ExpressionField &field) override {
    if (field.field == "ResultPath")
      return;
    const ast::Expression &expression = field.expression;
    if (!expression.parsed() || expression.unresolved)
      unclear_ = true;
    else if (const auto *path = std::get_if<jsonpath::Path>(&expression.tree))
      this->path(*path, expression);
    else if (const auto *call = std::get_if<intrinsic::Call>(&expression.tree))
      this->call(*call, expression);
  }

private:
  static std::string keyOf(const jsonpath::Path &path) {
    if (path.root != jsonpath::Root::Document || path.steps.empty())
      return {};
    const auto *names = std::get_if<jsonpath::NamesStep>(&path.steps.front().kind);
    return names && names->names.size() == 1 ? names->names.front() : std::string();
  }

  void path(const jsonpath::Path &path, const ast::Expression &expression) {
    if (std::string key = keyOf(path); !key.empty())
      reads_.push_back({std::move(key), path.steps.size() > 1, expression.node->range});
  }

  void call(const intrinsic::Call &call, const ast::Expression &expression) {
    for (const intrinsic::Argument &argument : call.arguments) {
      if (const auto *path = std::get_if<jsonpath::Path>(&argument.value))
        this->path(*path, expression);
      else if (const auto *inner = std::get_if<std::unique_ptr<intrinsic::Call>>(&argument.value))
        this->call(**inner, expression);
    }
  }

  std::vector<Read> reads_;
  std::vector<std::string> tested_;
  bool unclear_ = false;
};

class MadeChecker {
public:
  MadeChecker(FlowChecker &checker, const Graph &graph) : checker_(checker), graph_(graph) {}

  void run() {
    if (!graph_.start())
      return;
    for (uint32_t i = 0; i < graph_.size(); ++i) {
      const ast::State &state = graph_.state(i);
      if (state.language == ast::QueryLanguage::Jsonata || graph_.isOpen(i))
        return;
      reads_.emplace_back(state);
      if (reads_.back().hasUnclear())
        return;
      for (const std::string &key : reads_.back().tested())
        known_[key] = true;
      if (std::string key = madeBy(state); !key.empty())
        makers_[key].push_back(i);
    }
    for (const auto &[key, makers] : makers_)
      if (!known_.contains(key) && !isFromInput(key, makers))
        follow(key, makers);
  }

private:
  /// The member that the result of a Task, a Parallel or a Map becomes; empty when there is none.
  static std::string madeBy(const ast::State &state) {
    bool hasResult =
        state.as<ast::TaskState>() || state.as<ast::ParallelState>() || state.as<ast::MapState>();
    if (!hasResult || !state.resultPath || !state.resultPath->value.path ||
        !state.resultPath->value.path->parsed())
      return {};
    const jsonpath::Path &path = state.resultPath->value.path->path();
    const auto *names = path.steps.size() == 1
                            ? std::get_if<jsonpath::NamesStep>(&path.steps.front().kind)
                            : nullptr;
    return names && names->names.size() == 1 ? names->names.front() : std::string();
  }

  /// Whether some state reads the member before any state can have made it, or a Pass makes it:
  /// then it is meant to come with the input.
  bool isFromInput(const std::string &key, const std::vector<uint32_t> &makers) const {
    std::vector<bool> after(graph_.size());
    std::vector<uint32_t> work;
    auto enter = [&](uint32_t state) {
      if (!after[state])
        work.push_back(state);
      after[state] = true;
    };
    for (uint32_t maker : makers)
      for (const Edge &edge : graph_.out(maker))
        enter(edge.to);
    while (!work.empty()) {
      uint32_t state = work.back();
      work.pop_back();
      for (const Edge &edge : graph_.out(state))
        enter(edge.to);
    }
    for (uint32_t i = 0; i < graph_.size(); ++i) {
      const ast::State &state = graph_.state(i);
      bool writes = state.resultPath && state.resultPath->value.path &&
                    state.resultPath->value.path->text.starts_with("$." + key) &&
                    std::find(makers.begin(), makers.end(), i) == makers.end();
      if (writes)
        return true;
      bool isMaker = std::find(makers.begin(), makers.end(), i) != makers.end();
      for (const Read &read : reads_[i].all())
        if (read.key == key && (!after[i] || isMaker))
          return true;
    }
    return false;
  }

  struct Place {
    uint32_t state;
    bool failed; ///< a state on the way was left by a catcher
  };

  /// Follows the ways from the start on which nothing has made the member, as long as the document
  /// is handed on.
  void follow(const std::string &key, const std::vector<uint32_t> &makers) {
    std::vector<bool> seen(2 * size_t(graph_.size()));
    std::vector<Place> work{{*graph_.start(), false}};
    seen[2 * size_t(*graph_.start())] = true;
    while (!work.empty()) {
      Place place = work.back();
      work.pop_back();
      const ast::State &state = graph_.state(place.state);
      if (report(key, makers, place))
        return;
      for (const Edge &edge : graph_.out(place.state)) {
        if (!keeps(state, edge, key))
          continue;
        Place next{edge.to, place.failed || edge.kind == Edge::Kind::Catch};
        size_t index = 2 * size_t(next.state) + next.failed;
        if (!seen[index])
          work.push_back(next);
        seen[index] = true;
      }
    }
  }

  /// Whether the document goes on by this transition, without the member.
  static bool keeps(const ast::State &state, const Edge &edge, const std::string &key) {
    const auto *path = &state.resultPath;
    if (edge.kind == Edge::Kind::Catch) {
      path = &state.catchers[edge.index].resultPath;
    } else {
      if (!isWhole(state.outputPath))
        return false;
      const auto *pass = state.as<ast::PassState>();
      if (state.as<ast::ChoiceState>() || state.as<ast::WaitState>() ||
          (pass && !pass->result && !state.parameters))
        return isWhole(state.inputPath) && (!pass || isWhole(*path));
    }
    if (isWhole(*path))
      return false;
    if (!(*path)->value.path)
      return true;
    return !std::string_view((*path)->value.path->text).starts_with("$." + key);
  }

  bool report(const std::string &key, const std::vector<uint32_t> &makers, const Place &place) {
    const ast::State &state = graph_.state(place.state);
    if (!isWhole(state.inputPath))
      return false;
    for (const Read &read : reads_[place.state].all()) {
      if (read.key != key || (!read.isDeep && !place.failed))
        continue;
      const ast::State &maker = graph_.state(makers.front());
      checker_.diags.emit(read.range, diag::Kind::MadeOnSomeWays, {"$." + key, maker.name})
          .label(maker.nameRange, "its result becomes `$." + key + "` when it succeeds");
      return true;
    }
    return false;
  }

  FlowChecker &checker_;
  const Graph &graph_;
  std::vector<Reads> reads_; ///< of each state
  std::map<std::string, std::vector<uint32_t>> makers_;
  std::map<std::string, bool> known_; ///< members that are tested for being there
};

} // namespace

void checkMade(FlowChecker &checker) {
  for (const Flow &flow : checker.flows)
    MadeChecker(checker, flow.graph).run();
}

} // namespace aslc::analysis::flow
