// The states of a definition and all places that name one, from the tree: also of a definition with
// errors.
#pragma once

#include "compiler/source/tree.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace aslc::editor {

inline constexpr size_t none = static_cast<size_t>(-1);

struct StateEntry {
  std::string_view name;
  source::Range nameRange;            ///< the key
  source::Range range;                ///< from the key to the end of the value
  const source::Node *node = nullptr; ///< the value
  size_t scope = none;                ///< the flow that it belongs to
};

/// The machine, a branch or a processor.
struct FlowEntry {
  const source::Node *machine = nullptr;
  size_t outer = none; ///< the state that holds it
  std::string path;    ///< that of the outer state, with the number of the branch
  std::unordered_map<std::string_view, size_t> states;
};

/// A place that names a state.
struct StateUse {
  enum class Kind : uint8_t { StartAt, Next, Default, Rule, Catch };
  Kind kind;
  const source::Node *node; ///< the text
  size_t scope;             ///< the flow in which the name is looked up
  size_t from;              ///< the state that leads there; `none` for StartAt
};

class StateIndex {
public:
  explicit StateIndex(const source::Tree &tree);

  const std::vector<StateEntry> &states() const { return states_; }
  const std::vector<FlowEntry> &flows() const { return flows_; }
  const std::vector<StateUse> &uses() const { return uses_; }

  /// The state that a use means; `none` when there is no such state.
  size_t target(const StateUse &use) const;
  size_t find(size_t scope, std::string_view name) const;
  /// The state whose name or use is at `offset`.
  size_t at(uint32_t offset) const;
  /// The name or the use that is at `offset`.
  std::optional<source::Range> nameAt(uint32_t offset) const;
  /// The texts that name a state, each once and in order.
  struct Names {
    std::vector<size_t> states; ///< more than the one where aliases of YAML share a text
    std::vector<source::Range> keys, uses;
  };
  Names namesOf(size_t state) const;
  /// The innermost state around `offset`.
  size_t around(uint32_t offset) const;
  /// The innermost flow around `offset`.
  size_t flowAround(uint32_t offset) const;
  /// The names of the variables that can be read at `offset`, sorted.
  std::vector<std::string> variablesAround(uint32_t offset) const;
  /// The names that lead to the state, joined by `/`, with the numbers of branches.
  std::string pathOf(size_t state) const;
  /// `Type`, or empty.
  std::string_view typeOf(size_t state) const;

private:
  void machine(const source::Node &node, size_t outer, std::string path);
  void state(size_t index);
  void use(StateUse::Kind kind, const source::Node *node, size_t scope, size_t from);
  void rules(const source::Node &rules, size_t scope, size_t from);

  std::vector<StateEntry> states_;
  std::vector<FlowEntry> flows_;
  std::vector<StateUse> uses_;
};

/// The member of an object; null for anything else.
const source::Node *memberOf(const source::Node *object, std::string_view key);
/// The text of such a member; empty when it is none.
std::string_view textOf(const source::Node *object, std::string_view key);

} // namespace aslc::editor
