// Machines, versions, aliases and activities as JSON texts, which the journal keeps.
#pragma once

#include "runtime/service/registry.h"

#include <string>

namespace asl::service {

/// The text of a snapshot, without its number. Equal content gives equal text.
std::string textOf(const Snapshot &snapshot);
Expected<Snapshot> snapshotFrom(const std::string &text);

/// The text of a machine, without its versions and aliases, which are separate documents.
std::string textOf(const StateMachine &machine);
/// A version refers to its snapshot by number.
std::string textOf(const Version &version);
std::string textOf(const Alias &alias);
std::string textOf(const Activity &activity);

/// Parses a document. The number of the snapshot is returned separately: a machine has none when it
/// was made by a compiled program rather than the service.
struct StoredMachine {
  StateMachine machine;
  uint64_t revision = 0;
};
Expected<StoredMachine> machineFrom(const journal::Document &document);
struct StoredVersion {
  Version version;
  uint64_t revision = 0;
};
Expected<StoredVersion> versionFrom(const journal::Document &document);
Expected<Alias> aliasFrom(const journal::Document &document);
Expected<Activity> activityFrom(const journal::Document &document);

} // namespace asl::service
