// Where a program gets tasks that are functions of its own.
#pragma once

#include "asl/engine/task_executor.h"

namespace asl::program {

/// Makes the carrier of a program that has native tasks; those that it has none for are for
/// `others`. Set while static objects are made, by what such a program is linked with; the rooms
/// of native tasks are in no other program.
using NativeTasks = tasks::Carrier &(*)(tasks::Carrier &others);
extern NativeTasks nativeTasks;

} // namespace asl::program
