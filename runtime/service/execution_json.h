// An execution of a journal as JSON.
#pragma once

#include "runtime/journal/journal.h"
#include "runtime/support/expected.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace asl::service {

using OrderedJson = nlohmann::ordered_json;

std::string_view statusOf(const journal::Execution &execution);
/// As the service prints times; empty when there is none.
std::string timeOf(const std::optional<int64_t> &ms);
/// Empty when the journal does not know it.
std::string machineNameOf(const journal::Reader &reader, const journal::Execution &execution);

/// The numbers of the executions that are paused.
using Paused = std::unordered_set<std::string>;
Expected<Paused> pausedOf(const journal::Reader &reader);

/// What DescribeExecution says that lists say too, and whether it is paused.
OrderedJson entryOf(const journal::Reader &reader, const journal::Execution &execution,
                    const Paused &paused);
/// The same with input and output (as text), error, cause, and whether it can be redriven.
Expected<OrderedJson> descriptionOf(const journal::Reader &reader,
                                    const journal::Execution &execution, const Paused &paused);

} // namespace asl::service
