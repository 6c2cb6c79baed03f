// Names of executions, machines and map runs, as AWS forms them.
#pragma once

#include "asl/engine/engine.h"
#include "runtime/value/heap.h"

#include <string>
#include <string_view>

namespace asl::exec {

/// A random UUID (version 4), repeatable with the heap's seed.
std::string uuid(Heap &heap);

/// An execution of a Standard machine, or with another UUID behind it of an Express machine.
std::string executionArn(const EngineOptions &options, std::string_view machine,
                         std::string_view name, bool express, Heap &heap);
std::string stateMachineArn(const EngineOptions &options, std::string_view machine);
std::string mapRunArn(const EngineOptions &options, std::string_view machine,
                      std::string_view label, std::string_view id);

} // namespace asl::exec
