// The data of a journal: bursts of executions, and the rows that are read back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace asl::journal {

/// Status of an execution. The first five are numbered as in asl::Status.
enum class Status : uint8_t { Running, Succeeded, Failed, TimedOut, Aborted, PendingRedrive };
inline constexpr unsigned statusCount = 6;

/// How an execution began. Times are ms since 1970, UTC.
struct Start {
  uint64_t machine = 0;  ///< number of its Document; 0: the row with the start is damaged
  uint64_t revision = 0; ///< number of its Revision
  std::string name{};    ///< unique within the machine
  int64_t startMs = 0;
  std::string inputHash{};           ///< bytes; compared when the same name is started again
  std::optional<uint64_t> version{}; ///< of the machine, counted from 1
  std::optional<uint64_t> alias{};   ///< number of its Document
  std::optional<uint64_t> parent{};  ///< the execution that started it
  std::optional<uint64_t> mapRun{};  ///< the map run that it is a child of: number of its Document
  /// What the parent started it for: which item of the map run, or which event of `parent`.
  std::optional<uint32_t> indexInParent{};
  std::string trace{}; ///< the X-Ray trace header from its start; empty when there is none
};

/// How an execution ended. `status` is not Running.
struct End {
  Status status = Status::Succeeded;
  int64_t stopMs = 0;
  std::optional<std::string> error{}, cause{};
};

/// An ended execution goes on.
struct Redrive {
  uint32_t count = 0; ///< how often it was redriven, this time included
  int64_t atMs = 0;
  uint64_t revision = 0;     ///< under which it goes on; 0: the same as before
  std::string clientToken{}; ///< of the request; the same one again gets the same answer
};

/// What one execution did between two points where it waited: one row of the journal.
struct Burst {
  uint64_t execution = 0; ///< given by Journal::claim or Journal::newExecution
  /// Where the caller keeps the number of the execution's last row; 0 before the first.
  /// Journal::commit chains the row to it and advances it before it returns. Required.
  uint64_t *lastSeq = nullptr;
  uint32_t firstEvent = 1;  ///< id of the first event in `record`
  uint32_t lastEvent = 0;   ///< id of the last one; firstEvent - 1: no events
  uint8_t codec = 0;        ///< how `record` is written; below 16; the journal does not look at it
  bool standsAlone = false; ///< `record` can be understood without the rows before
  std::string record;       ///< bytes
  /// The earliest timer of the execution, ms since 1970, UTC. Absent: it waits for no time.
  std::optional<int64_t> dueMs{};
  /// Whether the execution needs nothing before `dueMs`, even after a restart.
  bool sleeps = false;
  std::optional<Start> start{}; ///< only in an execution's first row
  /// The execution is no longer live after this row. An ended execution has no more rows, except
  /// one that begins with a `redrive`.
  std::optional<End> end{};
  std::optional<Redrive> redrive{};
};

/// A row of the journal, as it was committed.
struct Record {
  uint64_t seq = 0; ///< its number: 1, 2, 3, ... over all executions in the order of commits
  uint64_t execution = 0;
  uint64_t prev = 0; ///< the execution's row before; 0: none
  uint32_t firstEvent = 1, lastEvent = 0;
  uint8_t codec = 0;
  bool standsAlone = false;
  std::string record{};
  std::optional<End> end{};         ///< the execution has ended with this row
  std::optional<Redrive> redrive{}; ///< it goes on with this row
  /// Why the row cannot be read; empty: it can. A row that cannot has its numbers only, as far as
  /// they are known, and an empty record.
  std::string damage{};
  /// Set when the execution begins with this row, in a journal that is a file.
  std::optional<Start> start{};
};

/// An execution, as its rows left it.
struct Execution {
  uint64_t id = 0; ///< in the order of starts
  Start start;
  Status status = Status::Running;
  std::optional<int64_t> stopMs{};
  std::optional<std::string> error{}, cause{};
  uint32_t redrives = 0;
  std::optional<int64_t> redriveMs{};
  uint64_t firstSeq = 0, lastSeq = 0; ///< its first and its last row; 0: not known
  uint32_t lastEvent = 0;
  std::optional<int64_t> dueMs{}; ///< absent when it has ended
  bool sleeps = false;            ///< see Burst
};

/// An execution that has not ended, and the rows that are needed to continue it, oldest first.
struct Continuation {
  Execution execution;
  std::vector<Record> tail;
  std::string damage{}; ///< why the rows cannot be read; then `tail` is empty. Empty: they can
};

/// The data that a restart needs of each execution that has not ended.
struct Live {
  uint64_t execution = 0;
  uint64_t lastSeq = 0;
  uint32_t lastEvent = 0;
  std::optional<int64_t> dueMs{};
  bool sleeps = false;                ///< see Burst
  uint64_t machine = 0, revision = 0; ///< see Start
  bool isChild = false;               ///< of a map run
};

/// A definition by its content. Kept as long as the journal.
struct Revision {
  std::string sha256;     ///< 32 bytes; identifies it together with `machine`
  std::string machine;    ///< the machine's name
  std::string definition; ///< text
  /// Names of flows, states and keys by number, as the records of this revision use them. Opaque.
  std::string numbering;
  /// Why `definition` and `numbering` cannot be read; then they are empty. Empty: they can.
  std::string damage{};
};

/// Kinds of documents. Numbers are stored: append only.
enum class DocumentKind : uint8_t {
  Machine,
  Version,
  Alias,
  Activity,
  MapRun,
  Cursor,
  Pause,
  Damage
};

/// A named document in JSON: a machine, a version or alias of one, an activity, a map run, the
/// place to which somebody has read the rows, an execution that is paused or whose record is
/// damaged (by its number). Versions and aliases have names like `order:3` and `order:live`.
struct Document {
  uint64_t id = 0; ///< given by the journal and never used again
  DocumentKind kind = DocumentKind::Machine;
  std::string name{}; ///< unique within the kind
  std::string body{}; ///< JSON text
  int64_t changedMs = 0;
};

/// A change of a document as part of a batch. It is made, or its body is replaced.
struct DocumentChange {
  DocumentKind kind = DocumentKind::Machine;
  std::string name{};
  std::optional<std::string> body{}; ///< absent: the document is removed
  /// Of a new document whose number is needed before it is committed: what Journal::newDocument
  /// gave. 0: the journal gives one.
  uint64_t id = 0;
};

/// An activity task that no worker has taken. Identified by `execution` and `event`.
struct ActivityTask {
  uint64_t activity = 0; ///< number of its Document
  uint64_t execution = 0;
  uint32_t event = 0; ///< id of its ActivityScheduled event
};

/// A command of another process to the owner of the journal.
struct Command {
  uint64_t id = 0;
  uint32_t kind = 0; ///< the journal does not look at it
  int64_t atMs = 0;
  std::string body;
};

/// The owner's answer to a command.
struct Answer {
  uint64_t command = 0;
  std::string text;
};

/// The unit of a commit: after a crash either all of it is there or nothing. The bursts of one
/// execution stand in the order in which they happened.
struct Batch {
  std::vector<Burst> bursts;
  std::vector<ActivityTask> madeTasks, takenTasks;
  std::vector<DocumentChange> documents;
  std::vector<Answer> answers;

  bool empty() const {
    return bursts.empty() && madeTasks.empty() && takenTasks.empty() && documents.empty() &&
           answers.empty();
  }
};

} // namespace asl::journal
