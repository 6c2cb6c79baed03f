// All runs of a machine as a finite automaton over the steps of its states. Branches of Parallel
// and iterations of Map are interleaved; tasks may raise errors.
#pragma once

#include "compiler/analysis/properties/monitor.h"
#include "compiler/analysis/shapes/feasible.h"

#include <deque>
#include <functional>
#include <map>
#include <optional>

namespace aslc::analysis::properties {

/// How a flow ends.
struct Ending {
  enum class Kind : uint8_t {
    Success,
    Any,     ///< any error of a task but a timeout
    Timeout, ///< `States.Timeout`
    Data,    ///< an error of an expression or a path
    Named    ///< the error `name`
  };
  Kind kind = Kind::Success;
  std::string_view name; ///< Named

  bool operator==(const Ending &) const = default;
};

/// What a counter-example says about one step.
struct Step {
  enum class What : uint8_t { None, Entered, Succeeded, Rule, Default, Caught, Uncaught, Retried };
  What what = What::None;
  const ast::State *state = nullptr;
  source::Range place;
  bool isError = false;     ///< something fails
  uint32_t previous = none; ///< the number of a step that was taken just before, without a node

  static constexpr uint32_t none = ~0u;
};

struct Runs {
  struct Edge {
    uint32_t to;
    uint32_t step; ///< a number in RunMaker::steps
    Letters letters = 0;
    bool isError = false;
  };
  std::vector<std::vector<Edge>> nodes;
  uint32_t start = 0;
  std::vector<std::pair<Ending, uint32_t>> ends; ///< a node without edges for each ending

  uint32_t add() {
    nodes.emplace_back();
    return static_cast<uint32_t>(nodes.size() - 1);
  }
  /// The node of `ending`, made when it is needed.
  uint32_t end(const Ending &ending);
  /// Appends the nodes of `other` without joining them; returns where they begin.
  uint32_t append(const Runs &other);
};

/// What a state's step is to the property.
using LettersOf = std::function<Letters(const ast::State &, Phase)>;

/// Makes the runs of a machine.
class RunMaker {
public:
  /// `most`: how often a repeated part is unrolled before it becomes a loop.
  RunMaker(const Feasible &feasible, LettersOf letters, uint32_t most)
      : feasible_(feasible), letters_(std::move(letters)), most_(most) {}

  /// nullopt when they are too many.
  std::optional<Runs> of(const ast::Machine &machine);

  const Step &step(uint32_t number) const { return steps_[number]; }

private:
  void state(Runs &runs, const ast::State &state, uint32_t node);
  void choice(Runs &runs, const ast::State &state, const ast::ChoiceState &choice, uint32_t node);
  void task(Runs &runs, const ast::State &state, const ast::TaskState &task, uint32_t node);
  void inner(Runs &runs, const ast::State &state, uint32_t node);
  void attempts(Runs &runs, const ast::State &state, const Runs &attempt, uint32_t node);
  void failAttempt(Runs &runs, const ast::State &state, const Ending &error, uint32_t node,
                   std::optional<uint32_t> again);
  Runs attemptOf(const ast::State &state);
  Runs attemptOf(const ast::State &state, const ast::ParallelState &parallel);
  Runs attemptOf(const ast::State &state, const ast::MapState &map);
  uint32_t iterate(Runs &runs, const ast::MapState &map, const Runs &body, uint32_t start);
  /// The runs of flows side by side. One that fails ends all.
  Runs together(std::vector<Runs> flows);
  /// The same runs with as few nodes as steps that the property speaks of.
  Runs reduced(const Runs &runs);
  uint32_t after(uint32_t last, uint32_t number);

  void succeed(Runs &runs, const ast::State &state, uint32_t node);
  void fail(Runs &runs, const ast::State &state, const Ending &error, uint32_t node);
  void leave(Runs &runs, const ast::State &state, const ast::Text &next, uint32_t node, Step step,
             Letters letters = 0);
  void connect(Runs &runs, uint32_t from, uint32_t to, Step step, Letters letters = 0);
  bool isRelevant(const Runs &runs) const;

  const Feasible &feasible_;
  LettersOf letters_;
  uint32_t most_;
  std::deque<Step> steps_;
  const std::map<std::string_view, uint32_t> *targets_ = nullptr; ///< of the flow being made
  bool isTooLarge_ = false;
};

/// Whether a handler with these names takes an error of `state`.
enum class Match : uint8_t { Never, Perhaps, Surely };
Match matchOf(const ast::State &state, const std::vector<ast::Field<std::string>> &names,
              const Ending &error);

} // namespace aslc::analysis::properties
