// The Map state in DISTRIBUTED mode: the items or batches of a map run are executions.
#include "runtime/states/map_run.h"
#include "runtime/exec/arn.h"
#include "runtime/exec/execution.h"
#include "runtime/exec/shard.h"
#include "runtime/expr/time.h"
#include "runtime/history/details.h"
#include "runtime/states/error.h"
#include "runtime/states/load_suspension.h"
#include "runtime/states/map.h"
#include "runtime/states/number_fields.h"
#include "runtime/states/trace.h"
#include "runtime/value/json.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace asl::states {

using namespace exec;

using history::Event;

namespace {

/// AWS runs at most 10,000 child executions of a map run at the same time.
constexpr int64_t kMostConcurrent = 10000;
constexpr int64_t kNoBound = std::numeric_limits<int64_t>::max();

uint32_t itemCount(Value items) {
  return isArray(items) ? items.array->count : items.object->count;
}

std::string makeLabel(Frame &frame) {
  const asl_string *label = frame.info().map->label;
  return label ? std::string(text(label)) : uuid(Heap::of(frame.heap));
}

} // namespace

Value toleranceError(Heap &heap) {
  return taskError(heap, "States.ExceedToleratedFailureThreshold",
                   "The specified tolerated failure threshold was exceeded");
}

MapRun::MapRun(Frame &frame, const asl_map_arguments &arguments, const Limits &limits)
    : Suspension(frame), items_(arguments.items), input_(arguments.input),
      batchInput_(arguments.batch_input), limits_(limits), itemCount_(itemCount(arguments.items)),
      label_(makeLabel(frame)),
      number_(frame.execution->shard.suspensions.add(*this, frame.execution->number)) {
  Execution &execution = *frame.execution;
  arn_ = mapRunArn(execution.shard.options, execution.machineName(), label_,
                   uuid(Heap::of(frame.heap)));
}

MapRun::~MapRun() {
  if (number_ != 0)
    frame_.execution->shard.suspensions.remove(number_);
}

// ---- Saved state ----

void MapRun::save(Saver &saver) const {
  record::ByteWriter &out = saver.out;
  for (Value value : {items_, input_, batchInput_, error_})
    saver.value(value);
  saver.values(results_);
  out.signedNumber(limits_.concurrency);
  out.signedNumber(limits_.toleratedCount.value_or(-1));
  out.bits(std::bit_cast<uint64_t>(limits_.toleratedPercentage.value_or(-1)));
  out.byte(limits_.batched);
  out.signedNumber(limits_.itemsPerBatch);
  out.signedNumber(limits_.bytesPerBatch);
  out.text(label_);
  out.text(arn_);
  out.number(started_);
  out.number(nextItem_);
  out.signedNumber(failedItems_);
  out.number(number_);
  out.number(children_.size());
  for (const auto &[index, child] : children_) {
    out.number(index);
    out.number(child.number);
    out.number(child.items);
    out.text(child.input);
    out.text(child.name);
    out.text(child.arn);
    out.signedNumber(child.startMs);
  }
}

MapRun::MapRun(Frame &frame, Loader &loader) : Suspension(frame) {
  record::ByteReader &in = loader.in;
  for (Value *value : {&items_, &input_, &batchInput_, &error_})
    *value = loader.value();
  results_ = loader.values();
  limits_.concurrency = in.signedNumber();
  if (int64_t count = in.signedNumber(); count >= 0)
    limits_.toleratedCount = count;
  if (auto percentage = std::bit_cast<double>(in.bits()); percentage >= 0)
    limits_.toleratedPercentage = percentage;
  limits_.batched = in.byte() != 0;
  limits_.itemsPerBatch = in.signedNumber();
  limits_.bytesPerBatch = in.signedNumber();
  label_ = in.text();
  arn_ = in.text();
  started_ = static_cast<uint32_t>(in.number());
  nextItem_ = static_cast<uint32_t>(in.number());
  failedItems_ = in.signedNumber();
  number_ = in.number();
  for (uint32_t count = in.count(); count > 0 && !in.failed(); --count) {
    Child &child = children_[static_cast<uint32_t>(in.number())];
    child.number = in.number();
    child.items = static_cast<uint32_t>(in.number());
    child.input = in.text();
    child.name = in.text();
    child.arn = in.text();
    child.startMs = in.signedNumber();
  }
  number_ = loader.suspensionNumber(*this, number_);
  if (isArray(items_) || isObject(items_))
    itemCount_ = itemCount(items_);
  else
    in.fail();
}

/// The child executions were in the process that is gone.
void MapRun::resumed() {
  Outcome unknown;
  unknown.status = Status::Failed;
  unknown.error = "States.TaskFailed";
  unknown.cause =
      "The process that ran the child execution has ended. It is not known what it did.";
  while (!children_.empty() && !isDecided())
    childExecutionEnded(children_.begin()->first, unknown);
}

Suspension *loadMapRun(Frame &frame, Loader &loader) { return new MapRun(frame, loader); }

