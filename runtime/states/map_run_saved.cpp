// A map run that is saved and goes on: in this process when it comes back to memory, in the next
// one, or after its end when its execution is redriven.
#include "runtime/exec/arn.h"
#include "runtime/exec/shard.h"
#include "runtime/exec/stored_execution.h"
#include "runtime/states/error.h"
#include "runtime/states/load_suspension.h"
#include "runtime/states/map_run.h"
#include "runtime/value/json.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace asl::states {

using namespace exec;

namespace {

/// Results that are longer are too long for certain, whatever their form.
constexpr uint64_t kMostStoredBytes = uint64_t(16) * ASL_PAYLOAD_LIMIT_BYTES;

} // namespace

void MapRun::save(Saver &saver) const {
  record::ByteWriter &out = saver.out;
  for (Value value : {items_, input_, batchInput_, error_})
    saver.value(value);
  out.signedNumber(limits_.concurrency);
  out.signedNumber(limits_.toleratedCount.value_or(-1));
  out.bits(std::bit_cast<uint64_t>(limits_.toleratedPercentage.value_or(-1)));
  out.byte(limits_.batched);
  out.signedNumber(limits_.itemsPerBatch);
  out.signedNumber(limits_.bytesPerBatch);
  out.text(label_);
  out.text(arn_);
  out.number(document_);
  out.signedNumber(startMs_);
  out.number(redrives_);
  out.signedNumber(redriveMs_);
  out.number(redriveSeq_);
  out.number(started_);
  out.number(nextItem_);
  out.number(number_);
  for (const Count &count : counts_) {
    out.number(count.executions);
    out.number(count.items);
  }
  // The journal knows the children of its map runs.
  bool isKnown = saver.isForJournal && isKept();
  out.number(isKnown ? 0 : children_.size());
  if (!isKnown)
    for (const auto &[index, child] : children_) {
      out.number(index);
      out.number(child.number);
      out.number(child.items);
    }
  out.number(isKnown ? 0 : later_.size());
  if (!isKnown)
    for (const Later &later : later_) {
      out.number(later.item);
      out.number(later.items);
      out.number(later.execution);
      out.byte(later.isRunning);
    }
  // Another process counts them anew, with the children.
  if (!saver.isForJournal) {
    out.number(notRedrivable_.executions);
    out.number(notRedrivable_.items);
  }
  out.number(resultBytes_);
  out.number(results_.size());
  for (const auto &[index, value] : results_) {
    out.number(index);
    saver.value(value);
  }
  if (map().reader || map().writer) {
    saver.value(readFrom_);
    saver.value(writeTo_);
    out.signedNumber(limits_.mostItems);
    out.byte(static_cast<uint8_t>(phase_));
  }
}

MapRun::MapRun(Frame &frame, Loader &loader) : Suspension(frame) {
  record::ByteReader &in = loader.in;
  auto number = [&in] { return static_cast<uint32_t>(in.number()); };
  for (Value *value : {&items_, &input_, &batchInput_, &error_})
    *value = loader.value();
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
  document_ = in.number();
  startMs_ = in.signedNumber();
  redrives_ = number();
  redriveMs_ = in.signedNumber();
  redriveSeq_ = in.number();
  started_ = number();
  nextItem_ = number();
  number_ = in.number();
  for (Count &count : counts_) {
    count.executions = number();
    count.items = number();
  }
  for (uint32_t count = in.count(); count > 0 && !in.failed(); --count) {
    Child &child = children_[number()];
    child.number = in.number();
    child.items = number();
  }
  for (uint32_t count = in.count(); count > 0 && !in.failed(); --count) {
    Later later{number(), number(), in.number(), in.byte() != 0};
    goOnLater(later);
  }
  if (!loader.isRestart) {
    notRedrivable_.executions = number();
    notRedrivable_.items = number();
  }
  resultBytes_ = in.number();
  for (uint32_t count = in.count(); count > 0 && !in.failed(); --count) {
    uint32_t index = number();
    results_[index] = loader.value();
  }
  if (map().reader || map().writer) {
    readFrom_ = loader.value();
    writeTo_ = loader.value();
    limits_.mostItems = in.signedNumber();
    uint8_t phase = in.byte();
    if (phase > static_cast<uint8_t>(Phase::Writing))
      in.fail();
    phase_ = static_cast<Phase>(phase);
  }
  number_ = loader.suspensionNumber(*this, number_);
  itemCount_ = itemCount(items_);
  bool areThere = isArray(items_) || isObject(items_);
  if (nextItem_ > itemCount_ || (!areThere && !map().reader))
    in.fail();
}

