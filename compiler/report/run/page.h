// One execution as a page that stands for itself: the graph with the path that was taken, the steps
// on a time line, and every event with its data.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/report/findings/findings.h"
#include "compiler/report/run/visits.h"

#include <string>

namespace aslc::report::run {

struct Run {
  std::string title;                     ///< of the page, such as the name of the machine
  const History *history = nullptr;      ///< not null
  const ast::Machine *machine = nullptr; ///< null: the page shows no graph
};

/// The page needs nothing from elsewhere and runs no script. Of a payload of more than 16 KiB only
/// the beginning is shown, with the number of bytes that are left out.
std::string renderPage(const Run &run, const Producer &producer);

} // namespace aslc::report::run
