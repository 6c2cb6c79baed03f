// Names for the numbers of a definition, so that a saved state can be read under a later
// definition.
#pragma once

#include "asl/abi/abi.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asl::exec {

/// The flows, states and variables of a definition, as saved states number them.
struct Numbering {
  struct State {
    std::string name;
    uint32_t kind = 0;  ///< asl_state_kind; a distributed Map is a kind of its own
    uint32_t flows = 0; ///< how many it has
    bool operator==(const State &) const = default;
  };
  struct Flow {
    uint32_t parent = 0, state = 0, part = 0; ///< where it is; not of the first
    uint32_t retriers = 0;                    ///< asl_flow::max_retriers
    std::vector<State> states;
    std::vector<std::string> variables;
  };
  std::vector<Flow> flows;

  explicit Numbering(const asl_module &module);
  std::string write() const;
  /// Returns nullopt when the bytes were not made by `write`.
  static std::optional<Numbering> read(std::string_view bytes);

private:
  Numbering() = default;
  void add(const asl_flow &flow, uint32_t parent, uint32_t state, uint32_t part);
};

/// Maps the numbers of an earlier definition to the flows of a module, by names.
class Renumbering {
public:
  Renumbering(Numbering old, const asl_module &module);

  const Numbering::Flow *old(uint64_t flow) const {
    return flow < old_.flows.size() ? &old_.flows[flow] : nullptr;
  }
  /// The flow that is in the same place now; null when there is none.
  const asl_flow *flow(uint64_t flow) const { return flow < new_.size() ? new_[flow] : nullptr; }
  /// The state of the same name and kind. Returns nullopt and sets `problem` when there is none.
  std::optional<uint32_t> state(uint64_t flow, uint32_t state, std::string &problem) const;

private:
  Numbering old_;
  std::vector<const asl_flow *> new_; ///< by old number; null where there is none any more
};

} // namespace asl::exec
