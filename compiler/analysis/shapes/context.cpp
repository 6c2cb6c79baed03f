// The context object. See
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
#include "compiler/analysis/shapes/flow.h"
#include "compiler/source/placeholder.h"

namespace aslc::analysis {

namespace {

Shape text() { return Shape::of(Kind::Text); }

/// `$$.Task`: tasks that are completed by somebody else have a token, those that wait for a job
/// too.
Shape tokenOf(const ast::State &state) {
  const auto *task = state.as<ast::TaskState>();
  if (!task || !task->resource)
    return Shape::missing();
  const std::string &resource = task->resource->value;
  catalogue::Integration integration = catalogue::integrationOf(resource);
  if (integration.pattern != catalogue::Pattern::RequestResponse)
    return Shape::object({{"Token", text()}});
  bool isKnown = integration.kind != catalogue::Integration::Kind::Unknown &&
                 integration.kind != catalogue::Integration::Kind::Activity;
  return isKnown && !source::holdsPlaceholder(resource) ? Shape::missing() : Shape::unknown();
}

} // namespace

Shape mapContextOf(const Shape &item) {
  // `Key` and `Source` are there for some readers only.
  Shape of = Shape::object({{"Index", Shape::number(0, std::numeric_limits<double>::infinity())},
                            {"Value", item},
                            {"Key", Shape::unknown()},
                            {"Source", Shape::unknown()}});
  return Shape::object({{"Item", of}});
}

Shape contextOf(const MachineFacts &facts, const ast::State &state, const Shape &map) {
  Shape execution = Shape::object({{"Id", text()},
                                   {"Input", facts.executionInput},
                                   {"Name", text()},
                                   {"RoleArn", text()},
                                   {"RedriveCount", Shape::unknown()},
                                   {"RedriveTime", Shape::unknown()},
                                   {"StartTime", text()}});
  Shape machine = Shape::object({{"Id", text()}, {"Name", text()}});
  Shape now = Shape::object({{"EnteredTime", text()},
                             {"Name", Shape::text(state.name)},
                             {"RetryCount", Shape::of(Kind::Number)}});
  Shape token = tokenOf(state);
  return Shape::object({{"Execution", execution},
                        {"Map", map},
                        {"State", now},
                        {"StateMachine", machine},
                        {"Task", token}});
}

} // namespace aslc::analysis