void MapRun::detach() {
  frame_.execution->shard.suspensions.find(number_)->suspension = nullptr;
  number_ = 0;
}

// ---- Children ----

void MapRun::start() {
  Execution &execution = *frame_.execution;
  started_ = execution.nextEvent();
  if (history::Writer *events = execution.writer())
    events->mapRunStarted(execution.stamp(started_, frame_.lastEvent), arn_);
  frame_.lastEvent = started_;
  startMore();
}

/// Starts children while items are left and concurrency allows. A failure of ItemSelector fails the
/// run. Children may end while they are started; the loop then starts more, without recursion.
void MapRun::startMore() {
  if (starting_)
    return;
  starting_ = true;
  while (!isDecided() && nextItem_ < itemCount_ &&
         static_cast<int64_t>(children_.size()) < limits_.concurrency)
    startChild();
  starting_ = false;
  if (isDecided() || (children_.empty() && nextItem_ == itemCount_))
    frame_.execution->shard.enqueue(frame_);
}

Value MapRun::itemAt(uint32_t index, Value &key, Value &item) {
  Heap &heap = Heap::of(frame_.heap);
  key = undefined();
  if (isArray(items_)) {
    item = items_.array->items[index];
    return item;
  }
  key = string(items_.object->keys[index]);
  item = items_.object->values[index];
  const asl_string *keys[] = {heap.key("Key"), heap.key("Value")};
  Value values[] = {key, item};
  return heap.object(keys, values);
}

Value MapRun::nextInput(ChildIdentity &identity) {
  Value key, item;
  Value shaped = itemAt(nextItem_, key, item);
  if (frame_.info().map->selector)
    shaped = selectItem(frame_, input_, key, item, nextItem_);
  if (!limits_.batched) {
    identity.index = nextItem_;
    identity.item = json::write(item);
    if (isString(key))
      identity.itemKey = text(key);
  }
  return shaped;
}

/// `{"BatchInput": ..., "Items": [...]}` with as many items as the limits allow, at least one.
Value MapRun::nextBatch(ChildIdentity &identity) {
  Heap &heap = Heap::of(frame_.heap);
  const asl_string *keys[] = {heap.key("BatchInput"), heap.key("Items")};
  auto wrap = [&](Value items) {
    Value values[] = {batchInput_, items};
    size_t first = isUndefined(batchInput_) ? 1 : 0;
    return heap.object({keys + first, 2 - first}, {values + first, 2 - first});
  };
  auto mostItems = limits_.itemsPerBatch > 0 ? limits_.itemsPerBatch : int64_t(itemCount_);
  auto mostBytes = limits_.bytesPerBatch > 0 ? limits_.bytesPerBatch : kNoBound;
  std::vector<Value> items;
  auto bytes = static_cast<int64_t>(exactSize(wrap(heap.finish(heap.rawArray(0)))));
  while (nextItem_ < itemCount_ && static_cast<int64_t>(items.size()) < mostItems) {
    Value item = nextInput(identity);
    if (isError(item))
      return item;
    bytes += static_cast<int64_t>(exactSize(item)) + (items.empty() ? 0 : 1);
    if (bytes > mostBytes && !items.empty())
      break;
    items.push_back(item);
    ++nextItem_;
  }
  asl_array *array = heap.rawArray(items.size());
  std::copy(items.begin(), items.end(), array->items);
  return wrap(heap.finish(array));
}

void MapRun::startChild() {
  Execution &execution = *frame_.execution;
  const asl_map_info &map = *frame_.info().map;
  Heap &heap = Heap::of(frame_.heap);
  ChildIdentity identity;
  uint32_t firstItem = nextItem_;
  Value input = limits_.batched ? nextBatch(identity) : nextInput(identity);
  if (isError(input)) {
    error_ = finalizeError(frame_, input);
    return;
  }
  if (!limits_.batched)
    ++nextItem_;

  auto index = static_cast<uint32_t>(results_.size());
  results_.push_back(undefined());
  Child &child = children_[index];
  child.items = nextItem_ - firstItem;
  child.input = json::write(input);
  child.name = uuid(heap);
  child.startMs = execution.shard.nowMs();
  identity.machineName = execution.machineName() + '/' + label_;
  identity.arn = executionArn(execution.shard.options, identity.machineName, child.name,
                              map.express_children != 0, heap);
  identity.flow = map.processor;
  if (execution.options.trace)
    identity.tracePlace = placeOf(frame_) + '[' + std::to_string(index) + ']';
  child.arn = identity.arn;

  ExecutionOptions options;
  options.name = child.name;
  options.roleArn = execution.roleArn();
  options.express = map.express_children != 0;
  options.seed = heap.random() | 1;
  options.trace = execution.options.trace;
  options.childHistory = execution.options.childHistory;
  if (options.childHistory)
    options.history = options.childHistory(child.arn);
  identity.mapRun = number_;
  identity.resultIndex = index;
  uint64_t number = execution.shard.start(*execution.module, std::string(child.input),
                                          std::move(options), nullptr, &identity);
  // The child may have ended within `start`.
  if (auto found = children_.find(index); found != children_.end())
    found->second.number = number;
}

