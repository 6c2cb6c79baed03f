// Each view is made anew from what the journal says at this moment.
#include "tools/aslc/executions/watch.h"

#include "runtime/dom/text.h"
#include "runtime/exec/numbering.h"
#include "runtime/exec/stored_execution.h"
#include "runtime/journal/status_names.h"
#include "runtime/support/system_time.h"
#include "tools/aslc/executions/entry.h"
#include "tools/aslc/executions/selection.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <thread>
#include <unordered_map>

namespace aslc::tool {

namespace journal = asl::journal;
using asl::Expected;
using Clock = std::chrono::steady_clock;

namespace {

/// The states of so many running executions are looked at, the newest ones.
constexpr unsigned mostLookedAt = 500;
constexpr size_t mostMapRuns = 10;
constexpr int barWidth = 30;

/// What is compared with the view before.
struct Numbers {
  uint64_t all = 0, running = 0, rows = 0;
  Clock::time_point at{};
};

class Watch {
public:
  Watch(const journal::Reader &reader, const WatchOptions &options)
      : reader_(reader), options_(options) {}

  /// The view of this moment.
  Expected<Json> look() {
    auto machine = machineOf(reader_, options_.machine);
    if (!machine)
      return machine.failure();
    Json view{{"time", timeOf(asl::systemMs())}};
    if (auto added = addCounts(*machine, view); !added)
      return added.failure();
    if (auto added = addStates(*machine, view); !added)
      return added.failure();
    if (auto added = addMapRuns(view); !added)
      return added.failure();
    return view;
  }

private:
  Expected<void> addCounts(std::optional<uint64_t> machine, Json &view) {
    auto counts = reader_.counts(machine);
    if (!counts)
      return counts.failure();
    auto last = reader_.lastSeq();
    if (!last)
      return last.failure();
    Numbers numbers{0, (*counts)[0], *last, Clock::now()};
    Json statuses = Json::object();
    for (size_t i = 0; i < counts->size(); ++i) {
      numbers.all += (*counts)[i];
      if ((*counts)[i] != 0)
        statuses[std::string(journal::statusNames[i])] = (*counts)[i];
    }
    view["statuses"] = statuses;
    auto notes = notesOf(reader_);
    if (!notes)
      return notes.failure();
    if (!notes->paused.empty())
      view["paused"] = notes->paused.size();
    if (!notes->damage.empty())
      view["damaged"] = notes->damage.size();
    if (before_)
      view["perSecond"] = rates(*before_, numbers);
    before_ = numbers;
    return {};
  }

  /// Executions that were removed meanwhile must not make a rate negative.
  static Json rates(const Numbers &before, const Numbers &after) {
    double seconds = std::chrono::duration<double>(after.at - before.at).count();
    auto rate = [&](uint64_t from, uint64_t to) {
      return to <= from || seconds <= 0
                 ? 0.0
                 : std::round(static_cast<double>(to - from) / seconds * 10) / 10;
    };
    return {{"started", rate(before.all, after.all)},
            {"ended", rate(before.all - before.running, after.all - after.running)},
            {"rows", rate(before.rows, after.rows)}};
  }

  Expected<void> addStates(std::optional<uint64_t> machine, Json &view) {
    journal::ListFilter filter;
    filter.machine = machine;
    filter.status = journal::Status::Running;
    auto page = reader_.list(filter, "", mostLookedAt);
    if (!page)
      return page.failure();
    std::map<std::string, uint64_t> states;
    for (const journal::Execution &execution : page->items)
      if (std::string state = stateOf(execution); !state.empty())
        ++states[state];
    if (states.empty())
      return {};
    view["states"] = states;
    if (!page->next.empty())
      view["statesOfNewest"] = page->items.size();
    return {};
  }

  /// `machine: state`; empty when the execution has ended meanwhile.
  std::string stateOf(const journal::Execution &execution) {
    auto place = asl::exec::storedPlace(reader_, execution.id);
    if (!place || !*place)
      return {};
    const auto &states = statesOf(execution.start.revision);
    if ((*place)->state >= states.size())
      return {};
    return machineNameOf(reader_, execution) + ": " + states[(*place)->state];
  }

  /// The names of the states of a definition's outermost flow.
  const std::vector<std::string> &statesOf(uint64_t number) {
    auto [entry, isNew] = states_.try_emplace(number);
    if (!isNew)
      return entry->second;
    auto revision = reader_.revision(number);
    if (!revision || !*revision)
      return entry->second;
    if (auto numbering = asl::exec::Numbering::read((*revision)->numbering))
      for (const auto &state : numbering->flows.front().states)
        entry->second.push_back(state.name);
    return entry->second;
  }

