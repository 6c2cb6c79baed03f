// The journal in memory. One lock guards everything; commits hold it while they change the tables.
#include "runtime/journal/memory_journal.h"

#include "runtime/journal/chain.h"
#include "runtime/journal/chain_check.h"
#include "runtime/journal/commit_queue.h"
#include "runtime/journal/fold.h"
#include "runtime/support/system_time.h"

#include <unistd.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

namespace asl::journal {
namespace {

class MemoryJournal final : public Journal, GroupWriter, RowSource {
public:
  MemoryJournal(std::function<bool()> losesAnswer, std::function<bool()> isFull)
      : losesAnswer_(std::move(losesAnswer)), isFull_(std::move(isFull)) {}
  ~MemoryJournal() override = default;

  Expected<Page<Record>> records(uint64_t execution, Direction direction,
                                 const std::string &position, unsigned limit) const override {
    std::lock_guard lock(mutex_);
    auto found = executions_.find(execution);
    if (found == executions_.end())
      return Page<Record>{};
    return readPage(rows(), chains_, found->second, direction, position, limit);
  }
  Expected<std::vector<Record>> tail(uint64_t execution) const override {
    std::lock_guard lock(mutex_);
    auto found = executions_.find(execution);
    if (found == executions_.end())
      return std::vector<Record>{};
    return readWholeTail(rows(), found->second);
  }
  Expected<std::vector<Record>> stream(uint64_t seq, unsigned limit) const override {
    std::lock_guard lock(mutex_);
    std::vector<Record> records;
    size_t bytes = 0;
    for (auto row = rows_.lower_bound(seq); row != rows_.end(); ++row) {
      if (records.size() == limit || bytes >= pageBytes)
        break;
      bytes += row->second.record.size();
      records.push_back(row->second);
    }
    return records;
  }
  Expected<bool> isShown(uint64_t) const override { return true; }
  Expected<uint64_t> lastSeq() const override {
    std::lock_guard lock(mutex_);
    return lastSeq_;
  }

  Expected<void> live(const std::function<void(const Live &)> &each) const override {
    std::lock_guard lock(mutex_);
    for (uint64_t id : live_)
      each(liveOf(executions_.at(id)));
    return {};
  }
  Expected<std::optional<Execution>> describe(uint64_t execution) const override {
    std::lock_guard lock(mutex_);
    auto found = executions_.find(execution);
    return found == executions_.end() ? std::nullopt : std::optional(found->second);
  }
  Expected<std::optional<uint64_t>> find(uint64_t machine, std::string_view name) const override {
    std::lock_guard lock(mutex_);
    auto found = names_.find({machine, std::string(name)});
    bool committed = found != names_.end() && executions_.contains(found->second.execution);
    return committed ? std::optional(found->second.execution) : std::nullopt;
  }
  Expected<Page<Execution>> list(const ListFilter &filter, const std::string &position,
                                 unsigned limit) const override;
  Expected<StatusCounts> counts(std::optional<uint64_t> machine) const override {
    std::lock_guard lock(mutex_);
    StatusCounts counts{};
    for (const auto &[id, execution] : executions_)
      if (matches(execution, {.machine = machine}))
        ++counts[static_cast<size_t>(execution.status)];
    return counts;
  }

