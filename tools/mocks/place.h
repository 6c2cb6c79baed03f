// The place of a task in its machine, which its request does not contain.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace aslc::mocks {

/// The name of a function of the ABI and one that takes its place, so that the functions below know
/// their answers: for the code of machines whose tasks are mocked, recorded or replayed.
std::pair<const char *, void *> placeWatch();

/// While a task is started: the index of the item of the innermost Map around its state. Nothing
/// outside of a Map, and where the watch is not linked.
std::optional<uint64_t> currentIteration();

/// While a task is started: its state with its outer states and the indices of branches and items,
/// as `--trace` shows them: `Check[0]/Reserve`. Empty where the watch is not linked, and for a task
/// that is started when its request has become durable.
std::string currentPlace();

/// The time on the clock of the execution, ms since 1970, on the thread that runs it; nothing
/// elsewhere.
std::optional<int64_t> executionMs();

} // namespace aslc::mocks
