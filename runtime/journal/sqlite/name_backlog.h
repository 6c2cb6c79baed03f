// Names that the table `execution` shows and the table `name` does not. Random names belong to
// random pages of their table: many of them are put there together, in order, so that a page is
// written once for several names.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace asl::journal {

/// A name of an execution.
struct GivenName {
  uint64_t machine = 0;
  std::string name;
  uint64_t execution = 0;
};

/// Used by the thread that commits.
class NameBacklog {
public:
  void add(GivenName name) {
    lowestNew_ = std::min(lowestNew_, name.execution);
    new_.push_back(std::move(name));
  }
  bool empty() const { return new_.empty() && next().empty(); }

  /// Begins to put the names into order when there are `enough` and the last ones are done.
  void sort(size_t enough) {
    if (!next().empty() || new_.empty() || new_.size() < enough)
      return;
    sorted_ = std::exchange(new_, {});
    lowestSorted_ = std::exchange(lowestNew_, UINT64_MAX);
    done_ = 0;
    std::ranges::sort(sorted_, [](const GivenName &a, const GivenName &b) {
      return std::tie(a.machine, a.name) < std::tie(b.machine, b.name);
    });
  }
  /// The next names in order, at most `most`.
  std::span<const GivenName> next(size_t most = SIZE_MAX) const {
    std::span<const GivenName> rest(sorted_);
    rest = rest.subspan(done_);
    return rest.first(std::min(most, rest.size()));
  }
  /// The first `count` of them are in the table.
  void done(size_t count) { done_ += count; }

  /// All executions with names here have this number or a higher one, when `count` are done;
  /// nullopt: there are none.
  std::optional<uint64_t> lowest(size_t count) const {
    uint64_t sorted = next().size() > count ? lowestSorted_ : UINT64_MAX;
    uint64_t lowest = std::min(sorted, lowestNew_);
    return lowest == UINT64_MAX ? std::nullopt : std::optional(lowest);
  }

private:
  std::vector<GivenName> new_, sorted_;
  size_t done_ = 0; ///< of `sorted_`
  uint64_t lowestNew_ = UINT64_MAX, lowestSorted_ = UINT64_MAX;
};

} // namespace asl::journal