  Expected<std::optional<Revision>> revision(uint64_t id) const override {
    std::lock_guard lock(mutex_);
    return id >= 1 && id <= revisions_.size() ? std::optional(revisions_[id - 1]) : std::nullopt;
  }
  Expected<std::optional<uint64_t>> findRevision(const std::string &sha256,
                                                 const std::string &machine) const override {
    std::lock_guard lock(mutex_);
    for (size_t i = 0; i < revisions_.size(); ++i)
      if (revisions_[i].sha256 == sha256 && revisions_[i].machine == machine)
        return std::optional<uint64_t>(i + 1);
    return std::optional<uint64_t>();
  }
  Expected<std::optional<Document>> document(uint64_t id) const override {
    std::lock_guard lock(mutex_);
    auto found = documents_.find(id);
    return found == documents_.end() ? std::nullopt : std::optional(found->second);
  }
  Expected<std::optional<Document>> document(DocumentKind kind,
                                             const std::string &name) const override {
    std::lock_guard lock(mutex_);
    auto found = documentIds_.find({kind, name});
    return found == documentIds_.end() ? std::nullopt : std::optional(documents_.at(found->second));
  }
  Expected<std::vector<Document>> documents(DocumentKind kind,
                                            const std::string &prefix) const override {
    std::lock_guard lock(mutex_);
    std::vector<Document> found;
    for (const auto &[id, document] : documents_)
      if (document.kind == kind && document.name.starts_with(prefix))
        found.push_back(document);
    return found;
  }
  Expected<std::vector<ActivityTask>> activityTasks() const override {
    std::lock_guard lock(mutex_);
    return tasks_;
  }

  Expected<Owner> owner() const override { return Owner{1, getpid(), "", sinceMs_, true}; }
  Expected<uint64_t> send(uint32_t kind, const std::string &body) override {
    std::lock_guard lock(mutex_);
    uint64_t id = ++lastCommand_;
    commands_[id] = {id, kind, systemMs(), body};
    return id;
  }
  Expected<std::optional<std::string>> answer(uint64_t command) const override {
    std::lock_guard lock(mutex_);
    auto found = answers_.find(command);
    return found == answers_.end() ? std::nullopt : std::optional(found->second);
  }
  Expected<std::vector<Command>> commands(uint64_t from, unsigned limit) const override {
    std::lock_guard lock(mutex_);
    std::vector<Command> found;
    for (auto command = commands_.lower_bound(from);
         command != commands_.end() && found.size() < limit; ++command)
      if (!answers_.contains(command->first))
        found.push_back(command->second);
    return found;
  }

  Expected<VerifyReport> verify() const override;
  Expected<void> backup(const std::string &) const override {
    return Failure{"a journal in memory has no file"};
  }

  void commit(Batch batch, Done done, Caller) override {
    if (losesAnswer_)
      done = [this, done = std::move(done)](const CommitResult &result) {
        done(losesAnswer_() ? CommitResult{CommitStatus::Broken, 0, "the answer is lost"} : result);
      };
    queue_.submit(std::move(batch), std::move(done), Caller::Idle);
  }
  Expected<Claim> claim(uint64_t machine, const std::string &name,
                        const std::string &inputHash) override;
  void release(uint64_t machine, const std::string &name) override {
    std::lock_guard lock(mutex_);
    names_.erase({machine, name});
  }
  uint64_t newExecution() override {
    std::lock_guard lock(mutex_);
    return ++lastExecution_;
  }
  uint64_t newDocument() override {
    std::lock_guard lock(mutex_);
    return ++lastDocument_;
  }
  Expected<uint64_t> addRevision(const Revision &revision) override {
    if (auto found = findRevision(revision.sha256, revision.machine); *found)
      return **found;
    std::lock_guard lock(mutex_);
    revisions_.push_back(revision);
    return revisions_.size();
  }
  Expected<uint64_t> putDocument(DocumentKind kind, const std::string &name,
                                 const std::string &body) override {
    if (isFull_ && isFull_())
      return Failure{"the disk is full"};
    std::lock_guard lock(mutex_);
    return change({kind, name, body, 0});
  }
  Expected<uint64_t> removeEnded(int64_t endedBeforeMs, unsigned limit) override;
  Expected<uint64_t> compact(unsigned) override { return uint64_t(0); }

private:
  struct Name {
    uint64_t execution = 0;
    std::string inputHash;
  };

  // As GroupWriter.
  Result write(std::vector<Numbered> &group) override;
  Result chores() override { return {}; }
  // As RowSource, with the lock held.
  Expected<Record> row(uint64_t seq) override { return rows_.at(seq); }
  Expected<uint64_t> prevOf(uint64_t seq) override { return rows_.at(seq).prev; }
  RowSource &rows() const { return const_cast<MemoryJournal &>(*this); }

