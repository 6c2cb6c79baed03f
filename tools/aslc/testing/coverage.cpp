#include "tools/aslc/testing/coverage.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <tuple>

namespace aslc::testing {

namespace {

constexpr std::array kinds = {Item::Kind::State,   Item::Kind::Transition, Item::Kind::Rule,
                              Item::Kind::Catcher, Item::Kind::Retrier,    Item::Kind::Branch};

std::string padded(std::string text, size_t width, bool right = false) {
  if (text.size() < width)
    text.insert(right ? 0 : text.size(), width - text.size(), ' ');
  return text;
}

std::string row(std::string_view name, const Share &share) {
  std::string counts = std::to_string(share.covered) + "/" + std::to_string(share.total);
  return "  " + padded(std::string(name), 18) + padded(counts, 9, true) + "  " +
         padded(percentText(share), 7, true) + "\n";
}

std::string placeOf(const Machine &machine, const Item &item) {
  return machine.tree->file->placeText(item.range.begin);
}

/// `file (machine)`, or only the file where the machine has its name.
std::string titleOf(const Machine &machine) {
  return machine.tree->file->name() + " (" + machine.name + ")";
}

std::string missing(const Machine &machine) {
  std::vector<const Item *> items;
  for (size_t i = 0; i < machine.coverable->items().size(); ++i)
    if (machine.counts->of(i) == 0)
      items.push_back(&machine.coverable->items()[i]);
  std::sort(items.begin(), items.end(), [](const Item *a, const Item *b) {
    return std::tie(a->range.begin, a->kind, a->text) < std::tie(b->range.begin, b->kind, b->text);
  });
  std::string text;
  for (const Item *item : items)
    text += "  " + placeOf(machine, *item) + ": " + item->text + "\n";
  return text.empty() ? "" : "  not covered:\n" + text;
}

/// The counts of lines, while they are found.
class Lines {
public:
  explicit Lines(const Machine &machine) : machine_(machine) {}

  std::map<uint32_t, LineCount> take() {
    const Coverable &coverable = *machine_.coverable;
    // States come before those within them, so that inner ones have the last word.
    for (const CoveredState &state : coverable.states())
      cover({state.nameRange.begin, state.range.end}, machine_.counts->of(state.visit));
    for (size_t i = 0; i < coverable.items().size(); ++i) {
      const Item &item = coverable.items()[i];
      bool isPart = item.kind == Item::Kind::Rule || item.kind == Item::Kind::Catcher ||
                    item.kind == Item::Kind::Retrier;
      uint32_t line = lineOf(item.range.begin);
      // A part that has lines of its own.
      if (isPart && machine_.tree->file->lineColumn(item.range.begin).column == firstColumn(line))
        cover(item.range, machine_.counts->of(i));
    }
    for (size_t i = 0; i < coverable.items().size(); ++i)
      if (machine_.counts->of(i) == 0)
        if (auto at = lines_.find(lineOf(coverable.items()[i].range.begin)); at != lines_.end())
          at->second.isPartly = at->second.count > 0;
    return std::move(lines_);
  }

private:
  uint32_t lineOf(uint32_t offset) const { return machine_.tree->file->lineColumn(offset).line; }
  uint32_t firstColumn(uint32_t line) const {
    std::string_view text = machine_.tree->file->line(line);
    size_t at = text.find_first_not_of(" \t-");
    return static_cast<uint32_t>(at == text.npos ? 0 : at + 1);
  }
  void cover(source::Range range, uint64_t count) {
    uint32_t last = lineOf(range.end > range.begin ? range.end - 1 : range.end);
    for (uint32_t line = lineOf(range.begin); line <= last; ++line)
      lines_[line] = {line, count, false};
  }

