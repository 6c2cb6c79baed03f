// The functions that stand in for some of the runtime's while a state is tested. Each does what is
// to be seen of it, and leaves the rest to the runtime's own function.
#include "tools/calls/watch.h"

#include "compiler/codegen/settings.h"
#include "runtime/dom/text.h"
#include "runtime/exec/execution.h"
#include "runtime/objects/items.h"
#include "runtime/states/error_handlers.h"
#include "runtime/states/item_batch.h"
#include "runtime/states/map.h"
#include "runtime/states/map_run.h"
#include "runtime/value/json.h"
#include "tools/calls/context_parts.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace aslc::calls {

namespace {

using asl::Heap;
using asl::Value;
using asl::exec::Frame;
namespace states = asl::states;
using Json = nlohmann::ordered_json;

/// The run of this thread.
struct Run {
  const Watched &watched;
  Seen seen;
  bool hasEntered = false;
  bool hasEnded = false; ///< what comes now only unwinds the flow
};
thread_local Run *run = nullptr;

/// Ends the flow, in a function that may return an error.
Value stop(asl_frame *frame) {
  run->hasEnded = true;
  return Heap::of(frame->heap)
      .error("States.Runtime", "the test of the state is over", false, true);
}

void rememberFailure(const asl_error &error) {
  asl::history::Failure failure = asl::exec::failureOf(error);
  run->seen.error = failure.error;
  run->seen.cause = failure.cause;
}

/// Ends the flow with the status that the test has, in a function that handles errors.
int32_t endFlow(asl_frame *frame, Value error, Seen::Status status) {
  run->seen.status = status;
  run->hasEnded = true;
  ::asl_flow_fail(frame, error);
  return ASL_SUSPENDED;
}

// ---- Transitions

/// The variables of the request get their values.
void setVariables(Frame &frame) {
  for (uint32_t slot = 0; slot < frame.flow->variable_count; ++slot) {
    auto given = run->seen.variables.find(asl::text(frame.flow->variables[slot]));
    if (given != run->seen.variables.end())
      frame.variables[slot] = asl::json::read(Heap::of(frame.heap), given->dump());
  }
}

asl_value enter(asl_frame *raw, uint32_t state, asl_value input) {
  Frame &frame = Frame::of(raw);
  if (run->hasEntered) {
    run->seen.nextState = asl::text(frame.flow->states[state].name);
    return stop(raw);
  }
  run->hasEntered = true;
  Value entered = ::asl_state_enter(raw, state, input);
  if (!asl::isError(entered))
    setVariables(frame);
  return entered;
}

asl_value leave(asl_frame *frame, asl_value output) {
  Value left = ::asl_state_exit(frame, output);
  if (!asl::isError(left)) {
    run->seen.output = asl::json::write(left);
    if (!run->seen.catchIndex)
      run->seen.status = Seen::Status::Succeeded;
  }
  return left;
}

asl_value assign(asl_frame *raw, const uint32_t *slots, const asl_value *values, uint32_t count) {
  Value done = ::asl_assign(raw, slots, values, count);
  if (asl::isError(done))
    return done;
  for (uint32_t i = 0; i < count; ++i)
    run->seen.variables[std::string(asl::text(Frame::of(raw).flow->variables[slots[i]]))] =
        asl::dom::parseOrdered(asl::json::write(values[i]));
  return done;
}

void observe(asl_frame *, const char *name, asl_value value) {
  if (!asl::isUndefined(value))
    run->seen.values[name] = asl::json::write(value);
}

// ---- Errors

/// Retry and Catch, but that the time for a retry is told and not waited for.
int32_t failed(asl_frame *raw, asl_value error) {
  Frame &frame = Frame::of(raw);
  const asl_state_info &info = frame.info();
  if (run->hasEnded)
    return endFlow(raw, error, run->seen.status);
  rememberFailure(*error.error);
  if (asl::exec::isFatal(*error.error))
    return endFlow(raw, error, Seen::Status::Failed);
  if (auto retrier = states::retrierFor(info, *error.error)) {
    uint32_t used = run->watched.request.retryCount;
    run->seen.retryIndex = retrier;
    if (used < info.retriers[*retrier].max_attempts) {
      run->seen.retrySeconds = states::retryDelaySeconds(info.retriers[*retrier], used);
      return endFlow(raw, error, Seen::Status::Retriable);
    }
  }
  run->seen.catchIndex = states::catcherFor(info, *error.error);
  if (!run->seen.catchIndex)
    return endFlow(raw, error, Seen::Status::Failed);
  run->seen.status = Seen::Status::CaughtError;
  frame.result = states::errorOutput(Heap::of(raw->heap), *error.error);
  return static_cast<int32_t>(*run->seen.catchIndex);
}

void flowFailed(asl_frame *frame, asl_value error) {
  if (!run->hasEnded) {
    rememberFailure(*error.error);
    run->seen.status = Seen::Status::Failed;
    run->seen.catchIndex.reset();
    run->hasEnded = true;
  }
  ::asl_flow_fail(frame, error);
}

// ---- The context object

/// The context object of the test.
Value contextObject(Heap &heap) {
  const Watched &watched = run->watched;
  Value all = asl::json::read(heap, watched.context);
  if (watched.request.context)
    return all;
  Value execution = withMember(heap, asl::memberByText(all, "Execution"), "Input",
                               asl::json::read(heap, watched.request.input));
  return withMember(heap, all, "Execution", execution);
}

/// The part of the context object of the test; `Map` while an ItemSelector is evaluated is the
/// runtime's.
asl_value context(asl_frame *raw, uint32_t part) {
  Heap &heap = Heap::of(raw->heap);
  if (isMapPart(part))
    return ::asl_context(raw, part);
  Value map = ::asl_context(raw, ASL_CONTEXT_MAP);
  return partOf(heap, contextObject(heap), map, part);
}

// ---- Work that is mocked

/// What the mock gives.
Value mocked(Frame &frame) {
  const Mock &mock = *run->watched.request.mock;
  Heap &heap = Heap::of(frame.heap);
  return mock.fails() ? states::taskError(heap, mock.error, mock.cause)
                      : asl::json::read(heap, *mock.result);
}

int32_t giveResult(Frame &frame, Value result) {
  frame.result = result;
  return ASL_READY;
}

int32_t startParallel(asl_frame *raw, asl_value) {
  Frame &frame = Frame::of(raw);
  return giveResult(frame, mocked(frame));
}

uint32_t countOf(Value items) {
  return asl::isArray(items) ? items.array->count : items.object->count;
}

/// `{"Key": ..., "Value": ...}`, as which members of an object are items.
Value memberItem(Heap &heap, Value key, Value value) {
  const asl_string *keys[] = {heap.key("Key"), heap.key("Value")};
  Value values[] = {key, value};
  return heap.object(keys, values);
}

/// The items as ItemSelector makes them, if there is one; an error when it fails.
Value selectedItems(Frame &frame, const asl_map_arguments &arguments) {
  Heap &heap = Heap::of(frame.heap);
  Value items = arguments.items;
  asl_array *selected = heap.rawArray(countOf(items));
  for (uint32_t i = 0; i < countOf(items); ++i) {
    bool isList = asl::isArray(items);
    Value key = isList ? asl::undefined() : asl::string(items.object->keys[i]);
    Value item = isList ? items.array->items[i] : items.object->values[i];
    Value input = isList ? item : memberItem(heap, key, item);
    if (frame.info().map->selector)
      input = states::selectItem(frame, arguments.input, key, item, i);
    if (asl::isError(input))
      return input;
    selected->items[i] = input;
  }
  return heap.finish(selected);
}

/// What an ItemReader would have read, when `data` is what it reads.
Value readItems(Frame &frame, const asl_map_arguments &arguments, const std::string &data) {
  const asl_reader_info &reader = *frame.info().map->reader;
  states::MapRun::Limits limits; // an error of theirs is reported later
  if (asl::isError(limits.read(frame, arguments)))
    limits.mostItems = 0;
  Heap &heap = Heap::of(frame.heap);
  auto most = static_cast<uint64_t>(std::max<int64_t>(limits.mostItems, 0));
  auto items = asl::objects::itemsIn(asl::objects::ItemForm(reader), data, most);
  if (!items)
    return states::taskError(heap, "States.ItemReaderFailed", items.error());
  asl::json::ReadError problem;
  Value value = asl::json::read(heap, *items, &problem);
  if (asl::isUndefined(value))
    return states::taskError(heap, "States.ItemReaderFailed",
                             "The items cannot be read: " + problem.message);
  if (reader.pointer_count > 0)
    run->seen.values["afterItemsPointer"] = *items;
  return value;
}

/// The inputs of the child executions that ItemBatcher makes of the items.
Value batchesOf(Frame &frame, const asl_map_arguments &arguments,
                const states::MapRun::Limits &limits, Value items) {
  Heap &heap = Heap::of(frame.heap);
  std::vector<Value> batches;
  const asl_array &all = *items.array;
  for (uint32_t next = 0; next < all.count;)
    batches.push_back(states::makeBatch(heap, limits, arguments.batch_input, next, all.count,
                                        [&](uint32_t number) { return all.items[number]; }));
  asl_array *array = heap.rawArray(batches.size());
  std::copy(batches.begin(), batches.end(), array->items);
  return heap.finish(array);
}

/// Shows the fields of a Map about its items and limits. Returns an error or undefined.
Value inspectMap(Frame &frame, const asl_map_arguments &arguments, states::MapRun::Limits &limits) {
  Seen &seen = run->seen;
  if (Value error = states::checkMap(frame, arguments, limits.concurrency); asl::isError(error))
    return error;
  if (!run->watched.subject.isJsonata())
    seen.values["afterItemsPath"] = asl::json::write(arguments.items);
  if (frame.info().map->distributed) {
    if (Value error = limits.read(frame, arguments); asl::isError(error))
      return error;
    seen.toleratedFailureCount = limits.toleratedCount;
    seen.toleratedFailurePercentage = limits.toleratedPercentage;
  }
  seen.maxConcurrency = limits.concurrency;
  const asl_map_info &map = *frame.info().map;
  if (!map.selector && !limits.batched)
    return asl::undefined();
  Value selected = selectedItems(frame, arguments);
  if (asl::isError(selected))
    return selected;
  if (map.selector)
    seen.values["afterItemSelector"] = asl::json::write(selected);
  if (limits.batched)
    seen.values["afterItemBatcher"] =
        asl::json::write(batchesOf(frame, arguments, limits, selected));
  return asl::undefined();
}

/// The failure of a Map of whose iterations so many failed as the request says; else the mock's.
Value mapResult(Frame &frame, const states::MapRun::Limits &limits, uint32_t items) {
  const TestRequest &request = run->watched.request;
  int64_t failures = request.mapIterationFailureCount.value_or(0);
  if (failures > items) {
    run->seen.refusal =
        "Map iteration failure count must be less than or equal to the number of Map iterations";
    return stop(&frame);
  }
  if (!request.mock->fails() && limits.areExceeded(failures, items))
    return states::toleranceError(Heap::of(frame.heap));
  return mocked(frame);
}

int32_t startMap(asl_frame *raw, const asl_map_arguments *given) {
  Frame &frame = Frame::of(raw);
  asl_map_arguments arguments = *given;
  const TestRequest &request = run->watched.request;
  bool itemsKnown = !run->watched.subject.readsItems || request.mapItemReaderData;
  if (!itemsKnown)
    arguments.items = Heap::of(raw->heap).finish(Heap::of(raw->heap).rawArray(0));
  else if (run->watched.subject.readsItems)
    arguments.items = readItems(frame, arguments, *request.mapItemReaderData);
  if (asl::isError(arguments.items))
    return giveResult(frame, arguments.items);
  states::MapRun::Limits limits;
  if (Value error = inspectMap(frame, arguments, limits); asl::isError(error))
    return giveResult(frame, error);
  return giveResult(frame, itemsKnown ? mapResult(frame, limits, countOf(arguments.items))
                                      : mocked(frame));
}

template <typename Function> driver::Substitute substitute(const char *name, Function *function) {
  return {name, reinterpret_cast<void *>(function)};
}

} // namespace

