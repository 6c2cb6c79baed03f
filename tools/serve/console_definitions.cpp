// What the front end and the verifier know of a definition, for the console.
#include "compiler/analysis/analyze.h"
#include "compiler/diag/order.h"
#include "compiler/frontend/definition.h"
#include "compiler/report/access/access.h"
#include "compiler/report/bounds/report.h"
#include "compiler/report/findings/findings.h"
#include "compiler/report/findings/list.h"
#include "compiler/report/graph/render.h"
#include "runtime/dom/text.h"
#include "tools/serve/console.h"

#include <algorithm>

namespace aslc::serve {

namespace {

using asl::api::Json;

/// Larger machines are drawn only as far as people can look at them: the browser would be busy.
constexpr size_t mostDrawn = 2000;

std::string textIn(const Json &request, const char *key) {
  auto found = request.find(key);
  return found != request.end() && found->is_string() ? found->get<std::string>() : std::string();
}

frontend::Definition read(const Json &request, bool analyze) {
  frontend::ReadingOptions options;
  options.notation = source::Notation::Json;
  options.type =
      textIn(request, "type") == "EXPRESS" ? ast::MachineType::Express : ast::MachineType::Standard;
  options.analyze = analyze;
  auto file = std::make_shared<const source::File>("definition", textIn(request, "definition"));
  return frontend::check(std::move(file), options, /*forCodegen=*/false);
}

report::Findings findingsOf(const frontend::Definition &definition) {
  return {"definition", definition.diagnostics.get(), definition.tree.get()};
}

/// Marks the states with what was found there.
report::Marks marksOf(const std::vector<report::Finding> &findings) {
  std::map<std::string, std::vector<const diag::Diagnostic *>> states;
  for (const report::Finding &finding : findings)
    if (std::string path = statePathOf(finding.steps); !path.empty())
      states[path].push_back(finding.diagnostic);
  report::Marks marks;
  for (const auto &[path, list] : states) {
    diag::Severity worst = diag::Severity::Note;
    std::string title;
    for (const diag::Diagnostic *each : list) {
      worst = std::min(worst, each->severity);
      title += (title.empty() ? "" : "\n") + each->message;
    }
    marks[path] = {std::string(diag::severityName(worst)),
                   list.size() > 9 ? "9+" : std::to_string(list.size()),
                   std::move(title),
                   {},
                   {}};
  }
  return marks;
}

/// Without its own style, which the page's policy does not allow. The page has the same rules.
std::string withoutStyle(std::string svg) {
  constexpr std::string_view begin = "<style>", end = "</style>\n";
  size_t from = svg.find(begin), to = svg.find(end);
  if (from != svg.npos && to != svg.npos)
    svg.erase(from, to + end.size() - from);
  return svg;
}

size_t countNodes(const report::Flow &flow) {
  size_t count = flow.nodes.size();
  for (const report::Node &node : flow.nodes)
    for (const report::Flow &inner : node.flows)
      count += countNodes(inner);
  return count;
}

} // namespace

Json checkDefinition(const Json &request) {
  bool isPlain = request.contains("plain") && request.at("plain") == true;
  frontend::Definition definition = read(request, /*analyze=*/!isPlain);
  report::Findings file = findingsOf(definition);
  Json answer{{"findings", asl::dom::parse(report::renderJson({&file, 1})).at("findings")}};
  if (!definition.machine)
    return answer;
  report::Flow flow = report::graphOf(*definition.machine);
  report::Marks marks = isPlain ? report::Marks() : marksOf(report::findingsOf(file));
  if (countNodes(flow) <= mostDrawn)
    answer["svg"] = withoutStyle(report::renderSvg(flow, "Graph of the state machine", marks));
  return answer;
}

Json reportOn(const Json &request) {
  frontend::Definition definition = read(request, /*analyze=*/false);
  if (!definition.ok())
    return Json::object();
  report::Prices prices;
  analysis::DataFacts data = analysis::dataOf(*definition.machine, {});
  report::Bounds bounds = analysis::bounds::boundsOf(*definition.machine, data, prices);
  report::AccessOptions options;
  if (std::string name = textIn(request, "name"); !name.empty())
    options.machine = name;
  report::Access access = report::accessOf(*definition.machine, options);
  return {{"bounds", asl::dom::parse(report::jsonOf(bounds, prices))},
          {"boundsText", report::textOf(bounds, prices)},
          {"policy", report::policyOf(access)},
          {"calls", report::listOf(access)}};
}

} // namespace aslc::serve
