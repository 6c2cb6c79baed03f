// Reads the answers of mocks and the calls they are for.
#pragma once

#include "tools/mocks/plan.h"
#include "tools/mocks/problems.h"

namespace aslc::mocks {

/// The range that `text` spells: `2`, or `1-3` with both ends.
std::optional<Range> rangeOf(std::string_view text);

/// `node` as a value.
Json jsonOf(const Node &node);

/// Reads what `node` answers a call with: one of `result`, `return`, `error` and `hang`, and what
/// belongs to it. Nothing when it gives no answer, which is reported; `what` names it: "a mock".
std::optional<Answer> readAnswer(const Node &node, std::string_view what, Problems &problems);

/// Reads the mocks of one state in aslc's own form: a mock, or a list of mocks.
std::vector<Mock> readMocks(const Node &node, Problems &problems);

/// The same for an object of states and their mocks.
Plan readPlan(const Node &node, Problems &problems);

} // namespace aslc::mocks
