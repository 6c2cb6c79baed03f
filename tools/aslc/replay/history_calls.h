// The tasks of a history as a recording: what they were asked and answered.
#pragma once

#include "runtime/support/expected.h"
#include "tools/aslc/replay/flows.h"
#include "tools/mocks/recording.h"

#include <map>
#include <string>
#include <vector>

namespace aslc::replay {

/// The execution that `events` tell of, `flows` being its flows. `path` is the file of the history,
/// for messages. Fails when the history leaves out what is needed to replay it.
asl::Expected<mocks::Recording> recordingOf(const std::vector<Event> &events,
                                            const std::map<std::string, Flow> &flows,
                                            const std::string &path);

} // namespace aslc::replay
