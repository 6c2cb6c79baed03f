// Problems of one state, from all ways to it.
#include "compiler/analysis/evaluate/problem.h"

#include <algorithm>
#include <optional>

namespace aslc::analysis {

namespace {

/// Whether a path that may be absent was told of before, with the state that makes what it leads
/// to.
bool isSaidBefore(const Problem &problem, const diag::Engine &diags) {
  return problem.kind == diag::Kind::PathAbsent &&
         std::any_of(diags.all().begin(), diags.all().end(), [&](const diag::Diagnostic &each) {
           return each.kind == diag::Kind::MadeOnSomeWays &&
                  each.range.begin <= problem.range.begin && problem.range.end <= each.range.end;
         });
}

/// Makes the finding of sema at this place an error.
void raiseWarning(const Problem &problem, diag::Engine &diags) {
  diags.raise([&](const diag::Diagnostic &each) {
    bool isSame = each.kind == problem.kind || (problem.kind == diag::Kind::UnassignedVariable &&
                                                each.kind == diag::Kind::MaybeUnassigned);
    return isSame && each.range == problem.range;
  });
}

bool isWarned(const Problem &problem, const diag::Engine &diags) {
  return std::any_of(diags.all().begin(), diags.all().end(), [&](const diag::Diagnostic &each) {
    return each.range == problem.range &&
           (each.kind == problem.kind || (problem.kind == diag::Kind::UnassignedVariable &&
                                          each.kind == diag::Kind::MaybeUnassigned));
  });
}

} // namespace

void Problems::add(Problem problem) {
  if (!isActive_)
    return;
  problem.surely = problem.surely && !isConditional_;
  if (!problem.subject.empty() &&
      subjects_.try_emplace(problem.subject, problem.range).first->second != problem.range)
    return;
  auto key = std::tuple(problem.range.begin, problem.range.end, problem.kind);
  Seen &seen = seen_.try_emplace(key, Seen{problem}).first->second;
  if (problem.surely)
    seen.sure |= allWays() & ~(allWays() >> 1);
}

void Problems::refute(source::Range range, diag::Kind kind) {
  if (isActive_)
    seen_[{range.begin, range.end, kind}].isRefuted = true;
}

void Problems::addForAll(Problem problem) {
  auto key = std::tuple(problem.range.begin, problem.range.end, problem.kind);
  seen_.try_emplace(key, Seen{std::move(problem), allWays()});
}

bool Problems::holdsWithin(source::Range range) const {
  return std::any_of(seen_.begin(), seen_.end(), [&](const auto &each) {
    const source::Range &place = each.second.problem.range;
    return !each.second.isRefuted && range.begin <= place.begin && place.end <= range.end;
  });
}

void Problems::report(diag::Engine &diags, const std::function<uint32_t()> &firstWays) {
  std::optional<uint32_t> first;
  auto isSureAtFirst = [&](const Seen &seen) {
    bool fails =
        seen.problem.isWarned || diag::defaultSeverity(seen.problem.kind) == diag::Severity::Error;
    if (!fails || seen.problem.isOdd || seen.sure == 0)
      return false;
    if (!first)
      first = firstWays();
    return *first != 0 && (*first & ~seen.sure) == 0;
  };
  for (const auto &[key, seen] : seen_) {
    const Problem &problem = seen.problem;
    if (seen.isRefuted)
      continue;
    bool always = seen.sure == allWays() || isSureAtFirst(seen);
    if (!always && (problem.isOdd || isSaidBefore(problem, diags)))
      continue;
    if (problem.isWarned) {
      // Of a variable that a state reads several times, sema warns once.
      if (always && !problem.message.empty() && !isWarned(problem, diags))
        diags.emit(problem.range, problem.kind, {problem.message});
      if (always)
        raiseWarning(problem, diags);
      continue;
    }
    auto made = diags.emit(problem.range, problem.kind,
                           {problem.message, problem.detail, problem.expected});
    if ((problem.isOdd || !always) && diag::defaultSeverity(problem.kind) == diag::Severity::Error)
      made.weaken(diag::Severity::Warning);
    if (!problem.label.empty())
      made.label(problem.place, problem.label);
    if (!problem.hint.empty())
      made.hint(problem.hint);
  }
  seen_.clear();
}

} // namespace aslc::analysis
