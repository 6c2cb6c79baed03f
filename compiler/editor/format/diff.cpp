// Differences of two texts by lines (Myers' algorithm), as a unified diff.
#include "compiler/editor/format/format.h"

#include <algorithm>
#include <vector>

namespace aslc::editor {

namespace {

using Lines = std::vector<std::string_view>;

/// A run of lines: `before` lines were replaced by `after` lines.
struct Hunk {
  size_t before = 0, beforeCount = 0, after = 0, afterCount = 0;
};

Lines linesOf(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

/// Walks back through the rounds of the search and marks the lines that are kept.
void markKept(const std::vector<std::vector<long>> &rounds, long x, long y, long offset,
              std::vector<long> &partner) {
  for (long d = long(rounds.size()) - 1; d >= 0; --d) {
    const std::vector<long> &furthest = rounds[size_t(d)];
    long k = x - y;
    bool down =
        k == -d || (k != d && furthest[size_t(k - 1 + offset)] < furthest[size_t(k + 1 + offset)]);
    long previousK = down ? k + 1 : k - 1;
    long previousX = d == 0 ? 0 : furthest[size_t(previousK + offset)];
    long previousY = d == 0 ? 0 : previousX - previousK;
    while (x > previousX && y > previousY)
      partner[size_t(--x)] = --y;
    x = previousX;
    y = previousY;
  }
}

/// For each line of `a` the line of `b` that it is equal to, or -1. When there are very many
/// differences, none are equal.
std::vector<long> partners(const Lines &a, const Lines &b) {
  constexpr long mostDifferences = 1500;
  std::vector<long> partner(a.size(), -1);
  long n = long(a.size()), m = long(b.size());
  long most = std::min(n + m, mostDifferences), offset = most + 1;
  std::vector<long> furthest(size_t(2 * most + 3), 0);
  std::vector<std::vector<long>> rounds;
  for (long d = 0; d <= most; ++d) {
    rounds.push_back(furthest);
    for (long k = -d; k <= d; k += 2) {
      long left = furthest[size_t(k - 1 + offset)], right = furthest[size_t(k + 1 + offset)];
      long x = d == 0 ? 0 : k == -d || (k != d && left < right) ? right : left + 1;
      long y = x - k;
      while (x < n && y < m && a[size_t(x)] == b[size_t(y)]) {
        ++x;
        ++y;
      }
      furthest[size_t(k + offset)] = x;
      if (x >= n && y >= m) {
        markKept(rounds, x, y, offset, partner);
        return partner;
      }
    }
  }
  return partner;
}

std::vector<Hunk> hunksOf(const std::vector<long> &partner, size_t afterCount) {
  std::vector<Hunk> hunks;
  size_t y = 0;
  for (size_t x = 0; x <= partner.size();) {
    size_t begin = x;
    while (x < partner.size() && partner[x] < 0)
      ++x;
    size_t end = x < partner.size() ? size_t(partner[x]) : afterCount;
    if (x > begin || end > y)
      hunks.push_back({begin, x - begin, y, end - y});
    y = end + 1;
    ++x;
  }
  return hunks;
}

void appendLine(std::string &out, char mark, std::string_view line) {
  out += mark;
  out += line;
  if (!line.ends_with('\n'))
    out += "\n\\ No newline at end of file\n";
}

} // namespace

std::string unifiedDiff(std::string_view before, std::string_view after, std::string_view name) {
  constexpr size_t around = 3;
  Lines a = linesOf(before), b = linesOf(after);
  std::vector<Hunk> hunks = hunksOf(partners(a, b), b.size());
  std::string out;
  if (hunks.empty())
    return out;
  out.append("--- ").append(name).append("\n+++ ").append(name).append("\n");
  for (size_t i = 0; i < hunks.size();) {
    size_t last = i;
    while (last + 1 < hunks.size() &&
           hunks[last + 1].before - (hunks[last].before + hunks[last].beforeCount) <= 2 * around)
      ++last;
    const Hunk &end = hunks[last];
    size_t begin = hunks[i].before - std::min(hunks[i].before, around);
    size_t stop = std::min(end.before + end.beforeCount + around, a.size());
    size_t lead = hunks[i].before - begin, trail = stop - end.before - end.beforeCount;
    size_t afterBegin = hunks[i].after - lead;
    size_t afterCount = end.after + end.afterCount + trail - afterBegin;
    auto place = [](size_t first, size_t count) {
      return std::to_string(count == 0 ? first : first + 1) + "," + std::to_string(count);
    };
    out += "@@ -" + place(begin, stop - begin) + " +" + place(afterBegin, afterCount) + " @@\n";
    size_t x = begin;
    for (; i <= last; ++i) {
      for (; x < hunks[i].before; ++x)
        appendLine(out, ' ', a[x]);
      for (; x < hunks[i].before + hunks[i].beforeCount; ++x)
        appendLine(out, '-', a[x]);
      for (size_t y = hunks[i].after; y < hunks[i].after + hunks[i].afterCount; ++y)
        appendLine(out, '+', b[y]);
    }
    for (; x < stop; ++x)
      appendLine(out, ' ', a[x]);
  }
  return out;
}

} // namespace aslc::editor
