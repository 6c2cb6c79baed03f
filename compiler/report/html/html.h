// Findings as a page for people.
#pragma once

#include "compiler/report/findings/findings.h"

namespace aslc::report {

/// One HTML page that needs nothing else: for each file its graph, with the findings marked at
/// their states, and the findings with the chain of places that explains them. It follows the
/// viewer's light or dark theme, can be printed, and is used by keyboard alone. Without scripts,
/// all that is lost is that large graphs are shown from their start on.
std::string renderHtml(std::span<const Findings> files, const Producer &producer);

} // namespace aslc::report
