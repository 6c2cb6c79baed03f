// Whether somebody reads what the program writes.
#pragma once

#include <atomic>
#include <cstdint>

namespace asl::program {

/// Knows of writes that may have to wait for a reader. All members may be called from any thread.
class WriteWatch {
public:
  /// A write, as long as the object lives.
  class Write {
  public:
    explicit Write(WriteWatch *watch) : watch_(watch) {
      if (watch_ != nullptr)
        ++watch_->begun_;
    }
    ~Write() {
      if (watch_ != nullptr)
        ++watch_->ended_;
    }
    Write(const Write &) = delete;
    Write &operator=(const Write &) = delete;

  private:
    WriteWatch *watch_;
  };

  /// Whether a write is going on and none has ended since the last call.
  bool isBlocked() {
    uint64_t ended = ended_;
    bool isBlocked = begun_ != ended && seen_.exchange(ended) == ended;
    seen_ = ended;
    return isBlocked;
  }

private:
  std::atomic<uint64_t> begun_ = 0, ended_ = 0, seen_ = ~uint64_t(0);
};

} // namespace asl::program
