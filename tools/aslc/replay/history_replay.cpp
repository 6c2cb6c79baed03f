#include "tools/aslc/replay/history_replay.h"

#include "tools/aslc/replay/difference.h"

#include <algorithm>

namespace aslc::replay {

namespace {

bool isOwnEnd(const Event &event) {
  return event.is("ExecutionSucceeded") || event.is("ExecutionFailed") ||
         event.is("ExecutionTimedOut");
}

std::string countOf(size_t count) {
  return std::to_string(count) + (count == 1 ? " event" : " events");
}

} // namespace

asl::Expected<std::unique_ptr<HistoryReplay>>
HistoryReplay::read(std::shared_ptr<const asl::document::File> file, const ast::Machine &machine) {
  std::string path = file->name();
  asl::Expected<report::run::History> history = report::run::readHistory(std::move(file));
  if (!history)
    return history.failure();
  std::unique_ptr<HistoryReplay> replay(new HistoryReplay(path, machine));
  std::vector<Event> &events = replay->events_;
  events = eventsOf(*history);
  auto redrive = std::find_if(events.begin(), events.end(),
                              [](const Event &event) { return event.is("ExecutionRedriven"); });
  replay->left_ = static_cast<size_t>(events.end() - redrive);
  events.erase(redrive, events.end());
  replay->isWhole_ = !events.empty() && isOwnEnd(events.back());
  replay->flows_ = flowsOf(events, machine);
  asl::Expected<mocks::Recording> recording = recordingOf(events, replay->flows_, path);
  if (!recording)
    return recording.failure();
  replay->recording_ = *std::move(recording);
  return replay;
}

asl::HistorySink &HistoryReplay::watch(asl::HistorySink *next) { return sink_.emplace(next); }

/// What of the history was compared, when it is not all of an execution.
std::string HistoryReplay::wholeText() const {
  if (left_ > 0)
    return "; the " + countOf(left_) + " from the redrive on were not replayed";
  if (!events_.empty() && events_.back().is("ExecutionAborted"))
    return ", up to its being stopped";
  return isWhole_ ? "" : "; the end of the execution is not in the history";
}

/// Of a difference at the event `id`, that it may come from the children of a distributed Map;
/// empty when there is none before.
std::string HistoryReplay::childrenText(int64_t id) const {
  const Event *run = nullptr;
  for (const Event &event : events_)
    if (event.is("MapRunStarted") && event.id < id)
      run = &event;
  const Event *entered = run;
  while (entered && !entered->isStateEntered()) {
    auto before = std::find_if(events_.begin(), events_.end(), [&](const Event &event) {
      return event.id == entered->previous && event.id < entered->id;
    });
    entered = before == events_.end() ? nullptr : &*before;
  }
  if (!entered)
    return {};
  return "the children of the distributed Map `" + entered->stateName() + "` (event " +
         std::to_string(run->id) +
         ") have histories of their own, so that their tasks got no answers here; what follows may "
         "come from that\n";
}

HistoryReplay::Verdict HistoryReplay::judge() const {
  std::string text;
  if (auto impossible = impossibleEvent(flows_))
    text = "the definition does not allow this history: " + impossible->text + "\n";
  std::map<std::string, Flow> actual;
  if (sink_)
    actual = flowsOf(sink_->events(), machine_);
  auto difference = firstDifference(flows_, actual, isWhole_);
  if (!difference && text.empty())
    return {true, path_ + ": " + countOf(events_.size()) + " as recorded" + wholeText() + "\n"};
  if (text.empty())
    text = childrenText(difference->id);
  if (text.empty())
    text = "the definition allows this history, but with its data it goes another way\n";
  if (difference)
    text += difference->text + "\n";
  return {false, path_ + ": " + text};
}

} // namespace aslc::replay
