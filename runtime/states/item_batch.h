// Batches of items, as ItemBatcher makes them. See
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html.
#pragma once

#include "runtime/states/map_run.h"

#include <functional>

namespace asl::states {

/// `{"BatchInput": ..., "Items": [...]}` with the items from number `next` on: as many as the
/// limits allow, at least one. `itemAt` gives an item as ItemSelector has made it, or an error,
/// which is returned. `next` becomes the number of the first item that is not in the batch.
Value makeBatch(Heap &heap, const MapRun::Limits &limits, Value batchInput, uint32_t &next,
                uint32_t count, const std::function<Value(uint32_t number)> &itemAt);

} // namespace asl::states
