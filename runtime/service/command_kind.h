// The kinds of commands in a journal's inbox.
#pragma once

#include <cstdint>

namespace asl::service {

/// Stored in journals: append only.
enum CommandKind : uint32_t { kStop = 1, kAnswer, kRedrive, kPause, kClean, kPoll, kFork, kGiveUp };

} // namespace asl::service
