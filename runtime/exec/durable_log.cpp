// Records: made from events and state, and read again.
#include "runtime/exec/durable_log.h"

#include "runtime/exec/execution.h"
#include "runtime/exec/shard.h"
#include "runtime/record/compression.h"

namespace asl::exec {
namespace {

/// A record stands alone when this much was written since the last one that did, and a multiple of
/// that one: no more than this must be read to go on, and large values are not written at each
/// burst.
constexpr size_t kMostBytes = size_t(64) << 10;
constexpr size_t kMostKeys = 4;

/// An execution that goes on from its rows refers to them when they are not more than this. One
/// that goes on from them often would otherwise have to read more and more of them.
constexpr size_t kMostRows = 2;

/// Whether an event is the first or the last one of its execution.
bool isOutermost(EventType type) {
  return type == EventType::ExecutionStarted || type == EventType::ExecutionSucceeded ||
         type == EventType::ExecutionFailed || type == EventType::ExecutionTimedOut ||
         type == EventType::ExecutionAborted;
}

/// Buffers that no log uses, of each thread.
constexpr size_t kMostSpareBuffers = 1024;
constexpr size_t kMostSpareBytes = size_t(16) << 10;
thread_local std::vector<std::unique_ptr<LogBuffers>> spareBuffers;

} // namespace

std::unique_ptr<LogBuffers> LogBuffers::take() {
  if (spareBuffers.empty())
    return std::make_unique<LogBuffers>();
  std::unique_ptr<LogBuffers> buffers = std::move(spareBuffers.back());
  spareBuffers.pop_back();
  return buffers;
}

void LogBuffers::giveBack(std::unique_ptr<LogBuffers> buffers) {
  if (!buffers || spareBuffers.size() == kMostSpareBuffers ||
      buffers->body.capacity() > kMostSpareBytes)
    return;
  buffers->body.clear();
  buffers->values.nodes().restart(0);
  buffers->events.restart();
  spareBuffers.push_back(std::move(buffers));
}

DurableLog::DurableLog(const journal::Record &last, const Origin &origin)
    : execution_(last.execution), origin_(origin), lastSeq_(last.seq), lastEvent_(last.lastEvent),
      newEvent_(last.lastEvent) {}

LogBuffers &DurableLog::buffers() {
  if (!buffers_)
    buffers_ = LogBuffers::take();
  return *buffers_;
}

void DurableLog::rest() {
  LogBuffers::giveBack(std::move(buffers_));
  standsAlone_ = true;
}

void DurableLog::referTo(const std::vector<journal::Record> &rows,
                         const record::ValueReader &reader) {
  if (withoutHistory || rows.size() > kMostRows)
    return;
  keyBytes_ = rows.front().record.size();
  bytesSinceKey_ = 0;
  for (size_t i = 1; i < rows.size(); ++i)
    bytesSinceKey_ += rows[i].record.size();
  if (mustStandAlone())
    return;
  buffers().values.goOnAfter(reader);
  standsAlone_ = buffers().values.nodes().isEmpty();
}

/// Whether the next record stands alone, because too much was written since the last one that does.
bool DurableLog::mustStandAlone() const {
  return bytesSinceKey_ > kMostBytes + kMostKeys * keyBytes_;
}

void DurableLog::append(const HistoryEvent &event) {
  // An execution without a history begins again after the loss of its process.
  if (!withoutHistory || (isOutermost(event.type) && event.id > lastEvent_)) {
    buffers().events.event(event);
    newEvent_ = static_cast<uint32_t>(event.id);
  }
  if (also != nullptr)
    also->append(event);
}

journal::Burst DurableLog::make(Execution *stateOf) {
  auto &[body, values, events] = buffers();
  size_t eventBytes = body.size();
  thread_local record::ByteWriter state;
  state.clear();
  if (stateOf != nullptr && !withoutHistory)
    save(*stateOf, state, values, /*isForJournal=*/true);
  journal::Burst burst;
  burst.execution = execution_;
  burst.lastSeq = &lastSeq_;
  burst.firstEvent = lastEvent_ + 1;
  burst.lastEvent = newEvent_;
  burst.standsAlone = standsAlone_;
  record::ByteWriter sizes;
  sizes.number(eventBytes);
  sizes.number(body.size() - eventBytes);
  burst.record.reserve(sizes.size() + body.size() + state.size());
  burst.record.append(sizes.bytes()).append(body.bytes()).append(state.bytes());
  burst.codec = static_cast<uint8_t>(record::compress(burst.record));
  if (start_)
    burst.start = *std::exchange(start_, nullptr);
  if (redrive_)
    burst.redrive = *std::exchange(redrive_, nullptr);

  lastEvent_ = newEvent_;
  if (standsAlone_)
    keyBytes_ = burst.record.size();
  bytesSinceKey_ = standsAlone_ ? 0 : bytesSinceKey_ + burst.record.size();
  body.clear();
  events.restart();
  if (mustStandAlone())
    values.forget();
  standsAlone_ = values.nodes().isEmpty();
  return burst;
}

journal::Burst DurableLog::burst(Execution &execution) {
  journal::Burst burst = make(&execution);
  if (!withoutHistory)
    burst.dueMs = execution.earliestDeadline();
  burst.sleeps = burst.dueMs && execution.sleeps();
  return burst;
}

journal::Burst DurableLog::lastBurst(Execution &execution, journal::End end) {
  journal::Burst burst = make(end.status == journal::Status::Succeeded ? nullptr : &execution);
  rest();
  burst.end = std::move(end);
  return burst;
}

journal::Burst DurableLog::lastBurst(journal::End end) {
  journal::Burst burst = make(nullptr);
  rest();
  burst.end = std::move(end);
  return burst;
}

// ---- Reading ----

std::optional<record::ByteReader> DurableReader::open(const journal::Record &row) {
  if (!record::decompress(static_cast<record::Codec>(row.codec), row.record, record_))
    return std::nullopt;
  record::ByteReader in(record_);
  uint64_t eventBytes = in.number();
  uint64_t valueBytes = in.number();
  record::ByteReader events(in.raw(eventBytes));
  stateValues_ = in.raw(valueBytes);
  if (in.failed())
    return std::nullopt;
  state_ = in.rest();
  return events;
}

bool DurableReader::read(const journal::Record &row,
                         const std::function<void(const HistoryEvent &)> &take) {
  std::optional<record::ByteReader> body = open(row);
  if (!body)
    return false;
  record::EventReader events(values_);
  while (!body->atEnd()) {
    HistoryEvent event = events.event(*body);
    if (body->failed())
      return false;
    take(event);
  }
  return !body->failed();
}

bool DurableReader::readStateOnly(const journal::Record &row) { return open(row).has_value(); }

bool DurableReader::skipState() {
  record::ByteReader in(stateValues_);
  while (!in.atEnd())
    values_.value(in);
  return !in.failed();
}

} // namespace asl::exec
