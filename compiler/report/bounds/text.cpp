#include "compiler/report/bounds/report.h"

#include <algorithm>

namespace aslc::report {

using namespace analysis::bounds;

namespace {

/// Lines of cells; each column is as wide as its widest cell.
std::string table(const std::vector<std::vector<std::string>> &rows) {
  std::vector<size_t> widths;
  for (const auto &row : rows)
    for (size_t i = 0; i < row.size(); ++i) {
      widths.resize(std::max(widths.size(), i + 1));
      widths[i] = std::max(widths[i], row[i].size());
    }
  std::string text;
  for (const auto &row : rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i)
      line += row[i] + std::string(widths[i] - row[i].size() + 2, ' ');
    text += "  " + line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

std::string textOf(const ExecutionBounds &execution, const Bounds &bounds) {
  std::vector<std::vector<std::string>> rows{
      {"", execution.succeeds ? "best" : "best (it always fails)", "worst"}};
  for (Metric metric : {Metric::Events, Metric::Transitions, Metric::Cost}) {
    const Amount &amount = execution.amounts[metric];
    rows.push_back(
        {std::string(nameOf(metric)), wordsOf(amount.best, bounds), wordsOf(amount.worst, bounds)});
  }
  rows.insert(rows.begin() + 3, {"seconds", secondsOf(execution, Side::Best, bounds),
                                 secondsOf(execution, Side::Worst, bounds)});
  rows.push_back({"states at once", "1", numberText(execution.concurrency)});
  std::string text = titleOf(execution, bounds) + "\n" + table(rows);
  std::string reasons;
  for (const Reason &reason : execution.reasons)
    if (reason.metric == Metric::Events || reason.metric == Metric::Seconds)
      reasons += "  " + std::string(nameOf(reason.metric)) + " at `" + reason.state->name +
                 "`: " + reason.text + "\n";
  return text + (reasons.empty() ? "" : "Without a bound:\n" + reasons) + "\n";
}

} // namespace

std::string textOf(const Bounds &bounds, const Prices &prices) {
  std::string text;
  for (const Symbol &symbol : bounds.symbols)
    text += meaningOf(symbol) + "\n";
  text += text.empty() ? "" : "\n";
  for (const ExecutionBounds &execution : bounds.executions)
    text += textOf(execution, bounds);
  std::vector<std::vector<std::string>> rows{
      {"state", "events", "transitions", "seconds", "bytes of input"}};
  for (const StateBounds &state : bounds.states) {
    std::vector<std::string> row{state.path};
    for (Metric metric : {Metric::Events, Metric::Transitions, Metric::Seconds})
      row.push_back(rangeOf(state.amounts[metric], bounds));
    row.push_back(bytesOf(state.inputBytes));
    rows.push_back(std::move(row));
  }
  return text + "One visit of each state\n" + table(rows) + "\nPrices of " + prices.region + ", " +
         prices.date + "\n";
}

} // namespace aslc::report
