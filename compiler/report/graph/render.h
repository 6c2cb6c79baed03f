// A graph as text for other programs.
#pragma once

#include "compiler/report/graph/graph.h"

#include <functional>
#include <map>
#include <string>

namespace aslc::report {

/// What a picture shows at a state apart from the state itself.
struct Mark {
  std::string style; ///< a class of the state (`has-STYLE`) and of the mark; the picture itself
                     ///< knows `error`, `warning` and `note`
  std::string text;  ///< one or two characters, such as the number of findings
  std::string title; ///< in full, for those who hover or hear
  std::string link;  ///< where a click on the state leads; empty: nowhere
  std::string id;    ///< of the state's element; empty: none
};
/// By the path of the state.
using Marks = std::map<std::string, Mark, std::less<>>;

/// Whether a transition is drawn as one that was taken; the nodes are of one flow.
using Taken = std::function<bool(const Node &from, const Node &to, EdgeKind kind)>;

/// An SVG picture that stands for itself: it follows the viewer's light or dark theme, and names
/// each state in `data-state`, so that a page can colour it by its class. `title` is what screen
/// readers say.
std::string renderSvg(const Flow &flow, const std::string &title, const Marks &marks = {},
                      const Taken &taken = {});

/// The input of Graphviz's `dot`: flows inside of states are clusters.
std::string renderDot(const Flow &flow, const std::string &title);

/// A Mermaid flowchart, as pages of GitHub and GitLab draw it.
std::string renderMermaid(const Flow &flow);

} // namespace aslc::report
