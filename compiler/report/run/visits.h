// What an execution did, state by state: made of its history.
#pragma once

#include "compiler/report/run/history.h"

#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::report::run {

enum class Outcome : uint8_t { Running, Succeeded, Caught, Failed };
/// `running`, `succeeded`, `caught`, `failed`.
std::string_view nameOf(Outcome outcome);

/// One visit of a state. The texts point into the history.
struct Visit {
  std::string_view state;
  const Event *entered = nullptr;
  const Event *exited = nullptr; ///< null: it was not left
  std::optional<size_t> parent;  ///< the visit of the Parallel or Map around it
  unsigned depth = 0;            ///< number of visits around it
  Outcome outcome = Outcome::Running;
  unsigned attempts = 0;         ///< of its task; 0: it is no task
  std::string_view error, cause; ///< of the last failure
  int64_t endMs = 0;             ///< when it was left, or when the execution ended
};

/// A transition that was taken. An empty name is the start or the end of the machine.
struct Transition {
  std::string_view from, to;
  bool byCatcher = false;
  auto operator<=>(const Transition &) const = default;
};

/// An execution as a whole.
struct Course {
  std::vector<Visit> visits; ///< in the order in which they began
  std::vector<std::optional<size_t>>
      visitOf; ///< for each event, in their order; none: of the execution itself
  std::set<Transition> transitions;
  std::string_view status;    ///< `RUNNING`, `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED`
  const Event *end = nullptr; ///< null: it has not ended
};

/// `history` must outlive the result. Takes time in proportion to the history and to the depth of
/// its states.
Course courseOf(const History &history);

} // namespace aslc::report::run