void MapRun::childExecutionEnded(uint32_t index, const Outcome &outcome) {
  auto found = children_.find(index);
  Heap &heap = Heap::of(frame_.heap);
  if (outcome.status == Status::Succeeded) {
    results_[index] = json::read(heap, outcome.output);
  } else {
    failedItems_ += found->second.items;
    results_[index] = json::read(heap, childRecord(found->second, outcome));
  }
  children_.erase(found);
  if (isThresholdExceeded())
    error_ = toleranceError(heap);
  startMore();
}

bool MapRun::isThresholdExceeded() const {
  if (failedItems_ == 0)
    return false;
  if (!limits_.toleratedCount && !limits_.toleratedPercentage)
    return true;
  return limits_.areExceeded(failedItems_, itemCount_);
}

bool MapRun::Limits::areExceeded(int64_t failed, size_t total) const {
  if (toleratedCount && failed > *toleratedCount)
    return true;
  return toleratedPercentage &&
         static_cast<double>(failed) * 100.0 > *toleratedPercentage * static_cast<double>(total);
}

/// The entry of a failed child in the result, in the form that AWS exports.
std::string MapRun::childRecord(const Child &child, const Outcome &outcome) {
  Execution &execution = *frame_.execution;
  history::Details record;
  if (outcome.cause)
    record.text("Cause", *outcome.cause);
  if (outcome.error)
    record.text("Error", *outcome.error);
  record.text("ExecutionArn", child.arn)
      .text("Input", child.input)
      .json("InputDetails", R"({"Included":true})")
      .text("Name", child.name)
      .number("RedriveCount", 0)
      .text("RedriveStatus", "REDRIVABLE_BY_MAP_RUN")
      .text("StartDate", formatTimestamp(child.startMs))
      .text("StateMachineArn",
            stateMachineArn(execution.shard.options, execution.machineName() + '/' + label_))
      .text("Status", statusName(outcome.status))
      .text("StopDate", formatTimestamp(execution.shard.nowMs()));
  return record.finish();
}

bool MapRun::complete() {
  Execution &execution = *frame_.execution;
  Heap &heap = Heap::of(frame_.heap);
  if (isError(error_)) {
    cancel();
    uint32_t id = execution.nextEvent();
    if (history::Writer *events = execution.writer())
      events->failed(execution.stamp(id, started_), Event::MapRunFailed, failureOf(*error_.error));
    frame_.lastEvent = id;
    frame_.result = error_;
    return true;
  }
  if (!children_.empty() || nextItem_ < itemCount_)
    return false;
  asl_array *array = heap.rawArray(results_.size());
  std::copy(results_.begin(), results_.end(), array->items);
  frame_.result = heap.finish(array);
  uint32_t succeeded = execution.plainEvent(Event::MapRunSucceeded, started_);
  execution.plainEvent(Event::MapStateSucceeded, succeeded);
  // In AWS's histories since November 2024, MapStateExited follows MapRunStarted. In older ones it
  // followed MapRunSucceeded.
  frame_.lastEvent = started_;
  frame_.workSucceeded = true;
  if (frame_.result.size > ASL_PAYLOAD_LIMIT_BYTES &&
      exactSize(frame_.result) > ASL_PAYLOAD_LIMIT_BYTES)
    frame_.result = heap.error("States.DataLimitExceeded",
                               dataLimitCause(text(frame_.info().name), isTooDeep(frame_.result)),
                               false, false);
  return true;
}

void MapRun::cancel() {
  frame_.execution->shard.suspensions.remove(number_);
  number_ = 0;
  for (auto &[index, child] : children_)
    if (Execution *execution = frame_.execution->shard.find(child.number))
      execution->abort(std::nullopt, std::nullopt);
  children_.clear();
}

void MapRun::writeAborted(uint32_t cause) {
  frame_.execution->plainEvent(Event::MapRunAborted, cause);
}

void MapRun::addRoots(std::vector<Value *> &roots) {
  roots.insert(roots.end(), {&items_, &input_, &batchInput_, &error_});
  for (Value &value : results_)
    roots.push_back(&value);
}

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
  return isError(error) ? error : readBatching(frame, arguments, *this);
}

int32_t startDistributed(Frame &frame, const asl_map_arguments &arguments, int64_t concurrency) {
  Execution &execution = *frame.execution;
  uint32_t id = execution.nextEvent();
  if (history::Writer *events = execution.writer())
    events->mapStateStarted(execution.stamp(id, frame.lastEvent), itemCount(arguments.items));
  frame.lastEvent = id;
  MapRun::Limits limits;
  limits.concurrency = concurrency > 0 ? std::min(concurrency, kMostConcurrent) : kMostConcurrent;
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