  const Machine &machine_;
  std::map<uint32_t, LineCount> lines_;
};

} // namespace

Share shareOf(const Machine &machine, Item::Kind kind) {
  Share share;
  for (size_t i = 0; i < machine.coverable->items().size(); ++i) {
    if (machine.coverable->items()[i].kind != kind)
      continue;
    ++share.total;
    share.covered += machine.counts->of(i) > 0 ? 1 : 0;
  }
  return share;
}

Share shareOf(const Machine &machine) {
  Share share;
  for (Item::Kind kind : kinds) {
    Share part = shareOf(machine, kind);
    share.covered += part.covered;
    share.total += part.total;
  }
  return share;
}

Share shareOf(const MachineList &machines) {
  Share share;
  for (const auto &machine : machines) {
    Share part = shareOf(*machine);
    share.covered += part.covered;
    share.total += part.total;
  }
  return share;
}

std::string percentText(const Share &share) {
  // 99.96 is not all of it.
  double percent = share.percent();
  if (share.covered < share.total)
    percent = std::min(percent, 99.9);
  char text[16];
  std::snprintf(text, sizeof text, "%.1f %%", percent);
  return text;
}

std::vector<LineCount> lineCounts(const Machine &machine) {
  std::vector<LineCount> counts;
  for (const auto &[line, count] : Lines(machine).take())
    counts.push_back(count);
  return counts;
}

std::string coverageText(const MachineList &machines) {
  std::string text;
  for (const auto &machine : machines) {
    text += "coverage of " + titleOf(*machine) + "\n";
    for (Item::Kind kind : kinds)
      if (Share share = shareOf(*machine, kind); share.total > 0)
        text += row(namesOf(kind), share);
    text += row("all", shareOf(*machine)) + missing(*machine);
  }
  if (machines.size() > 1)
    text += "coverage of " + std::to_string(machines.size()) + " machines\n" +
            row("all", shareOf(machines));
  return text;
}

std::string coverageLcov(const MachineList &machines) {
  std::string text;
  for (const auto &machine : machines) {
    const Coverable &coverable = *machine->coverable;
    auto lineOf = [&](const Item &item) {
      return std::to_string(machine->tree->file->lineColumn(item.range.begin).line);
    };
    text += "TN:" + std::string("aslc") + "\nSF:" + machine->tree->file->name() + "\n";
    std::string counts;
    for (const CoveredState &state : coverable.states()) {
      const Item &item = coverable.items()[state.visit];
      text += "FN:" + lineOf(item) + "," + state.path + "\n";
      counts +=
          "FNDA:" + std::to_string(machine->counts->of(state.visit)) + "," + state.path + "\n";
    }
    Share states = shareOf(*machine, Item::Kind::State);
    text += counts + "FNF:" + std::to_string(states.total) +
            "\nFNH:" + std::to_string(states.covered) + "\n";
    size_t branches = 0, taken = 0;
    for (size_t i = 0; i < coverable.items().size(); ++i) {
      const Item &item = coverable.items()[i];
      if (item.kind == Item::Kind::State || item.kind == Item::Kind::Transition)
        continue;
      uint64_t count = machine->counts->of(i);
      bool isReached = machine->counts->of(coverable.states()[item.state].visit) > 0;
      text += "BRDA:" + lineOf(item) + "," + std::to_string(item.state) + "," +
              std::to_string(branches++) + "," + (isReached ? std::to_string(count) : "-") + "\n";
      taken += count > 0 ? 1 : 0;
    }
    text += "BRF:" + std::to_string(branches) + "\nBRH:" + std::to_string(taken) + "\n";
    size_t lines = 0, hit = 0;
    for (const LineCount &line : lineCounts(*machine)) {
      text += "DA:" + std::to_string(line.line) + "," + std::to_string(line.count) + "\n";
      ++lines;
      hit += line.count > 0 ? 1 : 0;
    }
    text += "LF:" + std::to_string(lines) + "\nLH:" + std::to_string(hit) + "\nend_of_record\n";
  }
  return text;
}

} // namespace aslc::testing
