// Coverage as a page.
#include "tools/aslc/testing/coverage.h"

#include "compiler/report/graph/render.h"
#include "compiler/report/html/parts.h"
#include "compiler/report/xml.h"

#include <array>

namespace aslc::testing {

namespace {

using report::escapeXml;

constexpr std::array kinds = {Item::Kind::State,   Item::Kind::Transition, Item::Kind::Rule,
                              Item::Kind::Catcher, Item::Kind::Retrier,    Item::Kind::Branch};

constexpr std::string_view style = R"(
:root { --good: #2f855a; --goodback: #e6f4ea; --badback: #fde8e8; --partback: #fef3c7; }
@media (prefers-color-scheme: dark) { :root { --good: #68d391; --goodback: #1c3327; --badback: #43202a; --partback: #453a10; } }
.bar { display: inline-block; width: 8rem; height: .7rem; border-radius: 4px; background: var(--bad); overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--good); }
td.share { text-align: right; font-variant-numeric: tabular-nums; }
.listing { max-height: 85vh; overflow: auto; border: 1px solid var(--line); border-radius: 8px; padding: .5rem 0; margin: 0;
  background: var(--back); line-height: 1.35; }
.listing div { padding: 0 .6rem; white-space: pre; min-width: max-content; }
.listing .hit { background: var(--goodback); } .listing .missed { background: var(--badback); }
.listing .partly { background: var(--partback); }
.listing .count { display: inline-block; min-width: 6ch; padding-right: 1ch; text-align: right; color: var(--soft); user-select: none; }
.asl-graph .has-hit > .box, .asl-graph .has-hit > a > .box { stroke: var(--good); stroke-width: 2.5; }
.asl-graph .has-missed > .box, .asl-graph .has-missed > a > .box { stroke: var(--bad); stroke-width: 2.5; stroke-dasharray: 6 4; }
.asl-graph .mark.hit circle { fill: var(--good); } .asl-graph .mark.missed circle { fill: var(--bad); }
.asl-graph .edge.edge.missed { stroke: var(--bad); stroke-dasharray: 6 4; } .asl-graph .edge.edge.hit { stroke: var(--good); }
.missing { columns: 1; padding-left: 1.2rem; } .missing li { overflow-wrap: anywhere; }
)";

std::string cell(const Share &share) {
  if (share.total == 0)
    return "<td></td>";
  std::string percent = percentText(share);
  return "<td class=\"share\" title=\"" + percent + "\">" + std::to_string(share.covered) + "/" +
         std::to_string(share.total) + "</td>";
}

std::string bar(const Share &share) {
  std::string percent = percentText(share);
  std::string width = std::to_string(static_cast<int>(share.percent()));
  return "<td><span class=\"bar\"><i style=\"width:" + width + "%\"></i></span> " + percent +
         "</td>";
}

std::string rowOf(const std::string &name, auto shareFor, const Share &all) {
  std::string row = "<tr><td>" + name + "</td>";
  for (Item::Kind kind : kinds)
    row += cell(shareFor(kind));
  return row + bar(all) + "</tr>\n";
}

std::string tableOf(const MachineList &machines) {
  std::string table = "<table class=\"totals\"><thead><tr><th>Machine</th>";
  for (Item::Kind kind : kinds)
    table += "<th>" + std::string(namesOf(kind)) + "</th>";
  table += "<th>All</th></tr></thead>\n<tbody>";
  for (size_t i = 0; i < machines.size(); ++i) {
    const Machine &machine = *machines[i];
    table += rowOf(
        "<a href=\"#m" + std::to_string(i + 1) + "\">" + escapeXml(machine.name) + "</a>",
        [&](Item::Kind kind) { return shareOf(machine, kind); }, shareOf(machine));
  }
  return table + "</tbody></table>\n";
}

/// What was not covered within a state, for those who hover.
std::string titleOf(const Machine &machine, const CoveredState &state) {
  std::string title = "entered " + std::to_string(machine.counts->of(state.visit)) + " times";
  auto add = [&](size_t item) {
    if (machine.counts->of(item) == 0)
      title += "\nnot covered: " + machine.coverable->items()[item].text;
  };
  for (const auto &[name, item] : state.transitions)
    add(item);
  for (size_t item : state.rules)
    add(item);
  if (state.otherwise)
    add(*state.otherwise);
  for (size_t item : state.catchers)
    add(item);
  for (size_t item : state.retriers)
    add(item);
  return title;
}

report::Marks marksOf(const Machine &machine) {
  report::Marks marks;
  for (const CoveredState &state : machine.coverable->states()) {
    uint64_t count = machine.counts->of(state.visit);
    std::string text = count > 99 ? "99+" : std::to_string(count);
    marks[state.path] = {count > 0 ? "hit" : "missed", text, titleOf(machine, state), "", ""};
  }
  return marks;
}

/// Whether the edge from `state` to the node `to` was taken: a rule and a catcher by themselves,
/// other edges by their transition.
std::string edgeStyle(const Machine &machine, const CoveredState &state, const report::Edge &edge,
                      const std::string &to, size_t number) {
  auto styleOf = [&](size_t item) -> std::string {
    return machine.counts->of(item) > 0 ? "hit" : "missed";
  };
  if (edge.kind == report::EdgeKind::Rule && number < state.rules.size())
    return styleOf(state.rules[number]);
  if (edge.kind == report::EdgeKind::Catch && number < state.catchers.size())
    return styleOf(state.catchers[number]);
  if (edge.kind == report::EdgeKind::Default && state.otherwise)
    return styleOf(*state.otherwise);
  auto transition = state.transitions.find(to);
  return transition == state.transitions.end() ? "" : styleOf(transition->second);
}

void colourEdges(const Machine &machine, report::Flow &flow) {
  std::map<std::string_view, const CoveredState *> byPath;
  for (const CoveredState &state : machine.coverable->states())
    byPath.emplace(state.path, &state);
  std::map<std::pair<size_t, report::EdgeKind>, size_t> numbers;
  for (report::Edge &edge : flow.edges) {
    size_t number = numbers[{edge.from, edge.kind}]++;
    if (auto state = byPath.find(flow.nodes[edge.from].path); state != byPath.end())
      edge.style = edgeStyle(machine, *state->second, edge, flow.nodes[edge.to].name, number);
  }
  for (report::Node &node : flow.nodes)
    for (report::Flow &inner : node.flows)
      colourEdges(machine, inner);
}

std::string graphOf(const Machine &machine) {
  report::Flow flow = report::graphOf(machine.definition);
  colourEdges(machine, flow);
  return "<section class=\"graph\"><h3>Graph</h3>\n<div class=\"canvas\" tabindex=\"0\">\n" +
         report::renderSvg(flow, "Coverage of " + machine.name, marksOf(machine)) +
         "</div></section>\n";
}

std::string missingOf(const Machine &machine) {
  std::string list;
  for (size_t i = 0; i < machine.coverable->items().size(); ++i) {
    const Item &item = machine.coverable->items()[i];
    if (machine.counts->of(i) != 0)
      continue;
    auto place = machine.tree->file->lineColumn(item.range.begin);
    list += "<li>line " + std::to_string(place.line) + ": " + report::html::inlineText(item.text) +
            "</li>\n";
  }
  return list.empty() ? "<p>Everything is covered.</p>\n"
                      : "<ul class=\"missing\">\n" + list + "</ul>\n";
}

std::string listingOf(const Machine &machine) {
  std::map<uint32_t, LineCount> counts;
  for (const LineCount &line : lineCounts(machine))
    counts[line.line] = line;
  std::string_view text = machine.tree->file->text();
  auto lines = static_cast<uint32_t>(std::count(text.begin(), text.end(), '\n')) +
               (text.ends_with('\n') ? 0 : 1);
  std::string listing;
  for (uint32_t number = 1; number <= lines; ++number) {
    auto found = counts.find(number);
    std::string kind, count;
    if (found != counts.end()) {
      const LineCount &line = found->second;
      kind = line.count == 0 ? "missed" : line.isPartly ? "partly" : "hit";
      count = std::to_string(line.count);
    }
    listing += "<div class=\"" + kind + "\"><span class=\"count\">" + count +
               "</span><span class=\"number\">" + std::to_string(number) + "</span> " +
               escapeXml(machine.tree->file->line(number)) + "</div>";
  }
  return "<section><h3>" + escapeXml(machine.tree->file->name()) +
         "</h3>\n<pre class=\"listing\" tabindex=\"0\">" + listing + "</pre></section>\n";
}

} // namespace

std::string coverageHtml(const MachineList &machines, std::string_view version) {
  Share all = shareOf(machines);
  std::string page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<meta name=\"color-scheme\" content=\"light dark\">\n"
                     "<title>Coverage - aslc test</title>\n<style>" +
                     std::string(report::html::styleSheet()) + std::string(style) +
                     "</style>\n</head>\n<body>\n<h1>Coverage: " + percentText(all) + "</h1>\n" +
                     tableOf(machines) + "<main>\n";
  for (size_t i = 0; i < machines.size(); ++i)
    page += "<section class=\"chapter\" id=\"m" + std::to_string(i + 1) + "\">\n<h2>" +
            escapeXml(machines[i]->name) + "</h2>\n<div class=\"columns\">\n" +
            graphOf(*machines[i]) + "<section><h3>Not covered</h3>\n" + missingOf(*machines[i]) +
            "</section>\n" + listingOf(*machines[i]) + "</div></section>\n";
  return page + "</main>\n<footer>aslc test " + escapeXml(version) +
         "</footer>\n</body>\n</html>\n";
}

} // namespace aslc::testing