  static Live liveOf(const Execution &execution) {
    const Start &start = execution.start;
    return {execution.id,     execution.lastSeq, execution.lastEvent, execution.dueMs,
            execution.sleeps, start.machine,     start.revision,      start.mapRun.has_value()};
  }
  void add(Burst &burst, uint64_t seq, uint64_t prev);
  std::optional<uint64_t> takeOrphan();
  void remove(const Execution &execution);
  uint64_t change(const DocumentChange &change);

  mutable std::mutex mutex_;
  mutable KnownChains chains_;
  const std::function<bool()> losesAnswer_; ///< empty: none is lost
  const std::function<bool()> isFull_;      ///< empty: never
  const int64_t sinceMs_ = systemMs();
  std::map<uint64_t, Record> rows_;
  std::map<uint64_t, Execution> executions_;
  std::set<uint64_t> live_;
  std::set<std::pair<int64_t, uint64_t>>
      ended_; ///< times of ends, and executions, except those in `children_`
  std::set<std::pair<uint64_t, uint64_t>> children_; ///< of map runs: parents, and executions
  std::vector<uint64_t> gone_; ///< executions that were removed and may have children
  std::map<std::pair<uint64_t, std::string>, Name> names_; ///< also of starts to come
  std::vector<Revision> revisions_;
  std::map<uint64_t, Document> documents_;
  std::map<std::pair<DocumentKind, std::string>, uint64_t> documentIds_;
  std::vector<ActivityTask> tasks_;
  std::map<uint64_t, Command> commands_;
  std::map<uint64_t, std::string> answers_;
  uint64_t lastSeq_ = 0, lastExecution_ = 0, lastDocument_ = 0, lastCommand_ = 0;
  uint64_t removedRows_ = 0;
  CommitQueue queue_{*this, {.thread = false}};
};

Expected<Page<Execution>> MemoryJournal::list(const ListFilter &filter, const std::string &position,
                                              unsigned limit) const {
  if (isFull_ && isFull_())
    return Failure{"the disk is full"};
  auto before = parsePosition(position, UINT64_MAX);
  if (!before)
    return before.failure();
  limit = std::max(limit, 1u);
  std::lock_guard lock(mutex_);
  Page<Execution> page;
  auto end = executions_.lower_bound(*before);
  while (end != executions_.begin()) {
    --end;
    if (!matches(end->second, filter))
      continue;
    if (page.items.size() == limit) {
      page.next = positionText(page.items.back().id);
      break;
    }
    page.items.push_back(end->second);
  }
  return page;
}

Expected<Claim> MemoryJournal::claim(uint64_t machine, const std::string &name,
                                     const std::string &inputHash) {
  std::lock_guard lock(mutex_);
  auto [entry, fresh] = names_.try_emplace({machine, name});
  if (fresh) {
    entry->second = {++lastExecution_, inputHash};
    return Claim{Claim::Kind::New, entry->second.execution, false};
  }
  auto found = executions_.find(entry->second.execution);
  bool committed = found != executions_.end();
  bool same = entry->second.inputHash == inputHash &&
              (!committed || found->second.status == Status::Running);
  return Claim{same ? Claim::Kind::Same : Claim::Kind::Different, entry->second.execution,
               committed};
}

GroupWriter::Result MemoryJournal::write(std::vector<Numbered> &group) {
  std::lock_guard lock(mutex_);
  for (Numbered &numbered : group) {
    Batch &batch = numbered.batch;
    for (size_t i = 0; i < batch.bursts.size(); ++i)
      add(batch.bursts[i], numbered.firstSeq + i, numbered.prevs[i]);
    tasks_.insert(tasks_.end(), batch.madeTasks.begin(), batch.madeTasks.end());
    for (const ActivityTask &taken : batch.takenTasks)
      std::erase_if(tasks_, [&](const ActivityTask &task) {
        return task.execution == taken.execution && task.event == taken.event;
      });
    for (const DocumentChange &one : batch.documents)
      change(one);
    for (const Answer &answer : batch.answers)
      answers_[answer.command] = answer.text;
  }
  return {};
}

void MemoryJournal::add(Burst &burst, uint64_t seq, uint64_t prev) {
  if (burst.start)
    names_[{burst.start->machine, burst.start->name}] = {burst.execution, burst.start->inputHash};
  Execution &execution = executions_[burst.execution];
  if (execution.stopMs)
    ended_.erase({*execution.stopMs, execution.id});
  std::optional<End> end = burst.end;
  fold(execution, burst, seq);
  if (execution.start.mapRun) // the first row of its parent may come later, in the same batch
    children_.insert({execution.start.parent.value_or(0), execution.id});
  else if (execution.stopMs)
    ended_.insert({*execution.stopMs, execution.id});
  if (execution.status == Status::Running)
    live_.insert(execution.id);
  else
    live_.erase(execution.id);
  rows_[seq] = {seq,
                burst.execution,
                prev,
                burst.firstEvent,
                burst.lastEvent,
                burst.codec,
                burst.standsAlone,
                std::move(burst.record),
                std::move(end),
                burst.redrive,
                {}};
  lastSeq_ = seq;
}

uint64_t MemoryJournal::change(const DocumentChange &change) {
  std::pair key(change.kind, change.name);
  if (!change.body) {
    if (auto found = documentIds_.find(key); found != documentIds_.end()) {
      documents_.erase(found->second);
      documentIds_.erase(found);
    }
    return 0;
  }
  auto [entry, fresh] = documentIds_.try_emplace(key);
  if (fresh)
    entry->second = change.id != 0 ? change.id : ++lastDocument_;
  documents_[entry->second] = {entry->second, change.kind, change.name, *change.body, systemMs()};
  return entry->second;
}

Expected<uint64_t> MemoryJournal::removeEnded(int64_t endedBeforeMs, unsigned limit) {
  std::lock_guard lock(mutex_);
  uint64_t removed = 0;
  while (removed < limit) {
    std::optional<uint64_t> next = takeOrphan();
    if (!next && !ended_.empty() && ended_.begin()->first < endedBeforeMs)
      next = ended_.begin()->second;
    if (!next)
      break;
    remove(executions_.at(*next));
    ++removed;
  }
  std::erase_if(commands_, [&](const auto &command) {
    return command.second.atMs < endedBeforeMs && answers_.erase(command.first) > 0;
  });
  return removed;
}

/// The next child of a map run that goes because its parent has gone.
std::optional<uint64_t> MemoryJournal::takeOrphan() {
  for (; !gone_.empty(); gone_.pop_back()) {
    auto child = children_.lower_bound({gone_.back(), 0});
    for (; child != children_.end() && child->first == gone_.back(); ++child)
      if (!live_.contains(child->second))
        return children_.extract(child).value().second;
  }
  return std::nullopt;
}

void MemoryJournal::remove(const Execution &execution) {
  for (uint64_t seq = execution.lastSeq; seq != 0; ++removedRows_) {
    auto row = rows_.find(seq);
    seq = row->second.prev;
    rows_.erase(row);
  }
  names_.erase({execution.start.machine, execution.start.name});
  ended_.erase({execution.stopMs.value_or(0), execution.id});
  gone_.push_back(execution.id);
  executions_.erase(execution.id);
}

Expected<VerifyReport> MemoryJournal::verify() const {
  std::lock_guard lock(mutex_);
  VerifyReport report;
  ChainCheck check(report);
  for (const auto &[seq, row] : rows_)
    check.row(row, true);
  for (const auto &[id, execution] : executions_)
    check.execution(execution,
                    live_.contains(id) ? std::optional(liveOf(execution)) : std::nullopt);
  check.end(removedRows_, lastSeq_);
  return report;
}

} // namespace

std::unique_ptr<Journal> makeMemoryJournal(std::function<bool()> losesAnswer,
                                           std::function<bool()> isFull) {
  return std::make_unique<MemoryJournal>(std::move(losesAnswer), std::move(isFull));
}

} // namespace asl::journal
