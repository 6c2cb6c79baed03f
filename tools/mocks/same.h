// Compares an execution with an earlier one, ignoring texts that differ between executions.
#pragma once

#include "tools/mocks/plan.h"

#include <string>
#include <string_view>

namespace aslc::mocks {

/// `request` with tokenMark in the place of the task's token, which may be empty.
Json withoutToken(Json request, std::string_view token);

/// `json` as a value; text that is not JSON as a string, empty text as null.
std::string jsonText(const std::string &json);

/// `actual` with the texts of `recorded` where they differ only as those of two executions do: in
/// times, UUIDs, ARNs of executions and tokens of tasks. What differs otherwise stays.
Json withRecordedTexts(Json actual, const Json &recorded);

} // namespace aslc::mocks
