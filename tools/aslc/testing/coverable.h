// The items of a machine that tests can cover, and how often they were covered.
#pragma once

#include "compiler/ast/machine.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::testing {

/// An item that a run covers or does not cover.
struct Item {
  enum class Kind : uint8_t { State, Transition, Rule, Catcher, Retrier, Branch };
  Kind kind = Kind::State;
  size_t state = 0;    ///< index of the state that it belongs to
  std::string text;    ///< what it is, for reports: "state `Pay`"
  source::Range range; ///< in the definition
};

/// A state with its items.
struct CoveredState {
  std::string name;
  std::string path; ///< of names, joined by `/`, as the graph has it
  source::Range nameRange, range;
  size_t visit = 0;                                       ///< index of the item of the state itself
  std::map<std::string, size_t, std::less<>> transitions; ///< by the name of the next state
  std::vector<size_t> rules;                              ///< of a Choice, in their order
  std::optional<size_t> otherwise;                        ///< Default
  std::vector<size_t> catchers, retriers;
};

/// The items of a machine, in the order of the definition. Does not change once made.
class Coverable {
public:
  explicit Coverable(const ast::Machine &machine);

  const std::vector<Item> &items() const { return items_; }
  const std::vector<CoveredState> &states() const { return states_; }
  /// The state that code knows by this path (`asl_state_info::path`); null for none.
  const CoveredState *find(std::string_view codePath) const;
  /// The item of a part of a conditional: `then KEY` or `else KEY`, where
  /// KEY is ast::wayKey.
  std::optional<size_t> branch(std::string_view way) const;

private:
  class Collector;
  std::vector<Item> items_;
  std::vector<CoveredState> states_;
  std::map<std::string, size_t, std::less<>> byPath_, branches_;
};

/// Counts how often each item was covered. May be used from any thread.
class Counts {
public:
  explicit Counts(size_t items) : counts_(std::make_unique<std::atomic<uint64_t>[]>(items)) {}
  void add(size_t item, uint64_t count = 1) {
    counts_[item].fetch_add(count, std::memory_order_relaxed);
  }
  uint64_t of(size_t item) const { return counts_[item].load(std::memory_order_relaxed); }

private:
  std::unique_ptr<std::atomic<uint64_t>[]> counts_;
};

/// "states", "choice rules", ...
std::string_view namesOf(Item::Kind kind);

} // namespace aslc::testing
