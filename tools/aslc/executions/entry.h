// An execution of a journal as JSON, and as a line.
#pragma once

#include "runtime/journal/journal.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace aslc::tool {

using Json = nlohmann::ordered_json;

std::string_view statusOf(const asl::journal::Execution &execution);
/// As the service prints times; empty when there is none.
std::string timeOf(const std::optional<int64_t> &ms);
/// Empty when the journal does not know it.
std::string machineNameOf(const asl::journal::Reader &reader,
                          const asl::journal::Execution &execution);

/// The numbers of the executions that are paused.
using Paused = std::unordered_set<std::string>;
asl::Expected<Paused> pausedOf(const asl::journal::Reader &reader);

/// What DescribeExecution says that lists say too, and whether it is paused.
Json entryOf(const asl::journal::Reader &reader, const asl::journal::Execution &execution,
             const Paused &paused);
/// A text as it is, anything else as JSON.
std::string textOf(const Json &value);
/// Prints an entry as a line of columns.
void printLine(const Json &entry);

} // namespace aslc::tool
