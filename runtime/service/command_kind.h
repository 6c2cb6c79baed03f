// The kinds of commands in a journal's inbox.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>

namespace asl::service {

/// Stored in journals: append only.
enum CommandKind : uint32_t { kStop = 1, kAnswer, kRedrive, kPause, kClean, kPoll, kFork, kGiveUp };

/// The execution that a command is about; nullopt when it is about none that can be known. `body`
/// is an object.
std::optional<uint64_t> executionOfCommand(uint32_t kind, const nlohmann::json &body);

} // namespace asl::service
