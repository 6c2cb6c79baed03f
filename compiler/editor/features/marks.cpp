// What is shown beside the text: hints at states, lenses, links.
#include "compiler/catalogue/catalogue.h"
#include "compiler/editor/features/features.h"
#include "compiler/report/bounds/report.h"

namespace aslc::editor {

namespace {

using source::Node;

/// What one visit of a state adds, in a few words.
std::string boundsText(const Analysis &analysis, const std::string &path) {
  auto state = analysis.states.find(path);
  if (state == analysis.states.end())
    return "";
  auto found = analysis.boundsOf.find(state->second);
  if (found == analysis.boundsOf.end())
    return "";
  using analysis::bounds::Metric;
  const analysis::bounds::StateBounds &bounds = *found->second;
  std::string text = report::rangeOf(bounds.amounts[Metric::Events], *analysis.bounds) + " events";
  std::string seconds = report::rangeOf(bounds.amounts[Metric::Seconds], *analysis.bounds);
  if (seconds != "0")
    text += ", " + seconds + " s";
  std::string cost = report::rangeOf(bounds.amounts[Metric::Cost], *analysis.bounds);
  if (cost != "0")
    text += ", " + cost;
  return text;
}

/// The console's page of the function or the machine that an ARN names.
std::string consoleOf(std::string_view arn) {
  std::vector<std::string> parts;
  while (true) {
    size_t colon = std::min(arn.find(':'), arn.size());
    parts.emplace_back(arn.substr(0, colon));
    if (colon == arn.size())
      break;
    arn.remove_prefix(colon + 1);
  }
  bool isLambda = parts.size() >= 7 && parts[2] == "lambda" && parts[5] == "function";
  bool isPlain = isLambda && parts[3].find_first_not_of("abcdefghijklmnopqrstuvwxyz-0123456789") ==
                                 std::string::npos;
  if (!isPlain || parts[6].find('$') != std::string::npos)
    return "";
  return "https://" + parts[3] + ".console.aws.amazon.com/lambda/home?region=" + parts[3] +
         "#/functions/" + parts[6];
}

void addLinks(const Query &query, const Node *node, Json &links) {
  const Node *resource = memberOf(node, "Resource");
  if (!resource || !resource->is(Node::Kind::String))
    return;
  std::string target = consoleOf(resource->text);
  std::string tip = "Open the function in the console";
  catalogue::Integration integration = catalogue::integrationOf(resource->text);
  using Kind = catalogue::Integration::Kind;
  if (integration.kind == Kind::Optimized || integration.kind == Kind::Sdk) {
    bool isSdk = integration.kind == Kind::Sdk;
    target =
        isSdk
            ? "https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html"
            : "https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html";
    tip = "Open AWS's guide";
  }
  if (!target.empty())
    links.push_back(
        {{"range", query.range(resource->range)}, {"target", target}, {"tooltip", tip}});
}

} // namespace

Json inlayHintsOf(const Query &query, source::Range range) {
  Json hints = Json::array();
  const Snapshot &snapshot = query.snapshot;
  if (!snapshot.analysis || !snapshot.analysis->bounds)
    return hints;
  const StateIndex &index = snapshot.states();
  for (size_t i = 0; i < index.states().size(); ++i) {
    const StateEntry &entry = index.states()[i];
    if (entry.nameRange.begin < range.begin || entry.nameRange.begin > range.end)
      continue;
    std::string text = boundsText(*snapshot.analysis, index.pathOf(i));
    if (text.empty())
      continue;
    // At the end of the line: `"A": {   2 events, 0 to 30 s`.
    uint32_t line = snapshot.file().lineColumn(entry.nameRange.begin).line;
    auto end =
        static_cast<uint32_t>(snapshot.file().lineBegin(line) + snapshot.file().line(line).size());
    hints.push_back({{"position", query.position(end)},
                     {"label", text},
                     {"paddingLeft", true},
                     {"tooltip", "What one visit of the state adds: at best to at worst"}});
  }
  return hints;
}

Json lensesOf(const Query &query) {
  Json lenses = Json::array();
  const StateIndex &index = query.snapshot.states();
  const Node *root = query.snapshot.tree().root;
  if (!root || index.states().empty())
    return lenses;
  Json place = query.range({root->range.begin, root->range.begin});
  Json arguments = Json::array({query.snapshot.uri()});
  if (const std::string &machine = query.snapshot.embedding().machine; !machine.empty())
    arguments.push_back(machine);
  auto add = [&](const char *title, const char *command) {
    lenses.push_back(
        {{"range", place},
         {"command", {{"title", title}, {"command", command}, {"arguments", arguments}}}});
  };
  add("Run", "aslc.run");
  add("Test", "aslc.test");
  add("Show graph", "aslc.showGraph");
  // How many transitions lead to a state that is a meeting point.
  std::vector<unsigned> uses(index.states().size());
  for (const StateUse &use : index.uses())
    if (size_t target = index.target(use); target != none)
      ++uses[target];
  for (size_t i = 0; i < uses.size(); ++i)
    if (uses[i] > 1) {
      const StateEntry &entry = index.states()[i];
      lenses.push_back({{"range", query.range(entry.nameRange)},
                        {"command",
                         {{"title", std::to_string(uses[i]) + " transitions lead here"},
                          {"command", "aslc.showReferences"},
                          {"arguments", Json::array({query.snapshot.uri(),
                                                     query.position(entry.nameRange.begin)})}}}});
    }
  return lenses;
}

Json linksOf(const Query &query) {
  Json links = Json::array();
  for (const StateEntry &entry : query.snapshot.states().states()) {
    addLinks(query, entry.node, links);
    addLinks(query, memberOf(entry.node, "ItemReader"), links);
    addLinks(query, memberOf(entry.node, "ResultWriter"), links);
  }
  return links;
}

} // namespace aslc::editor
