// The ownership of a journal: a lock on a file beside it, which the system releases when the
// process ends.
#pragma once

#include "runtime/support/expected.h"

#include <string>

namespace asl::journal {

/// Held as long as the object lives. Child processes do not inherit it.
class OwnerLock {
public:
  OwnerLock() = default; ///< holds nothing
  OwnerLock(OwnerLock &&other) noexcept;
  OwnerLock &operator=(OwnerLock &&other) noexcept;
  ~OwnerLock();

  /// Locks the journal `path`. Fails when another owner lives, unless `takeOver`.
  static Expected<OwnerLock> acquire(const std::string &path, bool takeOver);
  /// Whether any process holds the lock at this moment.
  static bool isHeld(const std::string &path);

private:
  explicit OwnerLock(int file) : file_(file) {}
  int file_ = -1;
};

} // namespace asl::journal
