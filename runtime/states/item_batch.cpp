// Batches are bounded by a number of items and by bytes.
#include "runtime/states/item_batch.h"

#include "runtime/value/json.h"

#include <algorithm>

namespace asl::states {

Value makeBatch(Heap &heap, const MapRun::Limits &limits, Value batchInput, uint32_t &next,
                uint32_t count, const std::function<Value(uint32_t number)> &itemAt) {
  const asl_string *keys[] = {heap.key("BatchInput"), heap.key("Items")};
  auto wrap = [&](Value items) {
    Value values[] = {batchInput, items};
    size_t first = isUndefined(batchInput) ? 1 : 0;
    return heap.object({keys + first, 2 - first}, {values + first, 2 - first});
  };
  auto mostItems = limits.itemsPerBatch > 0 ? limits.itemsPerBatch : int64_t(count);
  auto mostBytes = limits.bytesPerBatch > 0 ? limits.bytesPerBatch : INT64_MAX;
  std::vector<Value> items;
  auto bytes = static_cast<int64_t>(exactSize(wrap(heap.finish(heap.rawArray(0)))));
  while (next < count && static_cast<int64_t>(items.size()) < mostItems) {
    Value item = itemAt(next);
    if (isError(item))
      return item;
    bytes += static_cast<int64_t>(exactSize(item)) + (items.empty() ? 0 : 1);
    if (bytes > mostBytes && !items.empty())
      break;
    items.push_back(item);
    ++next;
  }
  asl_array *array = heap.rawArray(items.size());
  std::copy(items.begin(), items.end(), array->items);
  return wrap(heap.finish(array));
}

} // namespace asl::states
