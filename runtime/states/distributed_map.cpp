// The fields of a Map state in DISTRIBUTED mode, which begins a map run.
#include "runtime/exec/execution.h"
#include "runtime/exec/shard.h"
#include "runtime/states/error.h"
#include "runtime/states/map.h"
#include "runtime/states/map_run.h"
#include "runtime/states/number_fields.h"

#include <algorithm>
#include <limits>

namespace asl::states {

using namespace exec;

namespace {

/// Reads the tolerated failures. An error here comes after MapStateStarted and before
/// MapRunStarted.
Value readTolerance(Frame &frame, const asl_map_arguments &arguments, MapRun::Limits &limits) {
  const asl_map_info &map = *frame.info().map;
  Value error = undefined();
  MapField count{arguments.tolerated_count, map.tolerated_count_path, "ToleratedFailureCount"};
  if (count.path || !isUndefined(count.value))
    limits.toleratedCount = mapInteger(frame, count, 0, error);
  MapField percentage{arguments.tolerated_percentage, map.tolerated_percentage_path,
                      "ToleratedFailurePercentage"};
  if (isError(error) || !(percentage.path || !isUndefined(percentage.value)))
    return error;
  limits.toleratedPercentage = doubleOf(percentage.value);
  if (!limits.toleratedPercentage)
    return notValid(frame, percentage, "float");
  if (*limits.toleratedPercentage < 0 || *limits.toleratedPercentage > 100)
    return fieldError(frame, percentage.place,
                      "ToleratedFailurePercentage must be between 0 and 100.");
  return undefined();
}

/// Reads a limit of a batch, at most `most`; 0 when it is not given.
int64_t readBatchLimit(Frame &frame, const MapField &field, int64_t most, Value &error) {
  int64_t limit = mapInteger(frame, field, 0, error);
  bool given = field.path || !isUndefined(field.value);
  // The compiler checks constants against these limits; expressions are checked here.
  if (hasFieldRule(frame, ASL_FIELDS_CHECKS) && given && !isError(error) &&
      (limit < 1 || limit > most))
    error = fieldError(frame, field.place,
                       std::string(field.name()) + " must be " +
                           (limit < 1 ? "positive." : "at most " + std::to_string(most) + "."));
  return limit;
}

/// Reads how many items are read at most. An error here comes before MapRunStarted; a negative
/// number is refused when the items are read.
Value readMostItems(Frame &frame, const asl_map_arguments &arguments, MapRun::Limits &limits) {
  constexpr int64_t kMostItems = 100000000;
  const asl_reader_info *reader = frame.info().map->reader;
  if (reader == nullptr || (!reader->max_items_path && isUndefined(arguments.max_items)))
    return undefined();
  MapField field{arguments.max_items, reader->max_items_path, "ItemReader/ReaderConfig/MaxItems"};
  std::optional<int64_t> most = integerField(frame, field.value);
  if (!most)
    return notValid(frame, field, "integer");
  limits.mostItems = std::min(*most, kMostItems);
  return undefined();
}

Value readBatching(Frame &frame, const asl_map_arguments &arguments, MapRun::Limits &limits) {
  const asl_map_info &map = *frame.info().map;
  Value error = undefined();
  limits.batched = map.batched != 0;
  if (!limits.batched)
    return error;
  limits.itemsPerBatch = readBatchLimit(
      frame,
      {arguments.max_items_per_batch, map.max_items_per_batch_path, "ItemBatcher/MaxItemsPerBatch"},
      std::numeric_limits<int64_t>::max(), error);
  if (!isError(error))
    limits.bytesPerBatch =
        readBatchLimit(frame,
                       {arguments.max_bytes_per_batch, map.max_bytes_per_batch_path,
                        "ItemBatcher/MaxInputBytesPerBatch"},
                       ASL_PAYLOAD_LIMIT_BYTES, error);
  return error;
}

} // namespace

Value MapRun::Limits::read(Frame &frame, const asl_map_arguments &arguments) {
  Value error = readTolerance(frame, arguments, *this);
  if (!isError(error))
    error = readMostItems(frame, arguments, *this);
  return isError(error) ? error : readBatching(frame, arguments, *this);
}

int32_t startDistributed(Frame &frame, const asl_map_arguments &arguments, int64_t concurrency) {
  Execution &execution = *frame.execution;
  uint32_t id = execution.nextEvent();
  if (history::Writer *events = execution.writer())
    events->mapStateStarted(execution.stamp(id, frame.lastEvent),
                            MapRun::itemCount(arguments.items));
  frame.lastEvent = id;
  MapRun::Limits limits;
  limits.concurrency =
      concurrency > 0 ? std::min(concurrency, MapRun::kMostConcurrent) : MapRun::kMostConcurrent;
  if (Value error = limits.read(frame, arguments); isError(error)) {
    frame.result = error;
    return ASL_READY;
  }
  auto *work = new MapRun(frame, arguments, limits);
  frame.suspension = work;
  frame.resumeAt(ASL_AT_RESULT);
  work->start();
  return ASL_SUSPENDED;
}

} // namespace asl::states