Suspension *loadMapRun(Frame &frame, Loader &loader) { return new MapRun(frame, loader); }

void MapRun::detach() {
  execution().shard.suspensions.find(number_)->suspension = nullptr;
  number_ = 0;
}

// ---- What the journal knows ----

/// The children, in the order of their items: of each item the last execution.
Expected<std::vector<journal::Execution>> MapRun::storedChildren() const {
  constexpr unsigned kAtOnce = 1000;
  journal::ListFilter filter;
  filter.mapRun = document_;
  std::vector<journal::Execution> children;
  std::string position;
  do {
    auto page = execution().shard.options.journal->list(filter, position, kAtOnce);
    if (!page)
      return page.failure();
    std::move(page->items.begin(), page->items.end(), std::back_inserter(children));
    position = page->next;
  } while (!position.empty());
  auto item = [](const journal::Execution &child) { return child.start.indexInParent.value_or(0); };
  std::sort(children.begin(), children.end(), [&](const auto &a, const auto &b) {
    return item(a) != item(b) ? item(a) < item(b) : a.id > b.id;
  });
  auto same = [&](const auto &a, const auto &b) { return item(a) == item(b); };
  children.erase(std::unique(children.begin(), children.end(), same), children.end());
  if (!areWhole(children))
    return Failure{"child executions of the map run " + arn_ + " are missing"};
  return children;
}

/// Whether each item that was started belongs to one of the children. They are sorted.
bool MapRun::areWhole(const std::vector<journal::Execution> &children) const {
  auto isStarted = [this](const journal::Execution &child) {
    return child.start.indexInParent.value_or(0) < nextItem_;
  };
  auto started = static_cast<size_t>(std::ranges::count_if(children, isStarted));
  if (!limits_.batched)
    return started == nextItem_;
  size_t counted = 0;
  for (const Count &each : counts_)
    counted += each.executions;
  bool hasFirst = started > 0 && children.front().start.indexInParent.value_or(0) == 0;
  return started >= counted && (hasFirst || nextItem_ == 0);
}

bool MapRun::isRedrivable(const journal::Execution &child) const {
  return isExpress() || (child.lastEvent + 1 < kMaxEvents &&
                         execution().shard.nowMs() - child.start.startMs < kStandardLimitMs);
}

/// Counts the children that have ended, goes on with those that run, and notes those that go on
/// later. False when one cannot be read.
bool MapRun::takeStock() {
  Expected<std::vector<journal::Execution>> children = storedChildren();
  if (!children)
    return false;
  counts_ = {};
  notRedrivable_ = laterCount_ = {};
  children_.clear();
  later_.clear();
  for (size_t i = 0; i < children->size(); ++i) {
    const journal::Execution &child = (*children)[i];
    uint32_t item = child.start.indexInParent.value_or(0);
    uint32_t next =
        i + 1 < children->size() ? (*children)[i + 1].start.indexInParent.value_or(0) : nextItem_;
    uint32_t items = next - item;
    bool isRunning = child.status == journal::Status::Running;
    bool hasFailed = !isRunning && child.status != journal::Status::Succeeded;
    bool goesOn = hasFailed && child.lastSeq <= redriveSeq_;
    if (isRunning && !isExpress()) {
      if (!resumeChild(child, items))
        return false;
    } else if (isRunning || (goesOn && isRedrivable(child))) {
      goOnLater({item, items, child.id, isRunning});
    } else {
      count(static_cast<Status>(child.status), items);
      if (goesOn)
        notRedrivable_.add(items);
    }
  }
  isChanged_ = true;
  execution().shard.touch(execution());
  return true;
}