  Expected<void> addMapRuns(Json &view) {
    auto documents = reader_.documents(journal::DocumentKind::MapRun, "");
    if (!documents)
      return documents.failure();
    Json runs = Json::array();
    for (auto document = documents->rbegin();
         document != documents->rend() && runs.size() < mostMapRuns; ++document) {
      Json body = asl::dom::parseOrdered(document->body);
      if (body.is_object() && body.value("status", "") == "RUNNING")
        runs.push_back(
            {{"mapRun", document->name}, {"itemCounts", body.value("itemCounts", Json::object())}});
    }
    if (!runs.empty())
      view["mapRuns"] = runs;
    return {};
  }

  const journal::Reader &reader_;
  const WatchOptions &options_;
  std::optional<Numbers> before_;
  std::unordered_map<uint64_t, std::vector<std::string>> states_; ///< by revision
};

std::string bar(uint64_t part, uint64_t whole) {
  auto filled = static_cast<int>(whole == 0 ? 0 : part * barWidth / whole);
  return std::string(static_cast<size_t>(filled), '#') +
         std::string(static_cast<size_t>(barWidth - filled), '.');
}

void printMapRun(const Json &run) {
  const Json &counts = run["itemCounts"];
  uint64_t total = counts.value("total", uint64_t(0)), done = 0;
  for (const char *ended : {"succeeded", "failed", "timedOut", "aborted"})
    done += counts.value(ended, uint64_t(0));
  std::string name = textOf(run["mapRun"]);
  std::printf(
      "  [%s] %llu of %llu items, %llu failed  %s\n", bar(done, total).c_str(),
      static_cast<unsigned long long>(done), static_cast<unsigned long long>(total),
      static_cast<unsigned long long>(counts.value("failed", uint64_t(0))),
      name.substr(name.rfind("mapRun:") == name.npos ? 0 : name.rfind("mapRun:") + 7).c_str());
}

void printNumbers(const Json &numbers) {
  size_t width = 0;
  for (const auto &[name, number] : numbers.items())
    width = std::max(width, name.size());
  for (const auto &[name, number] : numbers.items())
    std::printf("  %-*s  %s\n", static_cast<int>(width), name.c_str(),
                asl::dom::write(number).c_str());
}

void printView(const Json &view) {
  std::printf("%s\n", textOf(view["time"]).c_str());
  printNumbers(view["statuses"]);
  if (view.contains("paused"))
    std::printf("  %s of them paused\n", asl::dom::write(view["paused"]).c_str());
  if (view.contains("damaged"))
    std::printf("  %s of them damaged\n", asl::dom::write(view["damaged"]).c_str());
  if (view.contains("perSecond")) {
    const Json &rates = view["perSecond"];
    std::printf("a second: %s started, %s ended, %s rows written\n",
                asl::dom::write(rates["started"]).c_str(), asl::dom::write(rates["ended"]).c_str(),
                asl::dom::write(rates["rows"]).c_str());
  }
  if (view.contains("states")) {
    std::string of = view.contains("statesOfNewest")
                         ? ", of the newest " + asl::dom::write(view["statesOfNewest"])
                         : std::string();
    std::printf("states%s:\n", of.c_str());
    printNumbers(view["states"]);
  }
  if (view.contains("mapRuns"))
    std::printf("map runs:\n");
  for (const Json &run : view.value("mapRuns", Json::array()))
    printMapRun(run);
}

} // namespace

Expected<void> watchExecutions(const journal::Reader &reader, const WatchOptions &options) {
  constexpr const char *clearScreen = "\x1b[H\x1b[2J";
  bool isTerminal = isatty(STDOUT_FILENO) != 0;
  Watch watch(reader, options);
  for (uint64_t shown = 0; shown < options.count; ++shown) {
    if (shown != 0)
      std::this_thread::sleep_for(options.interval);
    Expected<Json> view = watch.look();
    if (!view)
      return view.failure();
    if (options.json) {
      std::printf("%s\n", lineOf(*view).c_str());
    } else {
      std::printf("%s", isTerminal ? clearScreen : "");
      printView(*view);
    }
    if (std::fflush(stdout) != 0)
      return asl::Failure{"standard output cannot be written"};
  }
  return {};
}

} // namespace aslc::tool
