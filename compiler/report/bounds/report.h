// The best and the worst case of a machine, as text and as JSON.
#pragma once

#include "compiler/analysis/bounds/bounds.h"
#include "runtime/support/expected.h"

#include <string>

namespace aslc::report {

using Bounds = analysis::bounds::Bounds;
using Prices = analysis::bounds::Prices;

/// Prices from a JSON object: `region`, `date`, `transition`, `request`, `gigabyteSecond` and so
/// on, named as in analysis/bounds/prices.h. What is left out keeps its default.
asl::Expected<Prices> readPrices(const std::string &text);

/// Tables as text, with what the letters in formulas mean, and why something has no bound.
std::string textOf(const Bounds &bounds, const Prices &prices);

/// One JSON object; see docs/command.md.
std::string jsonOf(const Bounds &bounds, const Prices &prices);

/// One side of an amount in a few words: `12 + 4n`, with its value where it has one.
std::string wordsOf(const analysis::bounds::Formula &formula, const Bounds &bounds);
/// The seconds of an execution, which is stopped after a while.
std::string secondsOf(const analysis::bounds::ExecutionBounds &execution,
                      analysis::bounds::Side side, const Bounds &bounds);
/// `4 + 7n to 4 + 13n`, or one formula where both are the same.
std::string rangeOf(const analysis::bounds::Amount &amount, const Bounds &bounds);
/// What one visit of a state adds: `2 events, 1 transition, 0 to 30 seconds, ...`.
std::string visitOf(const analysis::bounds::StateBounds &state, const Bounds &bounds);
/// `history events` and so on.
std::string_view nameOf(analysis::bounds::Metric metric);
/// `The machine (standard)`, or which child it is.
std::string titleOf(const analysis::bounds::ExecutionBounds &execution, const Bounds &bounds);
/// `100 to 262144`, or `from 100`.
std::string bytesOf(const analysis::DataRange &range);
/// What a letter means, with the range that it has where that is known.
std::string meaningOf(const analysis::bounds::Symbol &symbol);

} // namespace aslc::report
