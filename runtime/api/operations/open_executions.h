// The limit of Standard executions that run at one time.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace asl::api {

/// Counts the executions of each account and region. Any thread.
class OpenExecutions {
public:
  /// Held as long as the execution runs.
  using Ticket = std::shared_ptr<const void>;

  explicit OpenExecutions(size_t most) : counts_(std::make_shared<Counts>(most)) {}

  /// For an execution that starts. `prefix` is that of its ARN, which names account and region.
  /// Returns null when the limit is reached.
  Ticket enter(const std::string &prefix) const { return take(prefix, counts_->most); }
  /// For an execution that continues from an earlier process; it is counted even beyond the limit.
  Ticket goOn(const std::string &prefix) const { return take(prefix, SIZE_MAX); }

private:
  /// Lives as long as a ticket may.
  struct Counts {
    explicit Counts(size_t limit) : most(limit) {}
    const size_t most;
    std::mutex lock;
    std::map<std::string, size_t> open;
  };

  Ticket take(const std::string &prefix, size_t most) const {
    std::lock_guard hold(counts_->lock);
    size_t &open = counts_->open[prefix];
    if (open >= most)
      return nullptr;
    ++open;
    auto giveBack = [counts = counts_, prefix](const void *) {
      std::lock_guard again(counts->lock);
      --counts->open[prefix];
    };
    return {counts_.get(), giveBack};
  }

  std::shared_ptr<Counts> counts_;
};

} // namespace asl::api
