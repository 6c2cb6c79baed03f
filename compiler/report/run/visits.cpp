#include "compiler/report/run/visits.h"

#include <algorithm>

namespace aslc::report::run {

namespace {

/// How a failure of a task, an activity or a function is recorded, and one of a whole state.
bool isFailure(std::string_view type) {
  return type.ends_with("Failed") || type.ends_with("TimedOut") || type.ends_with("Aborted");
}

bool isOfExecution(std::string_view type) { return type.starts_with("Execution"); }
bool isOfIteration(std::string_view type) { return type.starts_with("MapIteration"); }

bool isScheduled(std::string_view type) {
  return type == "TaskScheduled" || type == "ActivityScheduled" ||
         type == "LambdaFunctionScheduled";
}

class CourseBuilder {
public:
  explicit CourseBuilder(const History &history) : history_(history) {
    course_.visitOf.resize(history.events.size());
  }

  Course build() {
    course_.status = "RUNNING";
    for (const Event &event : history_.events) {
      if (event.isStateEntered())
        enter(event);
      else if (event.isStateExited())
        leave(event);
      else if (isOfExecution(event.type))
        ofExecution(event);
      else
        within(event);
    }
    finish();
    return std::move(course_);
  }

private:
  static size_t indexOf(const Event &event) { return static_cast<size_t>(event.id) - 1; }
  std::optional<size_t> &visitOf(const Event &event) { return course_.visitOf[indexOf(event)]; }

  /// The visit that is open behind `event`: that of the event, or the one around it when the event
  /// leaves it.
  std::optional<size_t> openBehind(const Event *event) {
    if (!event)
      return std::nullopt;
    std::optional<size_t> visit = visitOf(*event);
    return event->isStateExited() && visit ? course_.visits[*visit].parent : visit;
  }

  void enter(const Event &event) {
    Visit visit;
    visit.state = event.text("name");
    visit.entered = &event;
    const Event *previous = history_.find(event.previous);
    visit.parent = openBehind(previous);
    if (visit.parent)
      visit.depth = course_.visits[*visit.parent].depth + 1;
    if (previous && previous->isStateExited() && visitOf(*previous)) {
      const Visit &before = course_.visits[*visitOf(*previous)];
      course_.transitions.insert({before.state, visit.state, before.outcome == Outcome::Caught});
    } else if (!visit.parent) {
      course_.transitions.insert({"", visit.state});
    }
    visitOf(event) = course_.visits.size();
    course_.visits.push_back(visit);
    if (event.type == "FailStateEntered")
      course_.visits.back().outcome = Outcome::Failed;
  }

  /// Branches and iterations interleave, so the visit is found along the events that led here.
  void leave(const Event &event) {
    std::string_view state = event.text("name");
    std::optional<size_t> visit = openBehind(history_.find(event.previous));
    while (visit && course_.visits[*visit].state != state)
      visit = course_.visits[*visit].parent;
    visitOf(event) = visit;
    if (!visit)
      return;
    Visit &left = course_.visits[*visit];
    left.exited = &event;
    left.outcome = left.outcome == Outcome::Failed ? Outcome::Caught : Outcome::Succeeded;
  }

  void ofExecution(const Event &event) {
    if (event.type == "ExecutionStarted" || event.type == "ExecutionRedriven") {
      course_.end = nullptr;
      course_.status = "RUNNING";
      return;
    }
    course_.end = &event;
    course_.status = event.type == "ExecutionSucceeded"  ? "SUCCEEDED"
                     : event.type == "ExecutionAborted"  ? "ABORTED"
                     : event.type == "ExecutionTimedOut" ? "TIMED_OUT"
                                                         : "FAILED";
    const Event *previous = history_.find(event.previous);
    if (course_.status == "SUCCEEDED" && previous && visitOf(*previous))
      course_.transitions.insert({course_.visits[*visitOf(*previous)].state, ""});
  }

  /// Whether the event ends what is in a Parallel or Map.
  static bool endsContainer(std::string_view type) {
    return type.starts_with("ParallelState") || type.starts_with("MapState")
               ? !type.ends_with("Started")
               : false;
  }

  /// The visit that an event of a Parallel or a Map belongs to; what led to it may stand deep
  /// inside.
  std::optional<size_t> containerOf(const Event &event, std::optional<size_t> visit) {
    std::string_view entered =
        event.type.starts_with("Parallel") ? "ParallelStateEntered" : "MapStateEntered";
    bool ends = endsContainer(event.type);
    while (visit &&
           (course_.visits[*visit].entered->type != entered || (ends && ended_.contains(*visit))))
      visit = course_.visits[*visit].parent;
    if (visit && ends)
      ended_.insert(*visit);
    else if (visit)
      ended_.erase(*visit);
    return visit;
  }

  void within(const Event &event) {
    std::optional<size_t> open = openBehind(history_.find(event.previous));
    bool isOfContainer = event.type.starts_with("Parallel") || event.type.starts_with("Map");
    visitOf(event) = isOfContainer ? containerOf(event, open) : open;
    if (!visitOf(event))
      return;
    Visit &visit = course_.visits[*visitOf(event)];
    visit.attempts += isScheduled(event.type) ? 1 : 0;
    if (isScheduled(event.type) || event.type.ends_with("StateStarted"))
      visit.outcome = Outcome::Running; // a retrier tries again
    // An iteration that fails may be tolerated; the Map's own event follows otherwise.
    if (isFailure(event.type) && !isOfIteration(event.type)) {
      visit.outcome = Outcome::Failed;
      visit.error = event.text("error");
      visit.cause = event.text("cause");
    }
  }

  void finish() {
    int64_t endMs = history_.events.empty() ? 0 : history_.events.back().timeMs;
    for (Visit &visit : course_.visits) {
      visit.endMs = visit.exited ? visit.exited->timeMs : endMs;
      if (course_.end && visit.outcome == Outcome::Running)
        visit.outcome = Outcome::Failed;
    }
  }

  const History &history_;
  Course course_;
  std::set<size_t> ended_; ///< visits of Parallel and Map whose branches have ended
};

} // namespace

std::string_view nameOf(Outcome outcome) {
  constexpr std::array<std::string_view, 4> names{"running", "succeeded", "caught", "failed"};
  return names[static_cast<size_t>(outcome)];
}

Course courseOf(const History &history) { return CourseBuilder(history).build(); }

} // namespace aslc::report::run
