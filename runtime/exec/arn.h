// ARNs and UUIDs in the forms that AWS uses.
#pragma once

#include "asl/engine/options.h"
#include "runtime/value/heap.h"

#include <string>
#include <string_view>

namespace asl::exec {

/// A random UUID (version 4). Repeatable when the heap has a seed.
std::string uuid(Heap &heap);

/// The ARN of an execution. Those of Express machines (`express`) end with an additional UUID.
std::string executionArn(const EngineOptions &options, std::string_view machine,
                         std::string_view name, bool express, Heap &heap);
std::string stateMachineArn(const EngineOptions &options, std::string_view machine);
std::string mapRunArn(const EngineOptions &options, std::string_view machine,
                      std::string_view label, std::string_view id);

} // namespace asl::exec
