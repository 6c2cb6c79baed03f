// ARNs and UUIDs in the forms that AWS uses.
#pragma once

#include "asl/engine/options.h"
#include "runtime/value/heap.h"

#include <string>
#include <string_view>

namespace asl::exec {

/// A random UUID (version 4). Repeatable when the heap has a seed.
std::string uuid(Heap &heap);

/// The beginning of ARNs of an engine's executions: `arn:aws:states:us-east-1:123456789012:`.
std::string arnPrefix(const EngineOptions &options);
/// The region that such a prefix names.
std::string_view regionOf(std::string_view prefix);

/// The ARN of an execution. Those of Express executions end with a UUID, `expressId`; it is empty
/// for others.
std::string executionArn(std::string_view prefix, std::string_view machine, std::string_view name,
                         std::string_view expressId);
std::string stateMachineArn(std::string_view prefix, std::string_view machine);
std::string mapRunArn(std::string_view prefix, std::string_view machine, std::string_view label,
                      std::string_view id);

} // namespace asl::exec
