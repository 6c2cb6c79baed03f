// The coverage of the tested machines: as text, as an lcov trace file, and as an HTML page.
#pragma once

#include "tools/aslc/testing/machine.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::testing {

using MachineList = std::vector<std::shared_ptr<Machine>>;

/// How many items there are, and how many were covered.
struct Share {
  size_t covered = 0, total = 0;
  /// From 0 to 100; 100 where there is nothing.
  double percent() const {
    return total == 0 ? 100 : 100.0 * static_cast<double>(covered) / static_cast<double>(total);
  }
};

/// Of one kind of items.
Share shareOf(const Machine &machine, Item::Kind kind);
/// Of all items.
Share shareOf(const Machine &machine);
Share shareOf(const MachineList &machines);

/// `83.3 %`.
std::string percentText(const Share &share);

/// A table for each machine, and what was not covered with its places.
std::string coverageText(const MachineList &machines);

/// A trace file as lcov writes it: the lines of definitions, states as functions, and rules,
/// catchers, retriers and branches as branches.
std::string coverageLcov(const MachineList &machines);

/// One page that needs nothing else: for each machine its numbers, its graph with what was not
/// covered in another colour, and its definition with the counts of lines.
std::string coverageHtml(const MachineList &machines, std::string_view version);

/// How often each line of a definition ran, by the number of the line, from 1: for each line the
/// count of the innermost item there.
struct LineCount {
  uint32_t line;
  uint64_t count;
  bool isPartly = false; ///< something else on the line was not covered
};
std::vector<LineCount> lineCounts(const Machine &machine);

} // namespace aslc::testing
