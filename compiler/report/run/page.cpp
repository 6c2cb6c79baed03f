#include "compiler/report/run/page.h"

#include "compiler/report/graph/render.h"
#include "compiler/report/html/parts.h"
#include "compiler/report/run/style.h"
#include "compiler/report/run/text.h"
#include "compiler/report/xml.h"
#include "runtime/expr/time.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace aslc::report::run {

namespace {

/// The page of one execution; its sections share what the history says.
class Page {
public:
  explicit Page(const Run &run) : run_(run), course_(courseOf(*run.history)) {
    const std::vector<Event> &events = run.history->events;
    if (events.empty())
      return;
    begin_ = events.front().timeMs;
    end_ = events.front().timeMs;
    for (const Event &event : events)
      end_ = std::max(end_, event.timeMs);
  }

  std::string write(const Producer &producer) const {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
           escapeXml(run_.title) + " - execution</title>\n<style>" +
           std::string(html::styleSheet()) + std::string(styleSheet()) +
           "</style>\n</head>\n<body>\n<h1>" + escapeXml(run_.title) + "</h1>\n<main>\n" +
           summary() + "<div class=\"columns\">\n" + graph() + steps() + "</div>\n" + events() +
           "</main>\n<footer>aslc" +
           (producer.version.empty() ? "" : " " + escapeXml(producer.version)) +
           "</footer>\n</body>\n</html>\n";
  }

private:
  static std::string row(std::string_view name, const std::string &value) {
    return "<tr><th scope=\"row\">" + std::string(name) + "</th><td>" + value + "</td></tr>\n";
  }

  std::string summary() const {
    std::string status(course_.status);
    std::string rows = row("Status", "<span class=\"status " + status + "\">" + status + "</span>");
    if (!run_.history->events.empty()) {
      rows += row("Started", asl::formatTimestamp(begin_));
      rows += row("Duration", duration(end_ - begin_));
    }
    rows += row("Events", std::to_string(run_.history->events.size()));
    rows += row("Visits of states", std::to_string(course_.visits.size()));
    std::string error(course_.end ? course_.end->text("error") : "");
    if (!error.empty())
      rows += row("Error", "<code>" + escapeXml(error) + "</code>");
    std::string payloads;
    if (!run_.history->events.empty())
      payloads += payload("Input", run_.history->events.front().text("input"));
    if (course_.end) {
      payloads += payload("Cause", course_.end->text("cause"));
      payloads += payload("Output", course_.end->text("output"));
    }
    return "<section class=\"summary\"><table>" + rows +
           "</table>\n<details><summary>Input and "
           "output</summary>" +
           payloads + "</details></section>\n";
  }

  /// By the names of states, which are unique in a machine.
  struct StateSum {
    size_t visits = 0, first = 0;
    Outcome worst = Outcome::Succeeded;
  };

  std::map<std::string_view, StateSum> sums() const {
    std::map<std::string_view, StateSum> states;
    auto rank = [](Outcome outcome) {
      return outcome == Outcome::Running  ? 3
             : outcome == Outcome::Failed ? 2
             : outcome == Outcome::Caught ? 1
                                          : 0;
    };
    for (size_t i = 0; i < course_.visits.size(); ++i) {
      auto [state, isNew] = states.try_emplace(course_.visits[i].state);
      if (isNew)
        state->second.first = i;
      ++state->second.visits;
      if (rank(course_.visits[i].outcome) > rank(state->second.worst))
        state->second.worst = course_.visits[i].outcome;
    }
    return states;
  }

  static void markStates(const Flow &flow, const std::map<std::string_view, StateSum> &states,
                         Marks &marks) {
    for (const Node &node : flow.nodes) {
      if (auto state = states.find(node.name); !node.name.empty() && state != states.end()) {
        const StateSum &sum = state->second;
        std::string outcome(nameOf(sum.worst));
        marks[node.path] = {outcome, sum.visits > 99 ? "99" : std::to_string(sum.visits),
                            std::to_string(sum.visits) +
                                (sum.visits == 1 ? " visit, " : " visits, ") + outcome,
                            "#v" + std::to_string(sum.first + 1), ""};
      }
      for (const Flow &inner : node.flows)
        markStates(inner, states, marks);
    }
  }

