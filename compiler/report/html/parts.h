// The sections of a page. Each is a function of one file; a new section is a line in `sections` of
// page.cpp.
#pragma once

#include "compiler/report/findings/list.h"
#include "compiler/report/graph/render.h"

#include <string>
#include <string_view>
#include <vector>

namespace aslc::report::html {

/// A file with what its sections share.
struct Chapter {
  const Findings *file = nullptr;
  size_t number = 0; ///< among the files of the page, from 1
  std::vector<Finding> findings;

  /// The ids of elements, unique in the page.
  std::string idOfFinding(size_t index) const;
  std::string idOfState(std::string_view path) const;
};

/// The graph of the machine with marks at the states that have findings.
std::string graphSection(const Chapter &chapter);

/// The best and the worst case of each execution, and of a visit of each state.
std::string boundsSection(const Chapter &chapter);

/// The permissions that the role of the machine needs. Empty unless the machine is sound.
std::string accessSection(const Chapter &chapter);

/// The findings, each with its place, source line, hint and chain.
std::string findingsSection(const Chapter &chapter);

/// The style sheet.
std::string_view styleSheet();

/// Plain text with `code` in backquotes, as HTML.
std::string inlineText(std::string_view text);

/// The lines of the definition in `range`, at most a few, with the range marked.
std::string excerpt(const source::File &file, source::Range range);

} // namespace aslc::report::html
