// The inline Map state. Each item is an iteration, which is a flow.
#include "runtime/states/map.h"

#include "runtime/exec/execution.h"
#include "runtime/exec/shard.h"
#include "runtime/states/child_flows.h"
#include "runtime/states/error.h"
#include "runtime/states/load_suspension.h"
#include "runtime/states/number_fields.h"
#include "runtime/value/json.h"

#include <algorithm>
#include <utility>

namespace asl::states {

using namespace exec;
namespace {

using history::Event;

/// AWS runs at most 40 iterations of an inline Map at the same time.
constexpr int64_t kMostConcurrent = 40;

class MapSuspension final : public ChildFlows {
public:
  MapSuspension(Frame &frame, Value items, Value input, int64_t concurrency)
      : ChildFlows(frame), items_(items), input_(input), concurrency_(concurrency) {}
  MapSuspension(Frame &frame, Loader &loader)
      : ChildFlows(frame, loader), items_(loader.value()), input_(loader.value()),
        concurrency_(loader.in.signedNumber()) {
    next_ = static_cast<uint32_t>(loader.in.number());
    lastSucceeded_ = static_cast<uint32_t>(loader.in.number());
    sideBySide_ = loader.in.byte() != 0;
    if (!isArray(items_) || next_ > items_.array->count)
      loader.in.fail();
  }

  void save(Saver &saver) const override {
    ChildFlows::save(saver);
    saver.value(items_);
    saver.value(input_);
    saver.out.signedNumber(concurrency_);
    saver.out.number(next_);
    saver.out.number(lastSucceeded_);
    saver.out.byte(sideBySide_);
  }

  void start() {
    uint32_t id = execution().nextEvent();
    if (history::Writer *events = execution().writer())
      events->mapStateStarted(execution().stamp(id, frame_.lastEvent), items_.array->count);
    frame_.lastEvent = id;
    resultsNeeded(items_.array->count);
    sideBySide_ = atOnce() > 1 && items_.array->count > 1;
    while (next_ < items_.array->count && next_ < atOnce())
      startIteration(frame_.lastEvent);
  }

  /// ItemSelector is evaluated when the iteration is about to run, not when it is created.
  void prepare(Frame &child) override {
    child.needsInput = false;
    child.data = child.item;
    if (!frame_.info().map->selector)
      return;
    Value input = selectItem(frame_, input_, undefined(), child.item, child.index);
    if (!isError(input)) {
      child.data = input;
      return;
    }
    // The Map state fails, but its event belongs to the chain of the iteration.
    uint32_t chain = std::exchange(frame_.lastEvent, child.lastEvent);
    child.result = finalizeError(frame_, input);
    child.lastEvent = std::exchange(frame_.lastEvent, chain);
    child.status = Frame::Status::Failed;
  }

  /// No iteration has replaced one that ended after the failure.
  bool redriven() override {
    while (next_ < items_.array->count && children_.size() < atOnce())
      startIteration(frame_.lastEvent);
    return ChildFlows::redriven();
  }

  void addRoots(std::vector<Value *> &roots) override {
    ChildFlows::addRoots(roots);
    roots.push_back(&items_);
    roots.push_back(&input_);
  }

private:
  uint64_t atOnce() const {
    return static_cast<uint64_t>(concurrency_ > 0 ? std::min(concurrency_, kMostConcurrent)
                                                  : kMostConcurrent);
  }

  void startIteration(uint32_t previous) {
    uint32_t index = next_++;
    uint32_t id = record(Event::MapIterationStarted, index, previous);
    Frame &child = startChild(*frame_.info().map->processor, index, id);
    child.isIteration = child.needsInput = true;
    child.concurrent |= sideBySide_;
    child.item = items_.array->items[index];
  }

  uint32_t record(Event event, uint32_t index, uint32_t previous) {
    uint32_t id = execution().nextEvent();
    if (history::Writer *events = execution().writer())
      events->mapIteration(execution().stamp(id, previous), event, text(frame_.info().name), index);
    return id;
  }

  void recordSucceeded(Frame &child) override {
    lastSucceeded_ = record(Event::MapIterationSucceeded, child.index, child.lastEvent);
  }
  void replace(Frame &child) override {
    // The chain of the next iteration follows the last event of the one that it replaces.
    if (next_ < items_.array->count)
      startIteration(child.lastEvent);
  }

