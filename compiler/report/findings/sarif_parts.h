// The parts of a SARIF log that describe one finding or one kind.
#pragma once

#include "compiler/report/findings/list.h"

#include <nlohmann/json.hpp>

namespace aslc::report::sarif {

using Json = nlohmann::ordered_json;

/// A result of the rule with that index in the run's list.
Json resultOf(const Finding &finding, size_t rule);

/// The rule of a kind, with the text of its page.
Json ruleOf(diag::Kind kind, const Producer &producer);

} // namespace aslc::report::sarif
