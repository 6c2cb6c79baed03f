// What C++ source made by `aslc build --emit=cpp` includes: asl/abi/abi.h under shorter C++20
// names. Only generated code uses it. Nothing here throws or allocates, but that a coroutine takes
// its memory from its frame (asl_frame_memory). Values belong to the heap of their execution.
//
// A flow is a coroutine. It is begun, or entered anew after a recovery, by a switch over
// frame.resume(). It suspends where a state waits, and may be dropped with its frame at any time;
// therefore nothing in it has a destructor. A value does not outlive a suspension or the entry of a
// state: only the frame's input() and result() and the variables do.
#pragma once

#include "asl/abi/machine_jsonata.h"
#include "asl/abi/machine_states.h"
#include "asl/abi/machine_values.h"
