// The graph of states of one flow: the whole machine, a branch, or a processor.
#pragma once

#include "compiler/ast/machine.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace aslc::analysis::flow {

/// A transition. Its number in `out` of its state is its priority.
struct Edge {
  enum class Kind : uint8_t { Next, Rule, Default, Catch };
  Kind kind = Kind::Next;
  uint32_t index = 0; ///< Rule, Catch: which rule or catcher
  uint32_t to = 0;
  const ast::Field<std::string> *target = nullptr;
  const ast::TemplateField *assign = nullptr; ///< what is assigned on the way
};

/// Made once per flow, in linear time. Keeps references to the machine.
class Graph {
public:
  explicit Graph(const ast::Machine &machine);

  const ast::Machine &machine() const { return *machine_; }
  uint32_t size() const { return static_cast<uint32_t>(machine_->states.size()); }
  const ast::State &state(uint32_t index) const { return machine_->states[index]; }
  std::optional<uint32_t> find(std::string_view name) const;
  std::optional<uint32_t> start() const { return start_; }

  std::span<const Edge> out(uint32_t state) const {
    return {edges_.data() + first_[state], edges_.data() + first_[state + 1]};
  }
  /// The states with a transition to this one, each once, in the order of the text.
  std::span<const uint32_t> before(uint32_t state) const {
    return {before_.data() + firstBefore_[state], before_.data() + firstBefore_[state + 1]};
  }
  /// A transition of the state leads to a name that is not known, such as a placeholder.
  bool isOpen(uint32_t state) const { return open_[state]; }
  bool isReached(uint32_t state) const { return component_[state] != none; }

  /// The strongly connected component of a reached state. Components are numbered so that
  /// transitions lead to the same or a smaller number.
  uint32_t component(uint32_t state) const { return component_[state]; }
  uint32_t componentCount() const { return static_cast<uint32_t>(loops_.size()); }
  /// The states of a component, in the order of the text.
  std::vector<uint32_t> statesOf(uint32_t component) const {
    return {members_.begin() + firstMember_[component],
            members_.begin() + firstMember_[component + 1]};
  }
  /// Whether the component has a transition within itself.
  bool isLoop(uint32_t component) const { return loops_[component]; }
  uint32_t loopCount() const {
    return static_cast<uint32_t>(std::count(loops_.begin(), loops_.end(), true));
  }
  bool inLoop(uint32_t state) const { return isReached(state) && loops_[component_[state]]; }

private:
  static constexpr uint32_t none = ~0u;

  void collect(uint32_t state);
  void add(Edge::Kind kind, size_t index, const ast::Text &target, const ast::TemplateField &assign,
           uint32_t from);
  void findSources();
  void findComponents();

  const ast::Machine *machine_;
  std::vector<std::pair<std::string_view, uint32_t>> names_; ///< sorted
  std::optional<uint32_t> start_;
  std::vector<Edge> edges_;
  std::vector<uint32_t> first_; ///< of each state's edges
  std::vector<uint32_t> before_, firstBefore_;
  std::vector<bool> open_;
  std::vector<uint32_t> component_;
  std::vector<bool> loops_;
  std::vector<uint32_t> members_, firstMember_; ///< of each component
};

} // namespace aslc::analysis::flow
