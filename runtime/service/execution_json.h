// An execution of a journal as JSON.
#pragma once

#include "runtime/journal/journal.h"
#include "runtime/support/expected.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace asl::service {

using OrderedJson = nlohmann::ordered_json;

std::string_view statusOf(const journal::Execution &execution);
/// As the service prints times; empty when there is none.
std::string timeOf(const std::optional<int64_t> &ms);
/// Empty when the journal does not know it.
std::string machineNameOf(const journal::Reader &reader, const journal::Execution &execution);

/// What the journal notes of executions that run, by their numbers.
struct Notes {
  std::unordered_set<std::string> paused;
  std::unordered_map<std::string, std::string> damage; ///< why they do not go on, see damage.h
};
Expected<Notes> notesOf(const journal::Reader &reader);

/// What DescribeExecution says that lists say too, and whether it is paused or damaged.
OrderedJson entryOf(const journal::Reader &reader, const journal::Execution &execution,
                    const Notes &notes);
/// The same with input and output (as text), error, cause, and whether it can be redriven. What
/// cannot be read of a damaged execution is left out.
Expected<OrderedJson> descriptionOf(const journal::Reader &reader,
                                    const journal::Execution &execution, const Notes &notes);

} // namespace asl::service
