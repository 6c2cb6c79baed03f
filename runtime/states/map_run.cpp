// The Map state in DISTRIBUTED mode: the items or batches of a map run are executions.
#include "runtime/states/map_run.h"
#include "runtime/exec/arn.h"
#include "runtime/exec/execution.h"
#include "runtime/exec/shard.h"
#include "runtime/states/error.h"
#include "runtime/states/item_batch.h"
#include "runtime/states/map.h"
#include "runtime/states/trace.h"
#include "runtime/value/json.h"

#include <algorithm>
#include <utility>

namespace asl::states {

using namespace exec;

using history::Event;

namespace {

/// Results that are larger are too long for certain: sizes of numbers are upper bounds.
constexpr uint64_t kMostResultBytes = uint64_t(16) * ASL_PAYLOAD_LIMIT_BYTES;

std::string makeLabel(Frame &frame) {
  const asl_string *label = frame.info().map->label;
  return label ? std::string(text(label)) : uuid(Heap::of(frame.heap));
}

} // namespace

uint32_t MapRun::itemCount(Value items) {
  return isArray(items) ? items.array->count : isObject(items) ? items.object->count : 0;
}

MapRun::MapRun(Frame &frame, const asl_map_arguments &arguments, const Limits &limits)
    : Suspension(frame), items_(arguments.items), input_(arguments.input),
      batchInput_(arguments.batch_input), readFrom_(arguments.read_from),
      writeTo_(arguments.write_to), limits_(limits), itemCount_(itemCount(arguments.items)),
      label_(makeLabel(frame)),
      number_(frame.execution->shard.suspensions.add(*this, frame.execution->number)) {
  arn_ = mapRunArn(execution().arnPrefix(), execution().machineName(), label_,
                   uuid(Heap::of(frame.heap)));
  startMs_ = execution().shard.nowMs();
  if (!execution().isDurable())
    return;
  document_ = execution().shard.options.journal->newDocument();
  isChanged_ = true;
}

MapRun::~MapRun() { leaveTable(); }

/// Nothing that runs for the map run reaches it afterwards.
void MapRun::leaveTable() {
  if (number_ == 0)
    return;
  Shard &shard = execution().shard;
  shard.backgroundEnded(number_);
  shard.suspensions.remove(number_);
  number_ = 0;
}

// ---- Children ----

void MapRun::start() {
  started_ = execution().nextEvent();
  if (history::Writer *events = execution().writer())
    events->mapRunStarted(execution().stamp(started_, frame_.lastEvent), arn_);
  frame_.lastEvent = started_;
  if (map().reader)
    startReading();
  else
    startMore();
}

/// Starts children while items are left and concurrency allows. A failure of ItemSelector fails the
/// run. Children may end while they are started; the loop then starts more, without recursion.
void MapRun::startMore() {
  if (starting_)
    return;
  starting_ = true;
  while (!isDecided() && (nextItem_ < itemCount_ || !later_.empty()) &&
         static_cast<int64_t>(children_.size()) < limits_.concurrency)
    if (later_.empty())
      startChild();
    else
      startLater();
  starting_ = false;
  if (isDecided() || isDone())
    execution().shard.enqueue(frame_);
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
  if (map().selector)
    shaped = selectItem(frame_, input_, key, item, nextItem_);
  if (!limits_.batched) {
    identity.index = nextItem_;
    identity.item = json::write(item);
    if (isString(key))
      identity.itemKey = text(key);
  }
  return shaped;
}

Value MapRun::nextBatch(ChildIdentity &identity) {
  return makeBatch(Heap::of(frame_.heap), limits_, batchInput_, nextItem_, itemCount_,
                   [&](uint32_t) { return nextInput(identity); });
}

void MapRun::startChild() {
  ChildIdentity identity;
  uint32_t firstItem = nextItem_;
  Value input = limits_.batched ? nextBatch(identity) : nextInput(identity);
  if (isError(input)) {
    error_ = finalizeError(frame_, input);
    nextItem_ = firstItem; // no child has this batch: a redrive begins with its first item
    return;
  }
  if (!limits_.batched)
    ++nextItem_;
  std::string name = uuid(Heap::of(frame_.heap));
  identify(identity, firstItem, name);
  begin(identity, nextItem_ - firstItem, name, json::write(input), newLog(firstItem, name));
}

void MapRun::identify(ChildIdentity &identity, uint32_t item, const std::string &name) {
  identity.machineName = std::string(execution().machineName()) + '/' + label_;
  identity.arn = childArn(name);
  identity.flow = map().processor;
  if (execution().options.trace)
    identity.tracePlace = placeOf(frame_) + '[' + std::to_string(item) + ']';
  identity.mapRun = number_;
  identity.resultIndex = item;
  identity.itemSource = itemSource();
}

/// The journal knows the name only: that is also the identifier of an Express execution.
std::string MapRun::childArn(const std::string &name) const {
  return executionArn(execution().arnPrefix(),
                      std::string(execution().machineName()) + '/' + label_, name,
                      isExpress() ? name : std::string());
}

ExecutionOptions MapRun::childOptions(const ChildIdentity &identity, const std::string &name) {
  ExecutionOptions options;
  options.name = name;
  options.arnPrefix = execution().arnPrefix();
  if (isExpress())
    options.expressId = name;
  options.roleArn = execution().roleArn();
  options.express = isExpress();
  options.seed = Heap::of(frame_.heap).random() | 1;
  options.trace = execution().options.trace;
  if (const auto &observer = execution().options.observer)
    options.observer = observer->child(identity.arn, arn_, isExpress());
  if (const auto &childHistory = execution().options.childHistory) {
    options.childHistory = *childHistory;
    options.history = options.childHistory(identity.arn);
  }
  return options;
}

void MapRun::begin(ChildIdentity &identity, uint32_t items, const std::string &name,
                   const std::string &input, std::unique_ptr<DurableLog> log) {
  Shard &shard = execution().shard;
  uint32_t item = identity.resultIndex;
  children_[item].items = items;
  count(Status::Running, items);
  uint64_t number = shard.start(*execution().module, input, childOptions(identity, name), nullptr,
                                &identity, std::move(log));
  // The child may have ended within `start`.
  if (auto found = children_.find(item); found != children_.end())
    found->second.number = number;
  if (Execution *child = shard.find(number))
    shard.touch(*child);
}

void MapRun::childExecutionEnded(uint32_t index, Execution &child, const Outcome &outcome) {
  auto found = children_.find(index);
  if (found == children_.end())
    return;
  running().remove(found->second.items);
  count(outcome.status, found->second.items);
  children_.erase(found);
  if (!isKept()) {
    Ended ended = endOf(child, outcome.status);
    ended.error = outcome.error;
    ended.cause = outcome.cause;
    if (outcome.status == Status::Succeeded)
      ended.output = outcome.output;
    keepResult(index, json::read(Heap::of(frame_.heap), childResult(ended)));
  }
  checkThreshold();
  execution().shard.touch(execution());
  startMore();
}

void MapRun::count(Status status, uint32_t items) {
  counts_[static_cast<size_t>(status)].add(items);
  isChanged_ = true;
}

/// Results that are too long together are not kept, unless they are written to files.
void MapRun::keepResult(uint32_t item, Value result) {
  resultBytes_ += result.size;
  if (exports() || resultBytes_ <= kMostResultBytes)
    results_[item] = result;
  else
    results_.clear();
}

bool MapRun::isThresholdExceeded() const {
  uint32_t failedItems = counts_[static_cast<size_t>(Status::Failed)].items +
                         counts_[static_cast<size_t>(Status::TimedOut)].items;
  if (failedItems == 0)
    return false;
  if (!limits_.toleratedCount && !limits_.toleratedPercentage)
    return true;
  return limits_.areExceeded(failedItems, itemCount_);
}

bool MapRun::Limits::areExceeded(int64_t failed, size_t total) const {
  if (toleratedCount && failed > *toleratedCount)
    return true;
  return toleratedPercentage &&
         static_cast<double>(failed) * 100.0 > *toleratedPercentage * static_cast<double>(total);
}

void MapRun::checkThreshold() {
  if (isThresholdExceeded())
    error_ = toleranceError(Heap::of(frame_.heap));
}

Value toleranceError(Heap &heap) {
  return taskError(heap, "States.ExceedToleratedFailureThreshold",
                   "The specified tolerated failure threshold was exceeded");
}

// ---- The end ----

bool MapRun::complete() {
  if (!isDecided() && !isDone())
    return false;
  if (mustWrite() && !writeResults())
    return false;
  if (isDecided())
    return fail();
  return areResultsCommitted() && succeed();
}

bool MapRun::succeed() {
  frame_.result = exports() ? exportDetails() : collectResults();
  if (isKept())
    finishDocument(Status::Succeeded);
  uint32_t succeeded = execution().plainEvent(Event::MapRunSucceeded, started_);
  execution().plainEvent(Event::MapStateSucceeded, succeeded);
  // In AWS's histories since November 2024, MapStateExited follows MapRunStarted. In older ones it
  // followed MapRunSucceeded.
  frame_.lastEvent = started_;
  frame_.workSucceeded = true;
  return true;
}

bool MapRun::fail() {
  uint32_t id = execution().nextEvent();
  if (history::Writer *events = execution().writer())
    events->failed(execution().stamp(id, started_), Event::MapRunFailed, failureOf(*error_.error));
  frame_.lastEvent = id;
  frame_.result = error_;
  stopChildren();
  leaveTable();
  if (isKept())
    finishDocument(Status::Failed);
  isFrozen_ = isKept();
  return true;
}

/// The results of children are read from the journal, which shows them when they are committed.
bool MapRun::areResultsCommitted() {
  if (!isKept() || areCommitted_)
    return true;
  Shard &shard = execution().shard;
  shard.afterCommit(
      [&shard, number = number_] {
        auto *run = static_cast<MapRun *>(shard.suspension(number));
        if (run == nullptr)
          return;
        run->areCommitted_ = true;
        shard.enqueue(run->frame_);
      },
      &execution());
  return false;
}

Value MapRun::collectResults() {
  Heap &heap = Heap::of(frame_.heap);
  Value result = undefined();
  if (isKept()) {
    result = storedResults();
  } else if (resultBytes_ <= kMostResultBytes) {
    std::vector<Value> results;
    for (const auto &[item, value] : results_)
      results.push_back(value);
    result = resultList(results);
  }
  if (isError(result))
    return result;
  if (isUndefined(result) ||
      (result.size > ASL_PAYLOAD_LIMIT_BYTES && exactSize(result) > ASL_PAYLOAD_LIMIT_BYTES))
    return heap.error(
        "States.DataLimitExceeded",
        dataLimitCause(text(frame_.info().name), !isUndefined(result) && isTooDeep(result)), false,
        false);
  return result;
}

/// The array of what the children gave.
Value MapRun::resultList(const std::vector<Value> &results) {
  std::vector<Value> list;
  for (Value result : results)
    if (isArray(result) && hasForm(ASL_RESULTS_FLATTENED))
      list.insert(list.end(), result.array->items, result.array->items + result.array->count);
    else
      list.push_back(result);
  Heap &heap = Heap::of(frame_.heap);
  asl_array *array = heap.rawArray(list.size());
  std::copy(list.begin(), list.end(), array->items);
  return heap.finish(array);
}

/// Aborts the children that run, or leaves them to the next process together with their parent.
void MapRun::stopChildren() {
  Shard &shard = execution().shard;
  // What they tell of their end is not heard any more.
  for (const auto &[index, child] : std::exchange(children_, {})) {
    Execution *found = shard.find(child.number);
    if (found == nullptr)
      continue;
    if (execution().isLeaving()) {
      found->leave();
      shard.retire(*found);
      continue;
    }
    if (exports() && !isKept())
      keepResult(index,
                 json::read(Heap::of(frame_.heap), childRecord(endOf(*found, Status::Aborted))));
    found->abort(std::nullopt, std::nullopt);
    count(Status::Aborted, child.items);
  }
  running() = {};
}

MapRun::Ended MapRun::endOf(Execution &child, Status status) {
  Ended ended;
  ended.arn = child.arn();
  ended.name = child.name();
  ended.input = child.inputText();
  ended.status = status;
  ended.startMs = child.startMs;
  ended.stopMs = child.shard.nowMs();
  return ended;
}

void MapRun::cancel() {
  if (number_ == 0)
    return; // it has ended already
  stopChildren();
  leaveTable();
  if (isKept() && !execution().isLeaving())
    finishDocument(Status::Aborted);
}

bool MapRun::freeze() {
  cancel();
  return isKept();
}

void MapRun::writeAborted(uint32_t cause) { execution().plainEvent(Event::MapRunAborted, cause); }

void MapRun::addRoots(std::vector<Value *> &roots) {
  roots.insert(roots.end(), {&items_, &input_, &batchInput_, &readFrom_, &writeTo_, &error_});
  for (auto &[index, value] : results_)
    roots.push_back(&value);
}

bool MapRun::updateMapRun(const MapRunUpdate &update) {
  if (update.arn != arn_)
    return false;
  if (update.maxConcurrency)
    limits_.concurrency = *update.maxConcurrency > 0
                              ? std::min(*update.maxConcurrency, kMostConcurrent)
                              : kMostConcurrent;
  if (update.toleratedCount)
    limits_.toleratedCount = update.toleratedCount;
  if (update.toleratedPercentage)
    limits_.toleratedPercentage = update.toleratedPercentage;
  isChanged_ = true;
  checkThreshold();
  startMore();
  return true;
}

} // namespace asl::states
