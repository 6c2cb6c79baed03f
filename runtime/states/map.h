// What inline and distributed Map share: their numbers and items, checked.
#pragma once

#include "runtime/exec/frame.h"

#include <cstdint>

namespace asl::states {

using namespace exec;

/// A number of the Map state: what it was given, the text of its ...Path form (or null), and its
/// place in the state without that `Path`, such as `ItemBatcher/MaxItemsPerBatch`.
struct MapField {
  Value value;
  const asl_string *path;
  std::string_view place;
  /// `MaxItemsPerBatch`
  std::string_view name() const { return place.substr(place.rfind('/') + 1); }
};

/// The value of an integer field, or an error in `error`. Undefined gives `otherwise`.
int64_t mapInteger(Frame &frame, const MapField &field, int64_t otherwise, Value &error);

/// `The <field>Path field refers to value "<value>" which is not a valid <what>: <path>`.
Value notValid(Frame &frame, const MapField &field, std::string_view what);

/// The items are no array.
Value itemsError(Frame &frame, Value items);

/// Runs ItemSelector for an item, in the frame of the Map. Raises.
Value selectItem(Frame &map, Value input, Value key, Value item, uint32_t index);

/// The start of a Map in DISTRIBUTED mode, as asl_map_start; `concurrency` is checked already.
int32_t startDistributed(Frame &frame, const asl_map_arguments &arguments, int64_t concurrency);

} // namespace asl::states
