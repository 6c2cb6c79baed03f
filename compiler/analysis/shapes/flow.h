// Propagates shapes from state to state up to a fixed point, then reports the problems.
#pragma once

#include "compiler/analysis/evaluate/scope.h"
#include "compiler/analysis/shapes/data.h"
#include "compiler/analysis/shapes/feasible.h"
#include "compiler/analysis/shapes/order.h"
#include "compiler/catalogue/catalogue.h"

#include <functional>
#include <map>
#include <queue>
#include <vector>

namespace aslc::analysis {

/// The scope at the entry of a state, for one path through the machine.
struct Way {
  Shape input;
  Variables variables;
};

/// Data shared by all flows of a machine.
struct MachineFacts {
  const ast::Machine &root;
  diag::Engine &diags;
  Shape executionInput;
  std::map<std::string_view, Shape> results; ///< of integrations, by Resource
  DataFacts *data = nullptr;                 ///< filled where it is not null
  Feasible feasible;                         ///< filled while flows are reported
  std::map<const ast::Machine *, StateOrder> orders;

  /// What a Task gives, by its Resource and its request.
  Shape resultOf(const ast::State &state, std::string_view resource);
};

/// What is around a flow.
struct FlowContext {
  Shape map;          ///< `$$.Map`; Missing outside of Map
  unsigned depth = 0; ///< of flows within flows
};

/// The scopes by which the flow inside a state is entered.
struct InnerFlow {
  std::vector<Way> starts;
  FlowContext context;
};

/// One `States` object: the machine, a branch, a processor.
class DataFlow {
public:
  DataFlow(MachineFacts &facts, const ast::Machine &machine, FlowContext context, bool reports)
      : facts_(facts), machine_(machine),
        order_(facts.orders.try_emplace(&machine, machine).first->second),
        context_(std::move(context)), reports_(reports), entries_(machine.states.size()) {}

  /// Follows the flow from its start by each of `starts`. Returns what it gives where it ends well;
  /// nothing() when it never does.
  Shape run(std::vector<Way> starts);

private:
  friend class StateVisit;

  static constexpr uint32_t outside = ~0u; ///< in place of a state: the start of the flow

  struct Entry {
    std::vector<Way> ways;
    std::vector<std::vector<uint32_t>> waysFrom; ///< of each way, the states that it comes from
    size_t visited = 0;                          ///< of them
    bool isJoined = false; ///< there were too many paths: one joined scope stands for all
    bool isWaiting = false;
    bool ends = false;          ///< the flow may end here
    std::vector<uint32_t> from; ///< the states that it was entered from
  };

  void enter(const ast::State &from, const ast::State &state, Way way);
  void start(const ast::State &state, Way way, uint32_t from = outside);
  void finish(const ast::State &state, const Shape &output);
  void report();
  void reportLoops();
  bool isInLoop(uint32_t index) const;
  bool isOnlyAfter(uint32_t from, uint32_t index) const;
  uint32_t firstWays(uint32_t index) const;
  void reportInner(const ast::State &state, std::vector<InnerFlow> flows);

  MachineFacts &facts_;
  const ast::Machine &machine_;
  const StateOrder &order_;
  FlowContext context_;
  bool reports_;
  bool isReporting_ = false;
  std::vector<Entry> entries_; ///< for each state
  /// The ranks of states with ways that are not visited yet.
  std::priority_queue<uint32_t, std::vector<uint32_t>, std::greater<>> waiting_;
  Shape output_;
};

/// What a field takes that has a number from data.
struct NumberField {
  std::string_view name;
  double least = 0;
  double most = std::numeric_limits<double>::infinity();
  bool isWhole = true;
  diag::Kind kind = diag::Kind::OutOfRange;
};

/// Whether an expression of the state calls `$assert` or `$error`.
bool hasAssertion(const ast::State &state);

/// The visit of one state on one path.
class StateVisit {
public:
  StateVisit(DataFlow &flow, const ast::State &state, const Way &way, Problems &problems);