void MapRun::goOnLater(const Later &later) {
  later_.push_back(later);
  laterCount_.add(later.items);
}

/// The journal knows what became of the children.
bool MapRun::resumed() {
  if (!isKept())
    return true;
  if (phase_ == Phase::Reading) {
    startReading();
    return true;
  }
  phase_ = Phase::Running; // what was not written to its end is written again
  if (!takeStock())
    return false;
  checkThreshold();
  startMore();
  return true;
}

/// What fails as a whole begins anew: the items are read again.
bool MapRun::hasParts() const {
  auto isFor = [&](const char *error) {
    return isDecided() && isString(error_.error->name) && text(error_.error->name) == error;
  };
  return isKept() && !isFor("States.ItemReaderFailed") && !isFor("States.ResultWriterFailed");
}

bool MapRun::redriven() {
  constexpr uint32_t kMostRedrives = 1000;
  Expected<uint64_t> last = execution().shard.options.journal->lastSeq();
  if (!last)
    return false;
  error_ = undefined();
  ++redrives_;
  redriveMs_ = execution().shard.nowMs();
  redriveSeq_ = *last;
  started_ = execution().nextEvent();
  if (history::Writer *events = execution().writer())
    events->mapRunRedriven(execution().stamp(started_, frame_.lastEvent), arn_, redrives_);
  frame_.lastEvent = started_;
  if (phase_ == Phase::Reading) {
    startReading();
    return true;
  }
  phase_ = Phase::Running;
  if (!takeStock())
    return false;
  checkThreshold();
  if (redrives_ > kMostRedrives)
    error_ = runtimeError(Heap::of(frame_.heap),
                          "The child executions of the map run have been redriven 1000 times.");
  startMore();
  return true;
}

// ---- Children that go on ----

std::unique_ptr<DurableLog> MapRun::newLog(uint32_t item, const std::string &name) {
  if (!isKept())
    return nullptr;
  Shard &shard = execution().shard;
  const Origin &origin = execution().log()->origin();
  journal::Start start;
  start.machine = origin.machine;
  start.revision = origin.revision;
  if (origin.version != 0)
    start.version = origin.version;
  if (origin.alias != 0)
    start.alias = origin.alias;
  start.name = name;
  start.startMs = shard.nowMs();
  start.parent = execution().log()->execution();
  start.mapRun = document_;
  start.indexInParent = item;
  return std::make_unique<DurableLog>(shard.options.journal->newExecution(), std::move(start));
}

bool MapRun::resumeChild(const journal::Execution &child, uint32_t items) {
  Shard &shard = execution().shard;
  Expected<std::vector<journal::Record>> rows = shard.options.journal->tail(child.id);
  if (!rows)
    return false;
  uint32_t item = child.start.indexInParent.value_or(0);
  ChildIdentity identity;
  identify(identity, item, child.start.name);
  Resumption how;
  how.origin = execution().log()->origin();
  how.child = &identity;
  std::optional<Renumbering> renumbering;
  if (child.status != journal::Status::Running) {
    how.redrive = journal::Redrive{child.redrives + 1, shard.nowMs(), 0, {}};
    if (child.start.revision != how.origin.revision) {
      auto revision = shard.options.journal->revision(child.start.revision);
      auto old = revision && *revision ? Numbering::read((*revision)->numbering) : std::nullopt;
      if (!old)
        return false;
      how.redrive->revision = how.origin.revision;
      how.renumbering = &renumbering.emplace(*std::move(old), *execution().module);
    }
  }
  uint64_t number = shard.resume(*execution().module, *rows,
                                 childOptions(identity, child.start.name), nullptr, how);
  if (number == 0)
    return false;
  children_[item] = {number, items};
  count(Status::Running, items);
  shard.touch(*shard.find(number));
  return true;
}

