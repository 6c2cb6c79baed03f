// The events of an execution by the flows that they belong to. Events of flows that run side by
// side come in any order, those of one flow in one.
#pragma once

#include "compiler/ast/machine.h"
#include "tools/aslc/replay/events.h"

#include <map>
#include <string>
#include <vector>

namespace aslc::replay {

/// One flow: the machine, a branch of a Parallel, an iteration of a Map.
struct Flow {
  /// The flow with the states around it, each with the number of its visit from the second one on,
  /// and the index of the branch or item: `Orders[1]/Check#2[0]/`. Empty: the machine.
  std::string key;
  std::string where;                     ///< the same without the numbers of visits
  const ast::Machine *machine = nullptr; ///< null: the definition does not have it
  std::vector<const Event *> events;     ///< in their order
  /// What holds the flow has failed or was tried again: its end is a matter of timing.
  bool isCut = false;
};

/// The flows of an execution, by their keys. Events about what was aborted are left out: they
/// follow from the others. `machine` and `events` must outlive the result.
std::map<std::string, Flow> flowsOf(const std::vector<Event> &events, const ast::Machine &machine);

} // namespace aslc::replay