std::vector<driver::Substitute> watchingFunctions() {
  return {substitute("asl_state_enter", enter),
          substitute("asl_state_exit", leave),
          substitute("asl_assign", assign),
          substitute("asl_state_failed", failed),
          substitute("asl_flow_fail", flowFailed),
          substitute("asl_context", context),
          substitute("asl_parallel_start", startParallel),
          substitute("asl_map_start", startMap),
          substitute(codegen::observeFunction, observe)};
}

std::optional<asl::Outcome> Runner::run(const asl_module &module, const std::string &input,
                                        asl::EngineOptions options) {
  asl::Engine engine(std::move(options));
  {
    std::lock_guard lock(mutex_);
    if (isStopping_)
      return std::nullopt;
    engines_.insert(&engine);
  }
  asl::ExecutionOptions execution;
  execution.express = execution.synchronous = true;
  asl::Outcome outcome = engine.run(module, input, execution);
  std::lock_guard lock(mutex_);
  engines_.erase(&engine);
  changed_.notify_all();
  if (outcome.status == asl::Status::Aborted)
    return std::nullopt;
  return outcome;
}

void Runner::stop() {
  constexpr std::chrono::milliseconds interval{20};
  std::unique_lock lock(mutex_);
  isStopping_ = true;
  while (!engines_.empty()) {
    // Repeated, because an engine may be about to start its execution.
    for (asl::Engine *engine : engines_)
      engine->abortAll(std::nullopt, std::nullopt);
    changed_.wait_for(lock, interval);
  }
}

std::optional<Seen> watch(const Watched &watched, Runner &runner, asl::EngineOptions options) {
  Run own{watched, {}};
  own.seen.variables = watched.request.variables;
  if (own.seen.refusal = asl::Engine::load(watched.module); !own.seen.refusal.empty())
    return own.seen;
  run = &own;
  auto outcome = runner.run(watched.module, watched.request.input, std::move(options));
  run = nullptr;
  if (!outcome)
    return std::nullopt;
  // What ends from outside of the state: an input that is too long, the end of the time.
  bool untold = !own.hasEnded && outcome->status != asl::Status::Succeeded;
  if (untold) {
    own.seen.status = Seen::Status::Failed;
    bool isLate = outcome->status == asl::Status::TimedOut;
    own.seen.error = isLate ? "States.Timeout" : outcome->error;
    own.seen.cause = outcome->cause;
  }
  return own.seen;
}

} // namespace aslc::calls