void MapRun::startLater() {
  Later later = later_.front();
  later_.pop_front();
  laterCount_.remove(later.items);
  isChanged_ = true;
  Expected<std::optional<journal::Execution>> child =
      execution().shard.options.journal->describe(later.execution);
  if (child && *child && isExpress())
    restartChild(**child, later);
  else if (child && *child && !resumeChild(**child, later.items)) {
    // What it did before cannot be read, or it never ran.
    count(static_cast<Status>((*child)->status), later.items);
    notRedrivable_.add(later.items);
    checkThreshold();
  }
}

/// An execution without a history begins again: the same one when its process was lost, a new one
/// when it has failed.
void MapRun::restartChild(const journal::Execution &child, const Later &later) {
  journal::Journal &journal = *execution().shard.options.journal;
  Expected<std::string> input = storedInput(journal, child.id);
  Expected<std::vector<journal::Record>> rows = journal.tail(child.id);
  std::string name = later.isRunning ? child.start.name : uuid(Heap::of(frame_.heap));
  ChildIdentity identity;
  identify(identity, later.item, name);
  if (!limits_.batched) {
    Value key, item;
    itemAt(later.item, key, item);
    identity.index = later.item;
    identity.item = json::write(item);
    if (isString(key))
      identity.itemKey = text(key);
  }
  std::unique_ptr<DurableLog> log;
  if (!later.isRunning)
    log = newLog(later.item, name);
  else if (rows && !rows->empty())
    log = std::make_unique<DurableLog>(rows->back(), execution().log()->origin());
  begin(identity, later.items, name, input ? *input : std::string("null"), std::move(log));
}

// ---- Results ----

/// Undefined when the results are too long together.
Value MapRun::storedResults() {
  Heap &heap = Heap::of(frame_.heap);
  auto unreadable = [&](const std::string &why) {
    return runtimeError(heap, "The results of the map run cannot be read: " + why);
  };
  Expected<std::vector<journal::Execution>> children = storedChildren();
  if (!children)
    return unreadable(children.error());
  std::vector<Value> results;
  uint64_t bytes = 1;
  // Brackets that are left out later do not count.
  uint64_t most = hasForm(ASL_RESULTS_FLATTENED) ? kMostStoredBytes : ASL_PAYLOAD_LIMIT_BYTES;
  for (const journal::Execution &child : *children) {
    Expected<Ended> ended = storedChild(child);
    if (!ended)
      return unreadable(ended.error());
    std::string result = childResult(*ended);
    bytes += result.size() + 1;
    if (bytes > most)
      return undefined();
    results.push_back(json::read(heap, result));
  }
  return resultList(results);
}

Expected<MapRun::Ended> MapRun::storedChild(const journal::Execution &child) const {
  const Shard &shard = execution().shard;
  Ended ended;
  ended.status = static_cast<Status>(child.status);
  if (ended.status == Status::Succeeded) {
    Expected<std::string> output = storedOutput(*shard.options.journal, child.id);
    if (!output)
      return output.failure();
    ended.output = *std::move(output);
    if (!keepsRecords())
      return ended;
  }
  Expected<std::string> input = storedInput(*shard.options.journal, child.id);
  if (!input)
    return input.failure();
  ended.name = child.start.name;
  ended.arn = childArn(ended.name);
  ended.input = *input;
  ended.startMs = child.start.startMs;
  ended.stopMs = child.stopMs.value_or(0);
  ended.error = child.error;
  ended.cause = child.cause;
  ended.redrives = child.redrives;
  return ended;
}

} // namespace asl::states
