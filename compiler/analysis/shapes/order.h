// The states of one flow by name, and in an order in which loops settle before what follows them.
#pragma once

#include "compiler/ast/machine.h"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace aslc::analysis {

/// Made once per flow; keeps a reference to the machine.
class StateOrder {
public:
  explicit StateOrder(const ast::Machine &machine);

  const ast::State *find(std::string_view name) const;
  uint32_t indexOf(const ast::State &state) const {
    return static_cast<uint32_t>(&state - machine_.states.data());
  }
  /// Smaller than that of every state that comes after it, but for transitions back.
  uint32_t rank(uint32_t index) const { return ranks_[index]; }
  uint32_t atRank(uint32_t rank) const { return states_[rank]; }

private:
  std::vector<uint32_t> targets(uint32_t index) const;

  const ast::Machine &machine_;
  std::vector<std::pair<std::string_view, uint32_t>> names_; ///< sorted
  std::vector<uint32_t> ranks_, states_;
};

} // namespace aslc::analysis
