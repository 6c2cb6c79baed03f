// Differences between expected and actual values.
#pragma once

#include "tools/mocks/plan.h"

#include <string>
#include <vector>

namespace aslc::mocks {

/// A place where a value differs from the expected one.
struct Difference {
  std::string place;         ///< `output.lines[2].total`
  std::string expected, got; ///< short texts; `(absent)`
};

/// How `actual` differs from `expected`, at the deepest places. `partly`: members that `expected`
/// does not have are not looked at. Numbers are compared by value, members in any order.
void compare(const Json &expected, const Json &actual, bool partly, const std::string &place,
             std::vector<Difference> &found);

/// The parts of `actual` that `expected` has: what a partial expectation would have to be.
Json projected(const Json &expected, const Json &actual);

/// `value` as JSON, on one line and not longer than a line.
std::string shortText(const Json &value);

} // namespace aslc::mocks