  void visit();
  /// Lets the visit add what the rules of a Choice do.
  void keepChoice(ChoiceFacts &facts) { choice_ = &facts; }
  /// Lets the visit add the ways into the flows inside, a flow for each branch.
  void keepInner(std::vector<InnerFlow> &flows) { inner_ = &flows; }
  /// Lets the visit add what is known of the state.
  void keepData(StateData &data) { data_ = &data; }

private:
  bool isJsonata() const { return state_.language == ast::QueryLanguage::Jsonata; }

  // What states share: state.cpp, numbers.cpp.
  Shape effectiveInput();
  Shape pathOrNull(const ast::Optional<ast::PathOrNull> &field, const Shape &document);
  Shape request();
  void forgetDoubts();
  void exitWith(const Shape &made);
  void exit(Shape output, Variables variables);
  void leave(const ast::Text &next, Shape output, Variables variables);
  Variables assigned(const ast::TemplateField &assign, const Shape &document, const Scope &scope);
  Shape merged(const ast::Optional<ast::PathOrNull> &resultPath, const Shape &value);
  Shape setAt(const Shape &document, const ast::Expression &path, size_t index, const Shape &value,
              source::Range range);
  void catchers();
  Shape quantity(const ast::Quantity &quantity, const Shape &document, Kinds expected);
  Shape numberField(const ast::Quantity &quantity, const Shape &document, const NumberField &field);
  void checkRange(const ast::Quantity &quantity, const Shape &value, const NumberField &field);
  void checkSize(const Shape &value);
  Shape stateOutput(const ast::TemplateField &output, const Scope &scope, const Shape &otherwise);

  // States: tasks.cpp, choices.cpp, maps.cpp.
  void visit(const ast::PassState &pass);
  void visit(const ast::TaskState &task);
  void visit(const ast::ChoiceState &choice);
  void visit(const ast::WaitState &wait);
  void visit(const ast::SucceedState &);
  void visit(const ast::FailState &fail);
  void visit(const ast::ParallelState &parallel);
  void visit(const ast::MapState &map);
  void failMessage(const ast::Expression &expression);
  bool mayFailAlone(const ast::ChoiceRule &rule, size_t index);
  void takeRule(const ast::ChoiceRule &rule, const Scope &scope);
  Shape runInner(const ast::Machine &machine, size_t branch, Way start, FlowContext context);
  Shape batch(const ast::ItemBatcher &batcher, const Shape &item, const Shape &effective);
  Shape explained(Shape value) const;
  Shape itemsOfMap(const ast::MapState &map, const Shape &effective);
  Shape failedItem(const ast::MapState &map, const Shape &effective, uint64_t mostItems);
  void objects(const ast::MapState &map, const Shape &effective);
  void checkRequest(const ast::TaskState &task, const Shape &input);
  void checkClocks(const ast::TaskState &task, const Shape &input);
  void checkMoment(const ast::WaitState &wait, const Shape &value);

  DataFlow &flow_;
  const ast::State &state_;
  const Way &way_;
  Problems &problems_;
  Evaluation evaluation_;
  Scope scope_;
  bool hasForgotten_ = false; ///< by forgetDoubts()
  ChoiceFacts *choice_ = nullptr;
  std::vector<InnerFlow> *inner_ = nullptr;
  StateData *data_ = nullptr;
};

/// A number as it is written in a definition: without an exponent where it is whole.
std::string numberText(double number);
/// `$$` where `state` stands.
Shape contextOf(const MachineFacts &facts, const ast::State &state, const Shape &map);
/// `$$.Map` for one item.
Shape mapContextOf(const Shape &item);
/// What a call gives, with what its request asks for; `answer` is what such calls give.
Shape asRequested(const ast::State &state, const catalogue::Integration &integration,
                  const Shape &answer);
/// The shape of a type of the catalogue.
Shape shapeOf(catalogue::Type type);
/// Why a value cannot be of type `type`; empty when it can.
std::string_view expectedInstead(const Shape &value, catalogue::Type type);
/// Reports paths that the rules compare first, and then test for being there.
void reportPresence(const ast::ChoiceState &choice, Problems &problems);
/// Reports rules that never hold, and Choice states where all rules may fail to hold.
void reportChoice(const ast::State &state, const ast::ChoiceState &choice, const ChoiceFacts &facts,
                  const diag::Engine &diags, Problems &problems);

} // namespace aslc::analysis
