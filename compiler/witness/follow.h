// Follows a run from the start to a goal before it runs, and collects what it asks of the input and
// of the answers of tasks.
#pragma once

#include "compiler/analysis/flow/graph.h"
#include "compiler/witness/evaluate.h"
#include "compiler/witness/witness.h"

#include <span>

namespace aslc::witness {

/// How a task answers once.
struct Answer {
  HolePtr result; ///< null: it fails
  std::string error;
  size_t attempts = 1; ///< how often it answers so, as retriers try it again
};

/// The states of a way through a flow, each with the transition by which it is left; null at the
/// end.
using Route = std::vector<std::pair<uint32_t, const analysis::flow::Edge *>>;

class Follower {
public:
  struct Choices {
    size_t route = 0;       ///< which of the routes to the goal is taken, the shortest is 0
    size_t detour = 0;      ///< which of those through flows without it
    bool asksAtGoal = true; ///< whether what the goal asks for is given
  };
  Follower(const ast::Machine &machine, const Goal &goal, const source::Node *schema,
           const Choices &choices);

  /// False when this route cannot be taken.
  bool run();
  /// Whether there are no more routes than were asked for.
  bool isOutOfRoutes() const { return isOutOfRoutes_; }

  Witness witness(const Json &otherwise) const;

private:
  using Edge = analysis::flow::Edge;
  struct Way {
    Value input;
    Variables variables;
    Value context;
  };

  /// Follows a flow to its end, or to the goal if that is inside. The result is what it gives;
  /// nullopt when the goal was reached or it cannot be followed.
  std::optional<Value> flow(const ast::Machine &machine, Way way);
  /// Does what the state does. False when it cannot leave that way.
  bool state(const ast::State &state, const Edge *edge, Way &way);
  bool choice(const ast::State &state, const ast::ChoiceState &choice, const Edge *edge, Way &way);
  /// What the work of the state gives, before ResultSelector; nullopt when it ends here.
  std::optional<Value> work(const ast::State &state, const Edge *edge, const Value &request,
                            const Value &effective, const Way &way);
  std::optional<Value> iterations(const ast::State &state, const ast::MapState &map,
                                  const Value &effective, const Way &way);
  Value answer(const ast::State &state, const ast::TaskState &task);
  void fails(const ast::State &state, const ast::Catcher *catcher);
  void leave(const ast::State &state, const Value &result, Way &way, const Surroundings &around);
  void leaveByCatcher(const ast::State &state, const ast::Catcher &catcher, Way &way);
  void assign(const ast::TemplateField &assign, const Value &document, const Surroundings &around,
              Variables &variables);
  Value merged(const ast::Optional<ast::PathOrNull> &path, const Value &document,
               const Value &value);
  Value filtered(const ast::Optional<ast::PathOrNull> &path, const Value &document,
                 const Surroundings &around);
  Surroundings around(const Way &way) const {
    return {way.input, {}, {}, way.context, way.variables};
  }

  std::optional<Route> toldRoute(const analysis::flow::Graph &graph) const;
  bool holdsGoal(const ast::Machine &machine) const;
  bool holdsGoal(const ast::State &state) const;

  const ast::Machine &machine_;
  Goal goal_;
  Choices choices_;
  HolePtr input_ = std::make_shared<Hole>();
  std::map<const ast::State *, std::vector<Answer>> answers_; ///< one after the other
  Evaluator evaluator_;
  bool isReached_ = false, isOutOfRoutes_ = false;
};

/// Ways through a flow from its start to a state, or to an end when `to` is nullopt: without errors
/// first, then shorter ones; at most `most`.
std::vector<Route> routesOf(const analysis::flow::Graph &graph, std::optional<uint32_t> to,
                            size_t most);

} // namespace aslc::witness
