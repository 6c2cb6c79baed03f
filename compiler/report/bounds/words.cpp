// Amounts in words.
#include "compiler/report/bounds/report.h"

#include <cmath>

namespace aslc::report {

using namespace analysis::bounds;

std::string wordsOf(const Formula &formula, const Bounds &bounds) {
  std::string text = formula.text(bounds.symbols);
  if (formula.isNone() || formula.isUnbounded() || formula.isConstant())
    return text;
  double value = formula.value(bounds.symbols);
  if (std::isinf(value))
    return text;
  return text + (formula.side() == Side::Worst ? " (at most " : " (at least ") + numberText(value) +
         ")";
}

std::string secondsOf(const ExecutionBounds &execution, Side side, const Bounds &bounds) {
  const Amount &amount = execution.amounts[Metric::Seconds];
  const Formula &formula = side == Side::Best ? amount.best : amount.worst;
  double value = formula.value(bounds.symbols);
  if (side == Side::Best || value <= execution.mostSeconds)
    return wordsOf(formula, bounds);
  std::string stopped = numberText(execution.mostSeconds) + ", then it is stopped";
  return std::isinf(value) && !formula.isUnbounded()
             ? formula.text(bounds.symbols) + ", at most " + stopped
             : stopped;
}

std::string_view nameOf(Metric metric) {
  constexpr std::string_view names[] = {"history events", "state transitions", "seconds",
                                        "US dollars"};
  return names[static_cast<size_t>(metric)];
}

std::string titleOf(const ExecutionBounds &execution, const Bounds &bounds) {
  std::string type = execution.express ? "express" : "standard";
  if (!execution.map)
    return "The machine (" + type + ")";
  return "Each child of `" + execution.path + "` (" + type + "), " +
         wordsOf(execution.count.worst, bounds) + " at most for a visit";
}

std::string rangeOf(const Amount &amount, const Bounds &bounds) {
  std::string best = amount.best.text(bounds.symbols), worst = amount.worst.text(bounds.symbols);
  return best == worst ? best : best + " to " + worst;
}

std::string visitOf(const StateBounds &state, const Bounds &bounds) {
  std::string text;
  for (Metric metric : {Metric::Events, Metric::Transitions, Metric::Seconds})
    text += rangeOf(state.amounts[metric], bounds) + " " + std::string(nameOf(metric)) + ", ";
  return text + bytesOf(state.inputBytes) + " bytes of input";
}

std::string bytesOf(const analysis::DataRange &range) {
  if (range.isEmpty())
    return "never entered";
  if (std::isinf(range.most))
    return "from " + numberText(range.least);
  return range.least == range.most ? numberText(range.least)
                                   : numberText(range.least) + " to " + numberText(range.most);
}

std::string meaningOf(const Symbol &symbol) {
  std::string text = symbol.name + " = " + symbol.what;
  if (symbol.least > 0)
    text += ", at least " + numberText(symbol.least);
  if (!std::isinf(symbol.most))
    text += ", at most " + numberText(symbol.most);
  return text;
}

} // namespace aslc::report
