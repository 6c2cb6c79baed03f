// Which iteration of a Map a task belongs to, which its request does not say.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

namespace aslc::mocks {

/// The name of a function of the ABI and one that takes its place, so that `currentIteration`
/// knows its answer: for the code of machines whose tasks are mocked.
std::pair<const char *, void *> iterationWatch();

/// While a task is started: the index of the item of the innermost Map around its state. Nothing
/// outside of a Map, and where the watch is not linked.
std::optional<uint64_t> currentIteration();

} // namespace aslc::mocks
