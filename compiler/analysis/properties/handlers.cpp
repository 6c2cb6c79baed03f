// Which retriers and catchers take an error. The runtime's rules are in runtime/states/error.cpp.
#include "compiler/analysis/properties/runs.h"
#include "compiler/sema/raised.h"

#include <algorithm>
#include <array>

namespace aslc::analysis::properties {

namespace {

constexpr std::array<std::string_view, 4> dataErrors = {
    "States.QueryEvaluationError", "States.IntrinsicFailure", "States.ResultPathMatchFailure",
    "States.DataLimitExceeded"};

Match ofName(const ast::State &state, const std::string &name, const Ending &error) {
  using enum Ending::Kind;
  if (error.kind == Named && error.name == "States.Runtime")
    return Match::Never;
  if (name == "States.ALL")
    return Match::Surely;
  bool isTimeout = error.kind == Timeout || (error.kind == Named && error.name == "States.Timeout");
  if (isTimeout)
    return name == "States.Timeout"            ? Match::Surely
           : name == "States.HeartbeatTimeout" ? Match::Perhaps
                                               : Match::Never;
  if (name == "States.TaskFailed" ||
      (name == "States.BranchFailed" && state.as<ast::ParallelState>()))
    return Match::Surely;
  bool isData = std::find(dataErrors.begin(), dataErrors.end(), name) != dataErrors.end();
  switch (error.kind) {
  case Named:
    return name == error.name ? Match::Surely : Match::Never;
  case Data:
    return isData ? Match::Perhaps : Match::Never;
  default:
    return isData || name == "States.Timeout" || name == "States.HeartbeatTimeout" ||
                   sema::neverRaised(state, name)
               ? Match::Never
               : Match::Perhaps;
  }
}

} // namespace

Match matchOf(const ast::State &state, const std::vector<ast::Field<std::string>> &names,
              const Ending &error) {
  Match best = Match::Never;
  for (const ast::Field<std::string> &name : names)
    best = std::max(best, ofName(state, name.value, error));
  return best;
}

} // namespace aslc::analysis::properties
