// A disk in memory that can lose power, run full and fail, at a chosen operation; and a VFS by
// which SQLite uses it. For one thread.
#pragma once

#include "test/disk/content.h"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace asl::journal {

class Disk {
public:
  /// What a loss of power leaves of the writes that were not synced, in sectors of 512 bytes.
  enum class Survivors : uint8_t { Nothing, Everything, RandomSectors, FirstSectors };
  static constexpr std::array allSurvivors = {Survivors::Nothing, Survivors::Everything,
                                              Survivors::RandomSectors, Survivors::FirstSectors};
  enum class Operation : uint8_t { Write, Truncate, Sync, Delete };
  enum class Fault : uint8_t {
    None,
    PowerLoss, ///< and every operation after it fails
    Full,      ///< no space: nothing was written
    SyncError  ///< the system reports an error and forgets what was to be written
  };

  /// Decides about each operation; `number` counts them from 1. Empty: no faults.
  std::function<Fault(Operation, long number)> faults;
  long operations = 0;
  bool dead = false; ///< the power was lost

  /// The disk as it is found when the power comes back.
  std::unique_ptr<Disk> afterPowerLoss(Survivors survivors, std::mt19937_64 &random) const;
  /// The same disk when nothing is lost. Nobody may have it open.
  std::unique_ptr<Disk> copy() const;

  /// The VFS `disk` uses this one. Registers it if needed, and returns its name.
  const char *use();

  // For the VFS.
  using Change = DiskContent::Change;
  struct File {
    DiskContent now, synced;
    std::vector<Change> unsynced;
    int shared = 0; ///< connections with a lock; one of them may want an exclusive one
  };
  struct SharedMemory {
    std::vector<std::unique_ptr<std::array<char, 32768>>> regions;
    std::array<int, 8> locks{}; ///< how many have it shared; -1: one has it exclusively
  };
  Fault step(Operation operation);
  std::map<std::string, std::shared_ptr<File>> files;
  SharedMemory memory;
};

} // namespace asl::journal