  void recordSuccess() override {
    if (lastSucceeded_ != 0)
      frame_.lastEvent = lastSucceeded_;
    execution().plainEvent(Event::MapStateSucceeded, frame_.lastEvent);
  }

  void recordFailed(Frame &child, uint32_t cause) override {
    record(Event::MapIterationFailed, child.index, cause);
    if (child.info().kind == ASL_TASK)
      writeStateAborted(child, cause);
  }
  void recordStopped(Frame &child, uint32_t cause) override {
    record(Event::MapIterationAborted, child.index, cause);
    writeStateAborted(child, cause);
  }
  bool allEnded() const override { return children_.empty() && next_ == items_.array->count; }

  Value items_;
  Value input_;
  int64_t concurrency_;
  uint32_t next_ = 0;
  uint32_t lastSucceeded_ = 0;
  bool sideBySide_ = false;
};

} // namespace

Suspension *loadMap(Frame &frame, Loader &loader) { return new MapSuspension(frame, loader); }

Value notValid(Frame &frame, const MapField &field, std::string_view what) {
  std::string cause = "The ";
  cause += field.name();
  cause += field.path ? "Path field refers to value \"" : " field has value \"";
  cause += plainText(field.value);
  cause += "\" which is not a valid ";
  cause += what;
  if (field.path) {
    cause += ": ";
    cause += text(field.path);
  }
  return fieldError(frame, field.place, cause);
}

int64_t mapInteger(Frame &frame, const MapField &field, int64_t otherwise, Value &error) {
  if (isUndefined(field.value) && !field.path)
    return otherwise;
  std::optional<int64_t> integer = integerField(frame, field.value);
  if (!integer)
    error = notValid(frame, field, "integer");
  else if (*integer < 0)
    error = fieldError(frame, field.place, std::string(field.name()) + " cannot be negative.");
  return integer.value_or(otherwise);
}

Value itemsError(Frame &frame, Value items) {
  if (hasFieldRule(frame, ASL_FIELDS_EVALUATION_ERRORS))
    return fieldError(frame, "",
                      "Map state input must be an array but was: " +
                          (isUndefined(items) ? std::string("undefined") : json::write(items)));
  const asl_string *itemsPath = frame.info().map->items_path;
  std::string_view path = itemsPath ? text(itemsPath) : "$";
  if (path.starts_with("$$"))
    path.remove_prefix(1); // as in AWS's messages, without the first `$` of `$$`
  return fieldError(frame, "ItemsPath",
                    "Reference path \"" + std::string(path) + "\" must point to array.");
}

Value checkMap(Frame &frame, const asl_map_arguments &arguments, int64_t &concurrency) {
  const asl_map_info &map = *frame.info().map;
  Value error = undefined();
  concurrency = mapInteger(
      frame, {arguments.max_concurrency, map.max_concurrency_path, "MaxConcurrency"}, 0, error);
  if (!isError(error) && !map.reader && !isArray(arguments.items) &&
      !(map.distributed && isObject(arguments.items)))
    error = itemsError(frame, arguments.items);
  return error;
}

Value selectItem(Frame &map, Value input, Value key, Value item, uint32_t index) {
  // When the Map itself is inside an iteration, its own item must be restored afterwards.
  auto exchange = [&] {
    std::swap(map.item, item);
    std::swap(map.itemKey, key);
    std::swap(map.index, index);
    map.selecting = !map.selecting;
  };
  exchange();
  Value result = map.info().map->selector(&map, input);
  exchange();
  return result;
}

} // namespace asl::states

using namespace asl;
using namespace asl::states;

int32_t asl_map_start(asl_frame *raw, const asl_map_arguments *arguments) {
  Frame &frame = Frame::of(raw);
  int64_t concurrency = 0;
  Value error = checkMap(frame, *arguments, concurrency);
  if (isError(error)) {
    frame.result = error;
    return ASL_READY;
  }
  if (frame.info().map->distributed)
    return startDistributed(frame, *arguments, concurrency);
  auto *work = new MapSuspension(frame, arguments->items, arguments->input, concurrency);
  frame.suspension = work;
  frame.resumeAt(ASL_AT_RESULT);
  work->start();
  if (arguments->items.array->count > 0)
    return ASL_SUSPENDED;
  work->complete();
  frame.execution->dropSuspension(frame);
  return ASL_READY;
}
