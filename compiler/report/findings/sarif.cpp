#include "compiler/diag/order.h"
#include "compiler/report/findings/list.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace aslc::report {

namespace {

using Json = nlohmann::ordered_json;

/// What GitHub takes of one run; the errors come first, so that none of them is cut off.
constexpr size_t mostResults = 25000, mostRelated = 1000;

/// A path as a URI reference: relative ones stay relative.
std::string uriOf(std::string_view path) {
  constexpr std::string_view plain = "-._~/!$&'()*+,;=@";
  std::string uri = path.starts_with("/") ? "file://" : "";
  for (char c : path) {
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || plain.find(c) != plain.npos) {
      uri += c;
      continue;
    }
    constexpr std::string_view digits = "0123456789ABCDEF";
    auto byte = static_cast<unsigned char>(c);
    uri += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return uri;
}

std::string levelOf(diag::Severity severity) { return std::string(diag::severityName(severity)); }

Json regionOf(source::LineColumn begin, source::LineColumn end) {
  return {{"startLine", begin.line},
          {"startColumn", begin.column},
          {"endLine", end.line},
          {"endColumn", end.column}};
}

Json physical(const Findings &file, source::LineColumn begin, source::LineColumn end) {
  return {{"artifactLocation", {{"uri", uriOf(file.name)}}}, {"region", regionOf(begin, end)}};
}

Json relatedOf(const Finding &finding) {
  Json related = Json::array();
  const source::File &text = finding.file->diagnostics->file();
  for (const diag::Label &label : finding.diagnostic->labels) {
    if (related.size() == mostRelated)
      break;
    Json entry;
    entry["id"] = related.size() + 1;
    entry["physicalLocation"] = physical(*finding.file, text.lineColumn(label.range.begin),
                                         text.lineColumn(label.range.end));
    entry["message"] = {{"text", label.text}};
    related.push_back(std::move(entry));
  }
  return related;
}

Json resultOf(const Finding &finding, size_t rule) {
  Json location;
  location["physicalLocation"] = physical(*finding.file, finding.begin, finding.end);
  if (finding.file->tree)
    location["logicalLocations"] =
        Json::array({{{"fullyQualifiedName", finding.pointer}, {"kind", "member"}}});
  Json result;
  result["ruleId"] = diag::slug(finding.diagnostic->kind);
  result["ruleIndex"] = rule;
  result["level"] = levelOf(finding.diagnostic->severity);
  result["message"] = {{"text", finding.text()}};
  result["locations"] = Json::array({std::move(location)});
  if (Json related = relatedOf(finding); !related.empty())
    result["relatedLocations"] = std::move(related);
  result["partialFingerprints"] = {{"kindAndPlace/v1", finding.fingerprint}};
  return result;
}

Json ruleOf(diag::Kind kind) {
  Json rule;
  rule["id"] = diag::slug(kind);
  rule["defaultConfiguration"] = {{"level", levelOf(diag::defaultSeverity(kind))}};
  return rule;
}

/// Files that could not be read are told as trouble of the run.
Json invocationOf(std::span<const Findings> files) {
  Json notifications = Json::array();
  for (const Findings &file : files) {
    if (file.diagnostics)
      continue;
    Json place = {{"physicalLocation", {{"artifactLocation", {{"uri", uriOf(file.name)}}}}}};
    notifications.push_back({{"level", "error"},
                             {"message", {{"text", "cannot read the file: " + file.problem}}},
                             {"locations", Json::array({std::move(place)})}});
  }
  Json invocation;
  invocation["executionSuccessful"] = notifications.empty();
  if (!notifications.empty())
    invocation["toolExecutionNotifications"] = std::move(notifications);
  return invocation;
}

} // namespace

std::string renderSarif(std::span<const Findings> files) {
  std::vector<Finding> findings = findingsOf(files);
  auto isError = [](const Finding &finding) {
    return finding.diagnostic->severity == diag::Severity::Error;
  };
  if (findings.size() > mostResults) {
    std::vector<Finding> sorted;
    std::copy_if(findings.begin(), findings.end(), std::back_inserter(sorted), isError);
    std::remove_copy_if(findings.begin(), findings.end(), std::back_inserter(sorted), isError);
    sorted.resize(mostResults);
    findings = std::move(sorted);
  }
  std::vector<diag::Kind> kinds;
  Json results = Json::array();
  for (const Finding &finding : findings) {
    auto known = std::find(kinds.begin(), kinds.end(), finding.diagnostic->kind);
    auto rule = static_cast<size_t>(known - kinds.begin());
    if (known == kinds.end())
      kinds.push_back(finding.diagnostic->kind);
    results.push_back(resultOf(finding, rule));
  }
  Json rules = Json::array();
  for (diag::Kind kind : kinds)
    rules.push_back(ruleOf(kind));

  Json run;
  run["tool"]["driver"] = {{"name", "aslc"}, {"rules", std::move(rules)}};
  run["invocations"] = Json::array({invocationOf(files)});
  run["columnKind"] = "unicodeCodePoints";
  run["results"] = std::move(results);
  Json log;
  log["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  log["version"] = "2.1.0";
  log["runs"] = Json::array({std::move(run)});
  return log.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace aslc::report
