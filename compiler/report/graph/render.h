// A graph as text for other programs.
#pragma once

#include "compiler/report/graph/graph.h"

#include <string>

namespace aslc::report {

/// An SVG picture that stands for itself: it follows the viewer's light or dark theme, and names
/// each state in `data-state`, so that a page can colour it by its class. `title` is what screen
/// readers say.
std::string renderSvg(const Flow &flow, const std::string &title);

/// The input of Graphviz's `dot`: flows inside of states are clusters.
std::string renderDot(const Flow &flow, const std::string &title);

/// A Mermaid flowchart, as pages of GitHub and GitLab draw it.
std::string renderMermaid(const Flow &flow);

} // namespace aslc::report
