// The name that was probably meant.
#include "compiler/diag/engine.h"

#include <algorithm>

namespace aslc::diag {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// Edit distance where swapping two neighbours is one edit and case does not count; `limit + 1`
/// when it is more than `limit`.
size_t distance(std::string_view a, std::string_view b, size_t limit) {
  size_t difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (difference > limit)
    return limit + 1;
  std::vector<size_t> beforeLast(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j)
    last[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    size_t least = row[0];
    for (size_t j = 1; j <= b.size(); ++j) {
      char x = lower(a[i - 1]), y = lower(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (x == y ? 0 : 1)});
      if (i > 1 && j > 1 && x == lower(b[j - 2]) && lower(a[i - 2]) == y)
        row[j] = std::min(row[j], beforeLast[j - 2] + 1);
      least = std::min(least, row[j]);
    }
    if (least > limit)
      return limit + 1;
    std::swap(beforeLast, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

} // namespace

std::optional<std::string> closest(std::string_view name, std::span<const std::string> candidates) {
  size_t limit = std::min<size_t>((name.size() + 2) / 3, 8);
  const std::string *best = nullptr;
  for (const std::string &candidate : candidates) {
    if (candidate == name)
      continue;
    // Of a short word nothing must be left over by the edits.
    size_t allowed = std::min(limit, candidate.empty() ? 0 : candidate.size() - 1);
    size_t edits = distance(name, candidate, allowed);
    if (edits > allowed)
      continue;
    best = &candidate;
    if (edits == 0)
      break;
    limit = edits - 1;
  }
  return best ? std::optional<std::string>(*best) : std::nullopt;
}

} // namespace aslc::diag
