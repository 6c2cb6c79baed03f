#include "compiler/report/findings/sarif_parts.h"

#include "compiler/diag/order.h"
#include "compiler/report/kinds/pages.h"
#include "runtime/support/utf8.h"

namespace aslc::report::sarif {

namespace {

/// What GitHub takes: places of a result, steps of a flow, bytes of a description and of a message.
constexpr size_t mostRelated = 1000, mostSteps = 1000, longestDescription = 1000,
                 longestMessage = 4000;

/// `text` with at most `most` bytes, cut between characters.
std::string cut(std::string_view text, size_t most) {
  if (text.size() <= most)
    return std::string(text);
  constexpr std::string_view dots = "…";
  size_t end = asl::utf8::boundaryBefore(text, most - dots.size());
  return std::string(text.substr(0, end)).append(dots);
}

Json message(std::string_view text) { return {{"text", cut(text, longestMessage)}}; }

Json artifact(const Findings &file) { return {{"uri", uriOf(file.name)}}; }

Json regionOf(source::LineColumn begin, source::LineColumn end) {
  return {{"startLine", begin.line},
          {"startColumn", begin.column},
          {"endLine", end.line},
          {"endColumn", end.column}};
}

Json regionOf(const Findings &file, source::Range range) {
  const source::File &text = file.diagnostics->file();
  return regionOf(text.lineColumn(range.begin), text.lineColumn(range.end));
}

Json physical(const Findings &file, Json region) {
  return {{"artifactLocation", artifact(file)}, {"region", std::move(region)}};
}

/// The place of a label with its text.
Json locationOf(const Findings &file, const diag::Label &label) {
  return {{"physicalLocation", physical(file, regionOf(file, label.range))},
          {"message", message(label.text)}};
}

Json relatedOf(const Finding &finding) {
  Json related = Json::array();
  for (const diag::Label &label : finding.diagnostic->labels) {
    if (label.isStep || related.size() == mostRelated)
      continue;
    Json entry = {{"id", related.size() + 1}};
    entry.update(locationOf(*finding.file, label));
    related.push_back(std::move(entry));
  }
  return related;
}

/// The labels that are steps of a path, and the finding as the last step; empty without any.
Json codeFlowsOf(const Finding &finding) {
  Json steps = Json::array();
  for (const diag::Label &label : finding.diagnostic->labels)
    if (label.isStep && steps.size() < mostSteps - 1)
      steps.push_back({{"location", locationOf(*finding.file, label)}});
  if (steps.empty())
    return Json::array();
  Json last = {{"physicalLocation", physical(*finding.file, regionOf(finding.begin, finding.end))},
               {"message", message(finding.diagnostic->message)}};
  steps.push_back({{"location", std::move(last)}});
  Json flow = {{"locations", std::move(steps)}};
  return Json::array({{{"threadFlows", Json::array({std::move(flow)})}}});
}

/// The hint as an edit, unless the author must complete it first.
Json fixesOf(const Finding &finding) {
  const std::optional<diag::Edit> &edit = finding.diagnostic->edit;
  if (!edit || edit->applicability == diag::Applicability::HasPlaceholders)
    return Json::array();
  Json replacement = {{"deletedRegion", regionOf(*finding.file, edit->range)},
                      {"insertedContent", {{"text", edit->replacement}}}};
  Json change = {{"artifactLocation", artifact(*finding.file)},
                 {"replacements", Json::array({std::move(replacement)})}};
  Json fix = {{"description", message(finding.diagnostic->hint)},
              {"artifactChanges", Json::array({std::move(change)})},
              {"properties", {{"applicability", diag::nameOf(edit->applicability)}}}};
  return Json::array({std::move(fix)});
}

void addUnlessEmpty(Json &object, const char *key, Json array) {
  if (!array.empty())
    object[key] = std::move(array);
}

} // namespace

Json resultOf(const Finding &finding, size_t rule) {
  Json location;
  location["physicalLocation"] = physical(*finding.file, regionOf(finding.begin, finding.end));
  if (finding.file->tree)
    location["logicalLocations"] =
        Json::array({{{"fullyQualifiedName", pointerOf(finding.steps)}, {"kind", "member"}}});
  Json result;
  result["ruleId"] = diag::slug(finding.diagnostic->kind);
  result["ruleIndex"] = rule;
  result["level"] = diag::severityName(finding.diagnostic->severity);
  result["message"] = message(finding.text());
  result["locations"] = Json::array({std::move(location)});
  addUnlessEmpty(result, "relatedLocations", relatedOf(finding));
  addUnlessEmpty(result, "codeFlows", codeFlowsOf(finding));
  addUnlessEmpty(result, "fixes", fixesOf(finding));
  result["partialFingerprints"] = {{"kindAndPlace/v2", finding.fingerprint}};
  return result;
}

Json ruleOf(diag::Kind kind, const Producer &producer) {
  KindPage page = pageOf(kind);
  Json rule;
  rule["id"] = page.slug;
  rule["shortDescription"] = {{"text", cut(page.title, longestDescription)}};
  std::string about = plainText(page.about.empty() ? page.title : page.about);
  rule["fullDescription"] = {{"text", cut(about, longestDescription)}};
  rule["help"] = {{"text", about}, {"markdown", page.text.empty() ? page.title : page.text}};
  if (!producer.docs.empty())
    rule["helpUri"] = producer.docs + "/diagnostics/" + std::string(page.slug) + ".md";
  rule["defaultConfiguration"] = {{"level", diag::severityName(diag::defaultSeverity(kind))}};
  return rule;
}

} // namespace aslc::report::sarif
