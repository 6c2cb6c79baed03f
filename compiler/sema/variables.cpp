// Variables: their names, in which scopes they may be assigned, and whether they have a value where
// they are read.
#include "compiler/sema/variables.h"
#include "compiler/sema/assigned.h"
#include "compiler/sema/checker.h"
#include "compiler/sema/present.h"
#include "runtime/support/utf8.h"

#include <algorithm>
#include <map>
#include <set>

namespace aslc::sema {

namespace {

constexpr size_t longestName = 80;

bool isLetter(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
}

bool isIdentifier(std::string_view name) {
  if (name.empty() || !isLetter(static_cast<unsigned char>(name[0])))
    return false;
  for (char c : name)
    if (!isLetter(static_cast<unsigned char>(c)) && !(c >= '0' && c <= '9'))
      return false;
  return true;
}

class VariableChecker {
public:
  explicit VariableChecker(Checker &checker) : checker_(checker) {}

  void run() {
    bool reads = false;
    forEachScope(checker_.root, [&](const SubWorkflow &scope) {
      assignments(scope);
      reads = reads || readsVariables(*scope.machine);
    });
    if (!reads)
      return;
    none_ = {VariableSet(variables_.size()), VariableSet(variables_.size())};
    flow(checker_.root, none_, false);
  }

private:
  struct Assignment {
    const ast::State *state;
    const ast::State *owner; ///< the Parallel or Map in which it is; null for the whole
    source::Range range;
  };
  using Assignments = std::multimap<std::string, Assignment, std::less<>>;

  // Names and scopes

  void assignments(const SubWorkflow &scope) {
    for (const ast::State &state : scope.machine->states)
      ast::forEachAssign(state, [&](const ast::Field<std::unique_ptr<ast::Template>> &assign) {
        for (const source::Member &member : assign.node->members)
          assignment(scope, state, member);
      });
  }

  void assignment(const SubWorkflow &scope, const ast::State &state, const source::Member &member) {
    std::string name = assignedName(member, state.language);
    checkName(name, member.keyRange);
    assigned_[scope.machine].emplace(name, Assignment{&state, scope.owner, member.keyRange});
    variables_.try_emplace(name, Variable{variables_.size(), member.keyRange});
    checkOuter(scope, name, member.keyRange);
  }

  void checkName(const std::string &name, source::Range range) {
    if (asl::utf8::countCodePoints(name) > longestName) {
      checker_.diags.emit(range, diag::Kind::LongVariable, {std::to_string(longestName)});
    } else if (name == "states") {
      checker_.diags.emit(range, diag::Kind::BadVariable, {name}).hint("`$states` is reserved");
    } else if (!isIdentifier(name)) {
      std::string joined = name;
      std::replace(joined.begin() + (joined.empty() ? 0 : 1), joined.end(), '-', '_');
      if (isIdentifier(joined)) {
        checker_.diags.emit(range, diag::Kind::HyphenVariable, {name})
            .hint("in an expression the hyphen is a minus sign");
        return;
      }
      auto report = checker_.diags.emit(range, diag::Kind::BadVariable, {name});
      if (name.find_first_of(".[") != std::string::npos)
        report.hint("only whole variables can be assigned");
    }
  }

  /// An inner scope cannot assign a variable of an outer one. Assignments of the Parallel or Map
  /// itself do not count, because they happen after the inner scope has ended.
  void checkOuter(const SubWorkflow &scope, const std::string &name, source::Range range) {
    for (const SubWorkflow *inner = &scope; inner->outer && !inner->distributed;
         inner = inner->outer) {
      auto [first, last] = assigned_[inner->outer->machine].equal_range(name);
      for (; first != last; ++first) {
        if (first->second.state == inner->owner)
          continue;
        checker_.diags.emit(range, diag::Kind::AssignsOuter, {name})
            .label(first->second.range, "it is assigned here, in the outer scope");
        return;
      }
    }
  }

  // Values

  static bool readsVariables(const ast::Machine &machine) {
    bool reads = false;
    for (const ast::State &state : machine.states)
      if (!reads)
        ast::forEachExpression(state, [&](const ast::ExpressionField &field) {
          reads = reads || !variablesIn(field.expression).empty();
        });
    return reads;
  }

  /// Follows the flow of a machine that is entered with `before` assigned.
  void flow(const ast::Machine &machine, const Assigned &before, bool distributed) {
    std::map<std::string_view, size_t> numbers;
    for (size_t i = 0; i < machine.states.size(); ++i)
      numbers.try_emplace(machine.states[i].name, i);
    auto start = machine.startAt ? numbers.find(machine.startAt->value) : numbers.end();
    if (start == numbers.end())
      return;
    std::vector<std::vector<FlowEdge>> edges(machine.states.size());
    for (size_t i = 0; i < machine.states.size(); ++i) {
      PresentVariables present(machine.states[i]);
      for (const Transition &transition : transitionsOf(machine.states[i]))
        if (auto to = numbers.find(transition.target->value); to != numbers.end()) {
          edges[i].push_back({to->second, assignedBy(machine.states[i], *transition.assign)});
          addNumbers(present.on(transition), edges[i].back().assigned);
        }
    }
    auto entered = follow(edges, start->second, before);
    scopes_.push_back({&machine, distributed});
    for (size_t i = 0; i < machine.states.size(); ++i)
      if (entered[i])
        judge(machine.states[i], *entered[i]);
    scopes_.pop_back();
  }

