// The history of one execution, as GetExecutionHistory returns it. See
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html.
#pragma once

#include "compiler/source/tree.h"
#include "runtime/support/expected.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::report::run {

struct Event {
  int64_t id = 0;       ///< counted from 1
  int64_t previous = 0; ///< id of the event that led to it; 0: the start of the execution
  int64_t timeMs = 0;   ///< since 1970
  std::string_view type;
  const source::Node *details = nullptr; ///< what belongs to the type; null: nothing

  /// A text of the details; empty when it is not there.
  std::string_view text(std::string_view member) const;
  bool isStateEntered() const { return type.ends_with("StateEntered"); }
  bool isStateExited() const { return type.ends_with("StateExited"); }
};

/// The events point into the text they were read from, which the history owns.
struct History {
  source::Tree tree;
  std::vector<Event> events; ///< in the order of their ids

  /// The event of that id, or null. Takes constant time: ids count from 1 without a gap.
  const Event *find(int64_t id) const;
};

/// Reads an object with `events`, a list of such objects (the pages of a history), or a list of
/// events: JSON from the AWS CLI, an SDK or
/// `--history`. Times are seconds since 1970 or texts in the form of RFC 3339; events may stand in
/// reverse order. An error names the file, the line and the column.
asl::Expected<History> readHistory(std::shared_ptr<const source::File> file);

} // namespace aslc::report::run
