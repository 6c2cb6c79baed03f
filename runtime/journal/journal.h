// The journal: a log of what executions did, in the order in which it became durable. An execution
// can be continued from its rows after a crash.
//
// Records are opaque bytes to the journal. Two implementations: memory_journal.h, which forgets
// everything with its process, and sqlite/sqlite_journal.h.
#pragma once

#include "runtime/journal/types.h"
#include "runtime/support/expected.h"

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace asl::journal {

/// How a batch ended.
enum class CommitStatus : uint8_t {
  Durable,   ///< it survives the end of the process and loss of power
  OwnerLost, ///< another process owns the journal now; nothing was written
  Broken     ///< the storage failed, or the journal is being closed; it may or may not be durable
};

struct CommitResult {
  CommitStatus status = CommitStatus::Durable;
  uint64_t firstSeq = 0; ///< number of the batch's first row; the others follow without a gap
  std::string message;   ///< why it is not Durable
};

/// What the caller of `commit` does next.
enum class Caller : uint8_t {
  Idle, ///< it has nothing else to do: the commit may take place on its thread
  Busy  ///< it has more work: the commit takes place on another thread
};

/// Which executions `list` returns. Absent fields do not matter.
struct ListFilter {
  std::optional<uint64_t> machine{};
  std::optional<Status> status{};
  /// Children of this map run. Absent: executions that are no children of a map run.
  std::optional<uint64_t> mapRun{};
  std::optional<uint64_t> version{};
  std::optional<uint64_t> alias{};
  std::optional<int64_t> startedFromMs{}; ///< started at this time or later
  std::optional<int64_t> startedToMs{};   ///< started before this time
};

/// One page of a longer list.
template <typename T> struct Page {
  std::vector<T> items;
  std::string next; ///< position of the next page; empty: this is the last one
};

/// Numbers of executions by Status.
using StatusCounts = std::array<uint64_t, statusCount>;

enum class Direction : uint8_t { Forwards, Backwards };

/// Who writes to the journal.
struct Owner {
  uint64_t epoch = 0; ///< grows whenever the owner changes; 0: never owned
  int64_t pid = 0;
  std::string host;
  int64_t sinceMs = 0;
  bool alive = false; ///< it is known to hold the journal at this moment
};

/// What `verify` found.
struct VerifyReport {
  uint64_t rows = 0, executions = 0, live = 0;
  /// One sentence for each fault, at most 100. Empty: the journal is whole.
  std::vector<std::string> faults;
};

/// Reads a journal. All members may be called from any thread, and show committed rows only. A
/// Failure is about the storage, which cannot be read. What was read and is not what was written (a
/// row has another checksum, or is missing) is damage: it concerns one execution or revision, and
/// results have a member `damage` for it.
class Reader {
public:
  virtual ~Reader() = default;

  /// A page of the rows of `execution`; `position` is empty or `next` of the page before. At most
  /// `limit` rows, and about 1 MiB. Rows that are committed meanwhile appear on later pages of a
  /// forward reading and never in a backward one. Those before a row that is missing are not found.
  virtual Expected<Page<Record>> records(uint64_t execution, Direction direction,
                                         const std::string &position, unsigned limit) const = 0;
  /// The rows that are needed to continue `execution`, oldest first: from its last row that stands
  /// alone, or else from its first row. Damage is a Failure.
  virtual Expected<std::vector<Record>> tail(uint64_t execution) const = 0;
  /// The same for one that was described just now and has not ended.
  virtual Expected<std::vector<Record>> tailOf(const Execution &execution) const {
    return tail(execution.id);
  }
  /// What is needed to continue each of these executions, or their damage. Those that have ended
  /// are left out. Costs less than to describe each of them and to read its tail.
  virtual Expected<std::vector<Continuation>>
  continuations(std::span<const uint64_t> executions) const;
  /// The rows of all executions from number `seq` on, in order, at most `limit` and about 1 MiB.
  /// Empty when there are none yet. Numbers may be missing where old executions were removed.
  virtual Expected<std::vector<Record>> stream(uint64_t seq, unsigned limit) const = 0;
  /// Number of the last committed row; 0: none.
  virtual Expected<uint64_t> lastSeq() const = 0;
  /// Whether executions, names and lists show what the rows up to number `seq` did.
  virtual Expected<bool> isShown(uint64_t seq) const = 0;

  /// Calls `each` for every execution that has not ended, in order of id; last come those whose
  /// last row is not known, with 0 for it. `each` must not call the journal.
  virtual Expected<void> live(const std::function<void(const Live &)> &each) const = 0;
  /// Returns nullopt when there is no such execution.
  virtual Expected<std::optional<Execution>> describe(uint64_t execution) const = 0;
  /// The execution of this name, whether running or ended.
  virtual Expected<std::optional<uint64_t>> find(uint64_t machine, std::string_view name) const = 0;
  /// Executions, the newest first; `position` is empty or `next` of the page before. An execution
  /// that starts meanwhile appears on no later page.
  virtual Expected<Page<Execution>> list(const ListFilter &filter, const std::string &position,
                                         unsigned limit) const = 0;

  /// How many executions there are with each Status, children of map runs aside: of all machines,
  /// or of `machine`.
  virtual Expected<StatusCounts> counts(std::optional<uint64_t> machine) const = 0;

  virtual Expected<std::optional<Revision>> revision(uint64_t id) const = 0;
  /// The number of the revision with this hash and machine.
  virtual Expected<std::optional<uint64_t>> findRevision(const std::string &sha256,
                                                         const std::string &machine) const = 0;
  virtual Expected<std::optional<Document>> document(uint64_t id) const = 0;
  virtual Expected<std::optional<Document>> document(DocumentKind kind,
                                                     const std::string &name) const = 0;
  /// Documents whose names begin with `prefix`, in the order in which they were made.
  virtual Expected<std::vector<Document>> documents(DocumentKind kind,
                                                    const std::string &prefix) const = 0;
  /// Activity tasks that no worker has taken, in the order in which they were made.
  virtual Expected<std::vector<ActivityTask>> activityTasks() const = 0;

  virtual Expected<Owner> owner() const = 0;
  /// Puts a command for the owner into the inbox and returns its number. It is durable when this
  /// returns. May be called by a process that does not own the journal.
  virtual Expected<uint64_t> send(uint32_t kind, const std::string &body) = 0;
  /// The answer to a command; nullopt until there is one.
  virtual Expected<std::optional<std::string>> answer(uint64_t command) const = 0;
  /// Commands that have no answer, in order, from number `from` on, at most `limit`.
  virtual Expected<std::vector<Command>> commands(uint64_t from, unsigned limit) const = 0;

  /// Reads everything and checks it: checksums, numbers of rows without gaps, chains and event ids
  /// without gaps, executions, names and live ones as the rows left them, the storage's own checks.
  virtual Expected<VerifyReport> verify() const = 0;
  /// Writes a copy of the journal to a new file while the owner goes on. The copy has no owner.
  virtual Expected<void> backup(const std::string &path) const = 0;
};

/// What `claim` found.
struct Claim {
  enum class Kind : uint8_t {
    New,      ///< the name was free and is taken now, for the execution number `execution`
    Same,     ///< `execution` runs with the same input, so the start is a repetition
    Different ///< `execution` has the name; it has ended, or has another input
  };
  Kind kind = Kind::New;
  uint64_t execution = 0;
  /// Whether the execution's start is durable. Only then may its existence be reported; otherwise
  /// commit an empty batch after its start was passed to `commit`.
  bool committed = false;
};

/// A journal with its one owner. All members may be called from any thread.
class Journal : public virtual Reader {
public:
  using Done = std::function<void(const CommitResult &)>;

  /// Makes `batch` durable and then calls `done`, exactly once.
  ///
  /// Batches are numbered, chained and committed in the order of the calls. With Caller::Idle and
  /// nobody else committing, all of it happens on the calling thread before the call returns.
  /// Otherwise the thread that commits takes all batches that have come meanwhile into its next
  /// transaction, without waiting for more. `done` is called on the thread that committed, must not
  /// block, and may call nothing of the journal but `commit`, which then only queues. Several calls
  /// of `done` are in order.
  ///
  /// A full disk delays the commit, which is tried again (see SqliteOptions::stalled). After
  /// OwnerLost or Broken nothing is written any more and every commit ends in the same way: the
  /// caller must stop, and rely on nothing but what was Durable.
  ///
  /// An empty batch is Durable when the ones before it are.
  virtual void commit(Batch batch, Done done, Caller caller = Caller::Idle) = 0;

  /// Takes `name` for a new execution of `machine`, unless it is taken: also by one whose start is
  /// not committed yet. The caller either commits the start or calls `release`. A name that would
  /// be new fails while an execution runs whose name cannot be read (see Start::machine).
  virtual Expected<Claim> claim(uint64_t machine, const std::string &name,
                                const std::string &inputHash) = 0;
  /// Frees the name of an execution that will not be started after all.
  virtual void release(uint64_t machine, const std::string &name) = 0;
  /// The number of a new execution whose name is certainly free, such as a UUID. Numbers grow;
  /// those that were never committed are given again after a restart.
  virtual uint64_t newExecution() = 0;
  /// The number of a new document, for DocumentChange::id. Numbers that were never committed are
  /// given again after a restart.
  virtual uint64_t newDocument() = 0;

  /// Stores a revision, unless it is there, and returns its number. Durable when this returns.
  virtual Expected<uint64_t> addRevision(const Revision &revision) = 0;
  /// Makes a document or replaces its body. Returns its number. Durable when this returns.
  virtual Expected<uint64_t> putDocument(DocumentKind kind, const std::string &name,
                                         const std::string &body) = 0;

  /// Removes executions that ended before `endedBeforeMs`, with their rows and names, at most
  /// `limit` in one transaction. Children of a map run are removed after their parent, whenever
  /// they ended: as long as it is there, it may be redriven. Returns how many were removed: less
  /// than `limit` when none are left. Answered commands from before that time are removed as well.
  virtual Expected<uint64_t> removeEnded(int64_t endedBeforeMs, unsigned limit = 500) = 0;
  /// Gives free space back to the file system, at most `pages` pages of it. Returns how many pages
  /// are free still.
  virtual Expected<uint64_t> compact(unsigned pages = 1000) = 0;
};

} // namespace asl::journal
