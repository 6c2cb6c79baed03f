// What a row does to its execution.
#pragma once

#include "runtime/journal/types.h"

namespace asl::journal {

/// Brings `execution` up to date with its row number `seq`. A burst with a start makes it anew.
/// Takes the start, the end and nothing else out of `burst`.
void fold(Execution &execution, Burst &burst, uint64_t seq);

/// Brings `execution`, which may be new already, up to date with `later`: an execution whose start
/// is not known, made by `fold` of later rows only.
void merge(Execution &execution, const Execution &later);

/// Whether `execution` has what `filter` asks for.
struct ListFilter;
bool matches(const Execution &execution, const ListFilter &filter);

} // namespace asl::journal
