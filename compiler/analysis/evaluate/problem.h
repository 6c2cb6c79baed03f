// Problems found while expressions are evaluated on shapes. A state is evaluated once for each path
// that leads to it; a problem is reported once, and as certain only if it occurs on all paths.
#pragma once

#include "compiler/diag/engine.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <tuple>

namespace aslc::analysis {

struct Problem {
  diag::Kind kind;
  source::Range range;
  bool surely = true;        ///< on every run that comes here with the values at hand; else on some
  std::string message = {};  ///< replaces `{0}` of the kind's text
  std::string detail = {};   ///< replaces `{1}`
  std::string expected = {}; ///< replaces `{2}`
  std::string hint = {};
  source::Range place = {}; ///< with `label`: what explains it
  std::string label = {};
  std::string subject =
      {}; ///< a state reports one subject once, however many fields show it; may be empty
  bool isOdd = false; ///< no error: a warning where it is sure on every way, else not reported
  /// sema warned of it at this place already: where it is sure on every way the warning becomes an
  /// error, else nothing is added.
  bool isWarned = false;
};

/// Collects the problems of one state.
class Problems {
public:
  /// Starts collecting. Problems that are added before are dropped.
  void begin() { isActive_ = true; }
  bool isActive() const { return isActive_; }
  /// While it lives, and `isConditional`, what is evaluated may not be evaluated on every run: its
  /// problems are not sure.
  class Conditional {
  public:
    Conditional(Problems &problems, bool isConditional)
        : problems_(problems), before_(problems.isConditional_) {
      problems.isConditional_ |= isConditional;
    }
    ~Conditional() { problems_.isConditional_ = before_; }
    Conditional(const Conditional &) = delete;
    Conditional &operator=(const Conditional &) = delete;

  private:
    Problems &problems_;
    bool before_;
  };
  /// A further way to the state is evaluated.
  void beginWay() { ++ways_; }
  void add(Problem problem);
  /// What `kind` says of this place is not so each time that it is evaluated: none is reported.
  void refute(source::Range range, diag::Kind kind);
  /// Adds what was found by looking at all ways.
  void addForAll(Problem problem);
  bool holdsWithin(source::Range range) const;
  /// Notes that the state fails where something is absent: where it goes on, that was there. Also
  /// before anything is collected.
  void noteAbsence() { hasAbsence_ = true; }
  bool hasAbsence() const { return hasAbsence_; }
  /// Reports all of them. One that is sure on every way has the severity of its kind; any other is
  /// a warning at most. A failure need only be sure on the ways by which the state is entered the
  /// first time: `firstWays` tells them, as bits, when it is asked.
  void report(diag::Engine &diags, const std::function<uint32_t()> &firstWays);

private:
  struct Seen {
    Problem problem;
    uint32_t sure = 0; ///< the ways that it is sure on, as bits
    bool isRefuted = false;
  };
  uint32_t allWays() const { return ways_ < 32 ? (uint32_t(1) << ways_) - 1 : ~uint32_t(0); }

  bool isActive_ = false;
  bool isConditional_ = false;
  bool hasAbsence_ = false;
  unsigned ways_ = 0;
  std::map<std::tuple<uint32_t, uint32_t, diag::Kind>, Seen> seen_;
  std::map<std::string, source::Range> subjects_; ///< where each was found first
};

} // namespace aslc::analysis