  std::string graph() const {
    if (!run_.machine)
      return "";
    Flow flow = graphOf(*run_.machine);
    Marks marks;
    markStates(flow, sums(), marks);
    Taken taken = [this](const Node &from, const Node &to, EdgeKind kind) {
      return course_.transitions.contains({from.name, to.name, kind == EdgeKind::Catch});
    };
    return "<section class=\"graph\"><h2>Graph</h2>\n<input type=\"checkbox\" id=\"fit\" checked>"
           "<label for=\"fit\">Fit to the page</label>\n<div class=\"canvas\" tabindex=\"0\">\n" +
           renderSvg(flow, "States and transitions, with those that were taken", marks, taken) +
           "</div></section>\n";
  }

  /// Where a span of time lies in that of the execution, in percent.
  std::string bar(int64_t fromMs, int64_t toMs) const {
    double whole = static_cast<double>(std::max<int64_t>(1, end_ - begin_));
    double left = 100 * static_cast<double>(fromMs - begin_) / whole;
    double width = 100 * static_cast<double>(toMs - fromMs) / whole;
    std::array<char, 96> style;
    std::snprintf(style.data(), style.size(), "margin-left:%.2f%%;width:%.2f%%",
                  std::clamp(left, 0.0, 99.5), std::clamp(width, 0.5, 100.0));
    return "<span class=\"time\"><span style=\"" + std::string(style.data()) + "\"></span></span>";
  }

  std::string step(size_t index) const {
    const Visit &visit = course_.visits[index];
    std::string outcome(nameOf(visit.outcome));
    std::string notes = outcome;
    if (visit.attempts > 1)
      notes += ", " + std::to_string(visit.attempts) + " attempts";
    if (!visit.error.empty())
      notes += ", " + std::string(visit.error);
    return "<details class=\"visit " + outcome + "\" id=\"v" + std::to_string(index + 1) +
           "\"><summary><span class=\"name\" style=\"padding-left:" +
           std::to_string(std::min(visit.depth, 12u)) + "em\">" + escapeXml(visit.state) +
           "</span><span class=\"notes\">" + escapeXml(notes) + "</span>" +
           bar(visit.entered->timeMs, visit.endMs) + "<span class=\"length\">" +
           duration(visit.endMs - visit.entered->timeMs) + "</span></summary>\n" +
           payload("Input", visit.entered->text("input")) + payload("Error", visit.error) +
           payload("Cause", visit.cause) +
           (visit.exited
                ? payload("Output", visit.exited->text("output")) + assignedIn(*visit.exited)
                : "") +
           "</details>\n";
  }

  static std::string assignedIn(const Event &exited) {
    const source::Member *assigned =
        exited.details ? exited.details->find("assignedVariables") : nullptr;
    return assigned ? payload("Variables", asl::document::toJson(*assigned->value)) : "";
  }

  std::string steps() const {
    std::string section = "<section class=\"steps\"><h2>Steps</h2>\n";
    if (course_.visits.empty())
      section += "<p class=\"none\">No state was entered.</p>\n";
    for (size_t i = 0; i < course_.visits.size(); ++i)
      section += step(i);
    return section + "</section>\n";
  }

  std::string events() const {
    std::string rows;
    for (size_t i = 0; i < run_.history->events.size(); ++i) {
      const Event &event = run_.history->events[i];
      std::optional<size_t> visit = course_.visitOf[i];
      std::string state = visit ? "<a href=\"#v" + std::to_string(*visit + 1) + "\">" +
                                      escapeXml(course_.visits[*visit].state) + "</a>"
                                : "";
      std::string details = event.details ? asl::document::toJson(*event.details) : "";
      rows +=
          "<tr><td>" + std::to_string(event.id) + "</td><td>" + duration(event.timeMs - begin_) +
          "</td><td>" + escapeXml(event.type) + "</td><td>" + state + "</td><td>" +
          (details.empty()
               ? ""
               : "<details><summary>Data</summary>" + payload("Details", details) + "</details>") +
          "</td></tr>\n";
    }
    return "<section class=\"events\"><h2>Events</h2>\n<table><thead><tr><th>Id</th><th>After</th>"
           "<th>Type</th><th>State</th><th></th></tr></thead>\n<tbody>" +
           rows + "</tbody></table></section>\n";
  }

  const Run &run_;
  Course course_;
  int64_t begin_ = 0, end_ = 0;
};

} // namespace

std::string renderPage(const Run &run, const Producer &producer) {
  return Page(run).write(producer);
}

} // namespace aslc::report::run
