// The best and the worst case in a page.
#include "compiler/report/bounds/report.h"
#include "compiler/report/html/parts.h"
#include "compiler/report/xml.h"

namespace aslc::report::html {

namespace {

using namespace analysis::bounds;

std::string row(std::string_view head, std::initializer_list<std::string> cells) {
  std::string text = "<tr><th scope=\"row\">" + escapeXml(head) + "</th>";
  for (const std::string &cell : cells)
    text += "<td>" + inlineText(cell) + "</td>";
  return text + "</tr>\n";
}

std::string reasonsOf(const ExecutionBounds &execution) {
  std::string items;
  for (const Reason &reason : execution.reasons)
    if (reason.metric == Metric::Events || reason.metric == Metric::Seconds)
      items += "<li>" + std::string(nameOf(reason.metric)) + " at <code>" +
               escapeXml(reason.state->name) + "</code>: " + inlineText(reason.text) + "</li>\n";
  return items.empty() ? "" : "<p>Without a bound:</p>\n<ul>" + items + "</ul>\n";
}

std::string tableOf(const ExecutionBounds &execution, const Bounds &bounds) {
  auto amount = [&](Metric metric) {
    const Amount &each = execution.amounts[metric];
    return row(nameOf(metric), {wordsOf(each.best, bounds), wordsOf(each.worst, bounds)});
  };
  return "<h4>" + inlineText(titleOf(execution, bounds)) +
         "</h4>\n<table><thead><tr><th></th><th>Best" +
         (execution.succeeds ? "" : " (it always fails)") +
         "</th><th>Worst</th></tr></thead>\n<tbody>" + amount(Metric::Events) +
         amount(Metric::Transitions) +
         row(nameOf(Metric::Seconds), {secondsOf(execution, Side::Best, bounds),
                                       secondsOf(execution, Side::Worst, bounds)}) +
         amount(Metric::Cost) + row("states at once", {"1", numberText(execution.concurrency)}) +
         "</tbody></table>\n" + reasonsOf(execution);
}

std::string statesOf(const Bounds &bounds) {
  std::string rows;
  for (const StateBounds &state : bounds.states)
    rows += row(state.path, {rangeOf(state.amounts[Metric::Events], bounds),
                             rangeOf(state.amounts[Metric::Transitions], bounds),
                             rangeOf(state.amounts[Metric::Seconds], bounds),
                             bytesOf(state.inputBytes), state.input});
  return "<details><summary>One visit of each state</summary>\n<table><thead><tr><th>State</th>"
         "<th>Events</th><th>Transitions</th><th>Seconds</th><th>Bytes of input</th>"
         "<th>Known of the input</th></tr></thead>\n<tbody>" +
         rows + "</tbody></table></details>\n";
}

} // namespace

std::string boundsSection(const Chapter &chapter) {
  if (!chapter.file->bounds)
    return "";
  const Bounds &bounds = *chapter.file->bounds;
  std::string text = "<section class=\"bounds\"><h3>Bounds</h3>\n";
  for (const Symbol &symbol : bounds.symbols)
    text += "<p class=\"place\">" + inlineText(meaningOf(symbol)) + "</p>\n";
  for (const ExecutionBounds &execution : bounds.executions)
    text += tableOf(execution, bounds);
  return text + statesOf(bounds) + "</section>\n";
}

} // namespace aslc::report::html
