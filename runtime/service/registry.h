// The state machines, versions, aliases and activities that an account has made. They are documents
// of the journal; all of them are in memory too.
#pragma once

#include "runtime/journal/journal.h"
#include "runtime/support/expected.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace asl::service {

/// The state of a machine between two updates. An execution continues under the snapshot that it
/// began with. Configurations are JSON texts as given, and empty when not given.
struct Snapshot {
  uint64_t revision = 0; ///< its number in the journal
  std::string machine;   ///< name
  bool express = false;
  std::string definition, roleArn;
  std::string logging, tracing, encryption;
  std::string revisionId;         ///< a UUID; empty before the first update
  int64_t changedMs = 0;          ///< of the update; before the first one of the creation
  std::string variableReferences; ///< JSON text; empty: no state reads a variable
  /// Names of its states and variables by number (exec/numbering.h), which `put` stores: a redrive
  /// under another definition needs them. Not read back.
  std::string numbering;
  /// Why it cannot be read; then it has its number only. Empty: it can.
  std::string damage{};
};

/// A published version of a machine.
struct Version {
  std::shared_ptr<const Snapshot> snapshot;
  std::string description;
  int64_t createdMs = 0;
};

struct Route {
  uint64_t version = 0;
  unsigned weight = 0; ///< percent
};

/// A name for one or two versions.
struct Alias {
  uint64_t document = 0; ///< its number in the journal; stays when an alias is made again
  std::string description;
  std::vector<Route> routes;
  int64_t createdMs = 0, changedMs = 0;
  bool isDeleted = false; ///< only its name is kept, for executions that were started through it
};

using Tags = std::map<std::string, std::string>;

/// A machine with its versions and aliases. Immutable: an update replaces it.
struct StateMachine {
  uint64_t document = 0; ///< its number in the journal
  std::string key;       ///< name of its document: unique also among deleted ones
  std::string arn, name;
  bool express = false;
  int64_t createdMs = 0;
  bool isDeleting = false; ///< it ends when its executions have ended
  bool isDeleted = false;  ///< it is kept for the executions that it had
  std::shared_ptr<const Snapshot> current;
  Tags tags;
  uint64_t lastVersion = 0; ///< numbers of versions are never used again
  std::map<uint64_t, Version> versions;
  std::map<std::string, Alias> aliases;
};

struct Activity {
  uint64_t document = 0; ///< its number in the journal
  std::string arn, name;
  int64_t createdMs = 0;
  std::string encryption; ///< JSON text as it was given; empty: not given
  Tags tags;
};

/// All members may be called from any thread; `put` and `remove` block until the change is durable.
class Registry {
public:
  /// Reads the documents of the journal, which must outlive the registry.
  static Expected<std::unique_ptr<Registry>> open(journal::Journal &journal);

  using Machine = std::shared_ptr<const StateMachine>;
  /// The machine of this ARN; null when there is none, or it is deleted.
  Machine machine(const std::string &arn) const;
  /// The machine of this document, also a deleted one.
  Machine machineOf(uint64_t document) const;
  /// Also deleted machines of this ARN, the newest first.
  std::vector<Machine> allOf(const std::string &arn) const;
  /// The machines whose ARNs begin with `prefix`, in the order of their ARNs as text; at most
  /// `most` that come after the ARN `after`.
  std::vector<Machine> machines(const std::string &prefix, const std::string &after,
                                size_t most) const;
  /// The snapshot that the journal has under this number. If it is damaged, it has no definition.
  /// Fails when the journal cannot be read.
  Expected<std::shared_ptr<const Snapshot>> snapshot(uint64_t revision) const;

  std::shared_ptr<const Activity> activity(const std::string &arn) const;
  std::vector<std::shared_ptr<const Activity>>
  activities(const std::string &prefix, const std::string &after, size_t most) const;

  /// Must be held from reading the current state until `put` has returned.
  std::unique_lock<std::mutex> exclusive() { return std::unique_lock(writing_); }
  /// Stores a snapshot and sets its number.
  Expected<void> put(Snapshot &snapshot);
  /// Creates a machine when its `key` is empty, else replaces it. Sets numbers and keys that are
  /// not set. One transaction.
  Expected<Machine> put(StateMachine machine);
  Expected<std::shared_ptr<const Activity>> put(Activity activity);
  Expected<void> remove(const Activity &activity);
  /// The process ends: from now on, changes wait some seconds at most for a journal that cannot be
  /// written, and then fail.
  void stop() { isStopped_ = true; }

private:
  explicit Registry(journal::Journal &journal) : journal_(journal) {}
  Expected<void> read();
  Expected<void> commit(journal::Batch batch);
  void publish(Machine machine);

  journal::Journal &journal_;
  std::mutex writing_;
  std::atomic<bool> isStopped_{false};
  mutable std::shared_mutex mutex_; ///< of what follows
  std::map<std::string, Machine>
      machines_; ///< by ARN; also deleted ones, until they are made again
  std::unordered_map<uint64_t, Machine> byDocument_;
  std::map<std::string, std::vector<Machine>> deleted_;               ///< by ARN, the newest first
  std::map<std::string, std::shared_ptr<const Activity>> activities_; ///< by ARN
  mutable std::unordered_map<uint64_t, std::weak_ptr<const Snapshot>> snapshots_;
};

} // namespace asl::service
