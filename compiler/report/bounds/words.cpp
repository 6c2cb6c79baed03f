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
