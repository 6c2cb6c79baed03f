// The fields and items that inline and distributed Map have in common.
#pragma once

#include "runtime/exec/frame.h"

#include <cstdint>

namespace asl::states {

using namespace exec;

/// A numeric field of the Map state: its value, the text of its ...Path form (or null), and its
/// path within the state without the suffix `Path`, such as `ItemBatcher/MaxItemsPerBatch`.
struct MapField {
  Value value;
  const asl_string *path;
  std::string_view place;
  /// `MaxItemsPerBatch`
  std::string_view name() const { return place.substr(place.rfind('/') + 1); }
};

/// Returns the value of an integer field; `otherwise` when it is not given. Sets `error` when it is
/// not a non-negative integer.
int64_t mapInteger(Frame &frame, const MapField &field, int64_t otherwise, Value &error);

/// Makes the error `The <field>Path field refers to value "<value>" which is not a valid <what>:
/// <path>`.
Value notValid(Frame &frame, const MapField &field, std::string_view what);

/// Makes the error for items that are not an array.
Value itemsError(Frame &frame, Value items);
/// Checks what a Map state is about to work on, and reads MaxConcurrency (0: no limit). Returns an
/// error or undefined.
Value checkMap(Frame &frame, const asl_map_arguments &arguments, int64_t &concurrency);

/// Evaluates ItemSelector for one item, in the frame of the Map. Returns an error value when it
/// fails.
Value selectItem(Frame &map, Value input, Value key, Value item, uint32_t index);

/// asl_map_start for a Map in DISTRIBUTED mode. `concurrency` is already checked.
int32_t startDistributed(Frame &frame, const asl_map_arguments &arguments, int64_t concurrency);

} // namespace asl::states
