// The name that was probably meant.
#include "runtime/support/closest.h"

#include <algorithm>
#include <vector>

namespace asl {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// Edit distances from one name, where swapping two neighbours is one edit and case does not count.
class Distance {
public:
  explicit Distance(std::string_view name) : name_(name) {}

  /// The distance to `other`; anything above `limit` when it is more than `limit`.
  size_t to(std::string_view other, size_t limit) {
    std::string_view a = name_, b = other;
    if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > limit)
      return limit + 1;
    while (!a.empty() && !b.empty() && lower(a.front()) == lower(b.front())) {
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
    while (!a.empty() && !b.empty() && lower(a.back()) == lower(b.back())) {
      a.remove_suffix(1);
      b.remove_suffix(1);
    }
    return between(a, b, limit);
  }

private:
  size_t between(std::string_view a, std::string_view b, size_t limit) {
    beforeLast_.assign(b.size() + 1, 0);
    last_.resize(b.size() + 1);
    row_.resize(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j)
      last_[j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
      row_[0] = i;
      size_t least = row_[0];
      for (size_t j = 1; j <= b.size(); ++j) {
        char x = lower(a[i - 1]), y = lower(b[j - 1]);
        row_[j] = std::min({last_[j] + 1, row_[j - 1] + 1, last_[j - 1] + (x == y ? 0 : 1)});
        if (i > 1 && j > 1 && x == lower(b[j - 2]) && lower(a[i - 2]) == y)
          row_[j] = std::min(row_[j], beforeLast_[j - 2] + 1);
        least = std::min(least, row_[j]);
      }
      if (least > limit)
        return limit + 1;
      std::swap(beforeLast_, last_);
      std::swap(last_, row_);
    }
    return last_[b.size()];
  }

  std::string_view name_;
  std::vector<size_t> beforeLast_, last_, row_; ///< kept, as there may be thousands of candidates
};

} // namespace

std::optional<std::string> closest(std::string_view name, std::span<const std::string> candidates,
                                   size_t most) {
  size_t limit = std::min((name.size() + 2) / 3, most);
  Distance distance(name);
  const std::string *best = nullptr;
  for (const std::string &candidate : candidates) {
    if (candidate == name)
      continue;
    // The edits must leave something of a short word.
    size_t allowed = std::min(limit, candidate.empty() ? 0 : candidate.size() - 1);
    size_t edits = distance.to(candidate, allowed);
    if (edits > allowed)
      continue;
    best = &candidate;
    if (edits == 0)
      break;
    limit = edits - 1;
  }
  return best ? std::optional<std::string>(*best) : std::nullopt;
}

} // namespace asl
