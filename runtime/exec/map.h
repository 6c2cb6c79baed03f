// What inline and distributed Map share: their numbers and items, checked.
#pragma once

#include "runtime/exec/frame.h"

#include <cstdint>

namespace asl::exec {

/// The value of an integer field, or an error in `error`. Undefined gives `otherwise`. `path`: the
/// text of its ...Path form, or null. `field` is without `Path`.
int64_t mapInteger(Frame &frame, Value value, const asl_string *path, std::string_view field,
                   int64_t otherwise, Value &error);

/// `The <field>Path field refers to value "<value>" which is not a valid <what>: <path>`.
Value notValid(Frame &frame, Value value, const asl_string *path, std::string_view field,
               std::string_view what);

/// An error that a field of the Map state gives: States.Runtime, in JSONata QueryEvaluationError.
Value mapError(Frame &frame, std::string_view cause);

/// The items are no array.
Value itemsError(Frame &frame, Value items);

/// Runs ItemSelector for an item, in the frame of the Map. Raises.
Value selectItem(Frame &map, Value input, Value key, Value item, uint32_t index);

/// The start of a Map in DISTRIBUTED mode, as asl_map_start; `concurrency` is checked already.
int32_t startDistributed(Frame &frame, const asl_map_arguments &arguments, int64_t concurrency);

} // namespace asl::exec
