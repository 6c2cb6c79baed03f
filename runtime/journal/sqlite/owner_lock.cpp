// A flock on `<journal>-owner`. Who takes over replaces the file, so that the old owner keeps a
// lock on a file that nobody looks at any more; the epoch in the journal stops it from writing.
#include "runtime/journal/sqlite/owner_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace asl::journal {
namespace {

std::string fileOf(const std::string &path) { return path + "-owner"; }

/// Who only asks for the owner holds the lock for a moment.
constexpr int askingTries = 10;
constexpr useconds_t askingUs = 1000;

/// The file may have been replaced between opening and locking it.
bool isStillThere(int file, const std::string &name) {
  struct stat ours, current;
  return fstat(file, &ours) == 0 && stat(name.c_str(), &current) == 0 &&
         ours.st_ino == current.st_ino && ours.st_dev == current.st_dev;
}

} // namespace

OwnerLock::OwnerLock(OwnerLock &&other) noexcept : file_(std::exchange(other.file_, -1)) {}

OwnerLock &OwnerLock::operator=(OwnerLock &&other) noexcept {
  std::swap(file_, other.file_);
  return *this;
}

OwnerLock::~OwnerLock() {
  if (file_ >= 0)
    close(file_);
}

Expected<OwnerLock> OwnerLock::acquire(const std::string &path, bool takeOver) {
  std::string name = fileOf(path);
  bool replace = takeOver;
  for (int tries = 0;; ++tries) {
    int file = open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0)
      return Failure{"cannot open " + name + ": " + std::strerror(errno)};
    OwnerLock lock(file);
    if (flock(file, LOCK_EX | LOCK_NB) == 0) {
      if (isStillThere(file, name))
        return lock;
      continue;
    }
    if (errno != EWOULDBLOCK)
      return Failure{"cannot lock " + name + ": " + std::strerror(errno)};
    if (replace) {
      unlink(name.c_str());
      replace = false; // somebody else may be taking over at the same time; one of us wins
    } else if (tries > askingTries) {
      return Failure{"another process owns this journal"};
    } else {
      usleep(askingUs);
    }
  }
}

bool OwnerLock::isHeld(const std::string &path) {
  int file = open(fileOf(path).c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0)
    return false;
  bool held = flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  close(file);
  return held;
}

} // namespace asl::journal
