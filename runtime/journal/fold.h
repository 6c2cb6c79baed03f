// Applies a row to its execution.
#pragma once

#include "runtime/journal/types.h"

namespace asl::journal {

/// Applies row number `seq` to `execution`. A burst with a start replaces it.
/// Takes the start, the end and nothing else out of `burst`.
void fold(Execution &execution, Burst &burst, uint64_t seq);

/// Brings `execution`, which may be new already, up to date with `later`: an execution whose start
/// is not known, made by `fold` of later rows only.
void merge(Execution &execution, const Execution &later);

/// Whether `execution` matches `filter`.
struct ListFilter;
bool matches(const Execution &execution, const ListFilter &filter);

} // namespace asl::journal
