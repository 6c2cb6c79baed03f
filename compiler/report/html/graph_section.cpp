// The graph of a machine in a page.
#include "compiler/diag/order.h"
#include "compiler/report/bounds/report.h"
#include "compiler/report/html/parts.h"

namespace aslc::report::html {

namespace {

struct StateFindings {
  diag::Severity worst = diag::Severity::Note;
  std::vector<size_t> indexes;
};

std::string titleOf(const Chapter &chapter, const StateFindings &state) {
  std::string title;
  for (size_t index : state.indexes)
    title += (title.empty() ? "" : "\n") + chapter.findings[index].diagnostic->message;
  return title;
}

Marks marksOf(const Chapter &chapter) {
  std::map<std::string, StateFindings> states;
  for (size_t i = 0; i < chapter.findings.size(); ++i) {
    std::string path = statePathOf(chapter.findings[i].steps);
    if (path.empty())
      continue;
    StateFindings &state = states[path];
    state.worst = std::min(state.worst, chapter.findings[i].diagnostic->severity);
    state.indexes.push_back(i);
  }
  Marks marks;
  for (const auto &[path, state] : states) {
    size_t count = state.indexes.size();
    marks[path] = {std::string(diag::severityName(state.worst)),
                   count > 9 ? "9+" : std::to_string(count), titleOf(chapter, state),
                   "#" + chapter.idOfFinding(state.indexes[0]), chapter.idOfState(path)};
  }
  return marks;
}

/// A larger graph cannot be read when it is fitted to the page.
constexpr size_t mostFitted = 60;

size_t countNodes(const Flow &flow) {
  size_t count = flow.nodes.size();
  for (const Node &node : flow.nodes)
    for (const Flow &inner : node.flows)
      count += countNodes(inner);
  return count;
}

/// By the paths of states: what one visit adds and its input, for those who hover.
using Visits = std::map<std::string_view, std::string>;

Visits visitsOf(const Bounds &bounds) {
  Visits visits;
  for (const auto &state : bounds.states)
    visits[state.path] = "One visit: " + visitOf(state, bounds) +
                         (state.input.empty() ? "" : "\nInput: " + state.input);
  return visits;
}

void addVisits(Flow &flow, const Visits &visits) {
  for (Node &node : flow.nodes) {
    if (auto visit = visits.find(node.path); visit != visits.end())
      node.hover = visit->second;
    for (Flow &inner : node.flows)
      addVisits(inner, visits);
  }
}

} // namespace

std::string graphSection(const Chapter &chapter) {
  if (!chapter.file->machine)
    return "";
  Flow flow = graphOf(*chapter.file->machine);
  if (chapter.file->bounds)
    addVisits(flow, visitsOf(*chapter.file->bounds));
  std::string number = std::to_string(chapter.number);
  std::string title = "States and transitions of " + chapter.file->name;
  return "<section class=\"graph\"><h3>Graph</h3>\n"
         "<input type=\"checkbox\" id=\"fit" +
         number + (countNodes(flow) <= mostFitted ? "\" checked" : "\"") + "><label for=\"fit" +
         number + "\">Fit to the page</label>\n<div class=\"canvas\" tabindex=\"0\">\n" +
         renderSvg(flow, title, marksOf(chapter)) + "</div></section>\n";
}

} // namespace aslc::report::html
