// Facts about the data of each state, for bounds and for editors.
#pragma once

#include "compiler/analysis/evaluate/scope.h"
#include "compiler/analysis/shape/shape.h"

#include <algorithm>
#include <map>

namespace aslc::analysis {

/// A range that holds on all ways to a state. Empty, `least` above `most`, before the first way.
struct DataRange {
  double least = std::numeric_limits<double>::infinity(), most = -least;

  void add(double low, double high) {
    least = std::min(least, low);
    most = std::max(most, high);
  }
  void add(uint64_t low, uint64_t high) {
    add(static_cast<double>(low), high == Shape::unbounded ? std::numeric_limits<double>::infinity()
                                                           : static_cast<double>(high));
  }
  /// A number; other values fail.
  void add(const Shape &number) {
    if (number.isNothing() || number.may(Kind::Number)) {
      NumberFacts facts = number.numbers ? *number.numbers : NumberFacts();
      add(facts.low, facts.high);
    }
  }
  bool isEmpty() const { return least > most; }
};

/// The facts about a state that may be entered.
struct StateData {
  DataRange input;       ///< bytes of its input
  DataRange items;       ///< Map: how many it iterates over
  DataRange concurrency; ///< Map: `MaxConcurrency`, where it has one
  DataRange seconds;     ///< Wait: `Seconds`; Task: `TimeoutSeconds`, where it has one
  Shape moment;          ///< Wait: `Timestamp`, where it has one; nothing() before the first way

  // On all ways to the state; nothing() before the first, and where there is no such value. The
  // machine must outlive them.
  Shape inputShape, resultShape, outputShape;

  /// When the state is entered; nullopt when no way to it was found.
  std::optional<Variables> variables() const;
  std::vector<Variables> variablesByWay; ///< joined only when somebody asks
};

/// States that cannot be entered are absent.
using DataFacts = std::map<const ast::State *, StateData>;

} // namespace aslc::analysis
