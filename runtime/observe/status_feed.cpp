// The journal is the queue: rows are read in the order of commits.
#include "runtime/observe/status_feed.h"

#include "runtime/exec/hash.h"
#include "runtime/support/encoding.h"
#include "runtime/support/number_text.h"

#include <utility>

namespace asl::observe {

namespace {

constexpr unsigned rowsAtOnce = 256;
constexpr std::chrono::milliseconds lookInterval{50};
/// The place is written after so many rows, and now and then when there is nothing to do.
constexpr uint64_t mostUnkept = 1000;
constexpr std::chrono::seconds keepInterval{1};

bool isChange(const journal::Record &row) { return row.prev == 0 || row.end || row.redrive; }

} // namespace

Expected<std::unique_ptr<StatusFeed>>
StatusFeed::open(journal::Journal &journal, std::unique_ptr<Target> target, const std::string &name,
                 std::function<void(const std::string &)> report) {
  // Names of targets may hold secrets.
  std::string document = "status " + hexOf(sha256(name)).substr(0, 32);
  auto stored = journal.document(journal::DocumentKind::Cursor, document);
  if (!stored)
    return stored.failure();
  uint64_t position = 0;
  if (*stored) {
    position = parseNumber<uint64_t>((*stored)->body).value_or(0);
  } else {
    Expected<uint64_t> last = journal.lastSeq();
    if (!last)
      return last.failure();
    position = *last;
    if (auto put =
            journal.putDocument(journal::DocumentKind::Cursor, document, std::to_string(position));
        !put)
      return put.failure();
  }
  return std::unique_ptr<StatusFeed>(
      new StatusFeed(journal, std::move(target), std::move(document), std::move(report), position));
}

StatusFeed::~StatusFeed() { stop(std::chrono::milliseconds(0)); }

void StatusFeed::start(Describe describe) {
  describe_ = std::move(describe);
  thread_ = std::thread([this] { run(); });
}

void StatusFeed::beginStop() {
  std::lock_guard lock(mutex_);
  isEnding_ = true;
}

void StatusFeed::stop(std::chrono::milliseconds limit) {
  beginStop();
  {
    std::unique_lock lock(mutex_);
    if (thread_.joinable())
      changed_.wait_for(lock, limit, [this] { return isOver_; });
    isStopping_ = true;
  }
  target_->abandon();
  changed_.notify_all();
  if (thread_.joinable())
    thread_.join();
}

uint64_t StatusFeed::behind() const {
  Expected<uint64_t> last = journal_.lastSeq();
  return last && *last > position_ ? *last - position_ : 0;
}

/// False: the feed ends.
bool StatusFeed::sleep(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, time, [this] { return isStopping_; });
}

Expected<void> StatusFeed::keep() {
  if (position_ == kept_)
    return {};
  uint64_t position = position_;
  auto put =
      journal_.putDocument(journal::DocumentKind::Cursor, document_, std::to_string(position));
  if (!put)
    return put.failure();
  kept_ = position;
  keptAt_ = std::chrono::steady_clock::now();
  return {};
}

/// False: it was not delivered, because the feed ends.
bool StatusFeed::deliver(const StatusChange &change) {
  std::vector<std::string> records = {statusEvent(change)};
  unsigned failures = 0, refusals = 0;
  while (true) {
    Delivery delivery = target_->deliver(records);
    bool isDone = delivery.kind == Delivery::Kind::Done;
    if (isDone == isBroken_) {
      isBroken_ = !isDone;
      report_(isDone ? "status change events are delivered again"
                     : "status change events cannot be delivered: " + delivery.problem);
    }
    if (isDone) {
      ++counts_.delivered;
      return true;
    }
    ++counts_.failures;
    refusals = delivery.kind == Delivery::Kind::Refused ? refusals + 1 : 0;
    if (refusals == mostRefusals) {
      ++counts_.dropped;
      report_("the event " + eventId(change) + " of " + change.executionArn +
              " is dropped: it was refused " + std::to_string(mostRefusals) + " times");
      return true;
    }
    if (!sleep(delayAfter(failures++)))
      return false;
  }
}

/// The changes of a row. False as above.
bool StatusFeed::deliverChanges(const journal::Record &row) {
  if (row.end && (row.prev == 0 || row.redrive)) {
    journal::Record begun = row;
    begun.end.reset();
    if (!deliverChange(begun, true))
      return false;
  }
  return deliverChange(row, false);
}

void StatusFeed::drop(const journal::Record &row, const std::string &why) {
  ++counts_.dropped;
  report_("a status change of row " + std::to_string(row.seq) +
          " of the journal is dropped: " + why);
}

bool StatusFeed::deliverChange(const journal::Record &row, bool isFirstOfTwo) {
  auto change = describe_(row);
  if (!change) {
    drop(row, change.error());
    return true;
  }
  if (!*change)
    return true;
  (*change)->isFirstOfTwo = isFirstOfTwo;
  return deliver(**change);
}

/// Reads and delivers the next rows. False: there are none, or the feed ends.
Expected<bool> StatusFeed::readOn() {
  auto rows = journal_.stream(position_ + 1, rowsAtOnce);
  if (!rows)
    return rows.failure();
  for (const journal::Record &row : *rows) {
    if (!row.damage.empty())
      drop(row, row.damage);
    else if (isChange(row) && !deliverChanges(row))
      return false;
    position_ = row.seq;
    if (position_ - kept_ >= mostUnkept)
      if (Expected<void> kept = keep(); !kept)
        return kept.failure();
  }
  return !rows->empty();
}

/// Reads on, and keeps the position when it is time. False as above.
Expected<bool> StatusFeed::turn() {
  Expected<bool> read = readOn();
  if (read && std::chrono::steady_clock::now() - keptAt_ >= keepInterval)
    if (Expected<void> kept = keep(); !kept)
      return kept.failure();
  return read;
}

void StatusFeed::run() {
  bool goesOn = true;
  unsigned failures = 0;
  while (goesOn) {
    Expected<bool> read = turn();
    if (!read) {
      // The disk may be full, and have room later.
      if (failures == 0)
        report_("status change events wait for the journal: " + read.error());
      goesOn = sleep(delayAfter(failures++));
      continue;
    }
    if (std::exchange(failures, 0) != 0)
      report_("status change events go on");
    bool isIdle = !*read;
    goesOn = sleep(isIdle ? lookInterval : std::chrono::milliseconds(0)) && !(isIdle && isEnding());
  }
  // What is delivered need not be delivered again.
  (void)keep();
  std::lock_guard lock(mutex_);
  isOver_ = true;
  changed_.notify_all();
}

bool StatusFeed::isEnding() {
  std::lock_guard lock(mutex_);
  return isEnding_;
}

} // namespace asl::observe