  std::vector<size_t> assignedBy(const ast::State &state, const ast::TemplateField &field) const {
    std::vector<size_t> numbers;
    if (field)
      for (const source::Member &member : field->node->members)
        numbers.push_back(variables_.find(assignedName(member, state.language))->second.number);
    return numbers;
  }

  void addNumbers(const Names &names, std::vector<size_t> &numbers) const {
    for (const std::string &name : names)
      if (auto variable = variables_.find(name); variable != variables_.end())
        numbers.push_back(variable->second.number);
  }

  void judge(const ast::State &state, const Assigned &here) {
    std::set<std::string> told;
    PresentVariables present(state);
    ast::forEachExpression(state, [&](const ast::ExpressionField &field) {
      for (const VariableRead &read : variablesIn(field.expression)) {
        auto variable = variables_.find(read.name);
        bool known = variable != variables_.end();
        // Where nothing is assigned, such a name is the function.
        if (field.expression.kind == ast::Expression::Kind::Jsonata &&
            jsonata::findLibraryFunction(read.name))
          continue;
        if (known && here.must.has(variable->second.number))
          continue;
        bool maybe = known && here.may.has(variable->second.number);
        bool isTested = read.isTested || present.at(field.expression).contains(read.name);
        if (!(maybe && isTested) && told.insert(read.name).second)
          report(state, field.expression, read, maybe);
      }
    });
    ast::forEachInner(state, [&](const ast::Machine &machine, bool distributed) {
      flow(machine, distributed ? none_ : here, distributed);
    });
  }

  void report(const ast::State &state, const ast::Expression &expression, const VariableRead &read,
              bool maybe) {
    auto diagnostic = checker_.diags.emit(
        checker_.part(expression, read.offset, read.offset + read.name.size() + 1),
        maybe ? diag::Kind::MaybeUnassigned : diag::Kind::UnassignedVariable, {read.name});
    if (maybe)
      return;
    if (auto reason = whyUnassigned(state, read.name)) {
      diagnostic.label(reason->first, std::move(reason->second));
      return;
    }
    if (auto close = closeVariable(expression, read))
      diagnostic.didYouMean("$" + read.name, "$" + *close);
  }

  using Reason = std::pair<source::Range, std::string>;

  /// An assignment of the variable, and why `state` does not see it.
  std::optional<Reason> whyUnassigned(const ast::State &state, const std::string &name) const {
    auto assignmentsIn = [&](const ast::Machine *machine) {
      auto found = assigned_.find(machine);
      return found == assigned_.end() ? std::vector<Assignment>() : listed(found->second, name);
    };
    for (const Assignment &each : assignmentsIn(scopes_.back().machine))
      if (each.state == &state)
        return Reason(each.range, "it is assigned here, and has its value from the next state on");
    bool isSeparate = false;
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
      if (auto all = assignmentsIn(scope->machine); !all.empty())
        return Reason(all.front().range,
                      isSeparate ? "it is assigned here, outside of the distributed Map, whose "
                                   "child executions do not see it"
                                 : "it is assigned here, which does not come before");
      isSeparate |= scope->distributed;
    }
    for (const auto &[machine, assignments] : assigned_)
      if (auto all = listed(assignments, name); !all.empty() && all.front().owner)
        return Reason(all.front().range, "it is assigned here, " + placeIn(*all.front().owner) +
                                             ", and does not leave it");
    return std::nullopt;
  }

  static std::string placeIn(const ast::State &owner) {
    return (owner.as<ast::ParallelState>() ? "in a branch of `" : "inside of `") + owner.name + "`";
  }

  std::optional<std::string> closeVariable(const ast::Expression &expression,
                                           const VariableRead &read) const {
    std::vector<std::string> names = read.bound;
    for (const auto &[name, variable] : variables_)
      names.push_back(name);
    if (expression.kind != ast::Expression::Kind::Jsonata)
      return closeName(read.name, names);
    names.emplace_back("states");
    if (auto close = closeName(read.name, names); close || !read.mayBeFunction)
      return close;
    std::vector<std::string> functions;
    for (const jsonata::LibraryFunction &function : jsonata::libraryFunctions())
      functions.emplace_back(function.name);
    return closeName(read.name, functions);
  }

  static std::vector<Assignment> listed(const Assignments &assignments, const std::string &name) {
    std::vector<Assignment> found;
    for (auto [at, end] = assignments.equal_range(name); at != end; ++at)
      found.push_back(at->second);
    return found;
  }

  Checker &checker_;
  /// A flow that is being followed, and those around it.
  struct Scope {
    const ast::Machine *machine;
    bool distributed;
  };
  std::vector<Scope> scopes_;
  std::map<const ast::Machine *, Assignments> assigned_;
  struct Variable {
    size_t number;
    source::Range range; ///< where it is assigned first in the text
  };
  std::map<std::string, Variable, std::less<>> variables_;
  Assigned none_;
};

} // namespace

void checkVariables(Checker &checker) { VariableChecker(checker).run(); }

} // namespace aslc::sema
