// Validation cases: a definition is accepted or refused. The messages differ from those of AWS, so
// only places are compared: some error must be within the value that AWS names.
#include "test/conformance/runner/run.h"

#include <charconv>

namespace asl::conformance {

namespace {

using aslc::source::Node;
using aslc::source::Range;

/// The range of the value at `location` (`/States/A/Resource`), with its key; none when there is no
/// such value, as for a field that is missing.
std::optional<Range> rangeAt(const Node *root, std::string_view location) {
  if (!root)
    return std::nullopt;
  Range range = root->range;
  const Node *node = root;
  while (location.size() > 1) {
    location.remove_prefix(1);
    std::string_view step = location.substr(0, location.find('/'));
    location.remove_prefix(step.size());
    if (node->is(Node::Kind::Array)) {
      size_t index = node->items.size();
      std::from_chars(step.data(), step.data() + step.size(), index);
      if (index >= node->items.size())
        return std::nullopt;
      node = node->items[index];
      range = node->range;
      continue;
    }
    const aslc::source::Member *member = node->find(step);
    if (!member)
      return std::nullopt;
    node = member->value;
    range = {member->keyRange.begin, node->range.end};
  }
  return range;
}

/// The location in the message of a createError: `... at /States/A/Resource'`.
std::string locationIn(const std::string &message) {
  size_t at = message.rfind(" at /");
  if (at == std::string::npos)
    return "";
  std::string location = message.substr(at + 4);
  while (!location.empty() && location.back() == '\'')
    location.pop_back();
  return location;
}

bool isError(const aslc::diag::Diagnostic &diagnostic) {
  return diagnostic.severity == aslc::diag::Severity::Error;
}

bool someErrorWithin(const aslc::diag::Engine &diagnostics, Range range) {
  for (const aslc::diag::Diagnostic &d : diagnostics.all())
    if (isError(d) && d.range.begin >= range.begin && d.range.end <= range.end)
      return true;
  return false;
}

} // namespace

Verdict runValidation(const Case &oneCase) {
  const Json &body = oneCase.body, &expect = body["expect"];
  aslc::frontend::Definition checked =
      aslc::frontend::check(definitionFile(body["definition"]), readingOf(body.value("type", "")),
                            /*forCodegen=*/false);
  const aslc::diag::Engine &diagnostics = *checked.diagnostics;
  std::string ours = aslc::diag::renderText(diagnostics, /*color=*/false);

  bool refused = expect.contains("createError") || expect.value("result", "") == "FAIL";
  if (!refused)
    return diagnostics.hasErrors() ? Verdict::of({{"definition", "accepted", "refused: " + ours}})
                                   : Verdict::passed();
  if (!diagnostics.hasErrors())
    return Verdict::of({{"definition", "refused: " + shortText(expect), "accepted"}});

  std::vector<std::string> locations;
  if (expect.contains("createError"))
    locations.push_back(locationIn(expect["createError"].value("message", "")));
  if (expect.contains("diagnostics"))
    for (const Json &d : expect["diagnostics"])
      if (d.value("severity", "") == "ERROR")
        locations.push_back(d.value("location", ""));
  Differences differences;
  for (const std::string &location : locations) {
    if (location.empty())
      continue;
    std::optional<Range> range = rangeAt(checked.tree->root, location);
    // A missing field is reported at the object that should contain it.
    if (!range)
      range = rangeAt(checked.tree->root, location.substr(0, location.rfind('/')));
    if (range && !someErrorWithin(diagnostics, *range))
      differences.push_back({location, "an error within it", ours});
  }
  return Verdict::of(std::move(differences));
}

} // namespace asl::conformance
