// The SARIF log of a run.
#include "compiler/report/findings/sarif_parts.h"
#include "runtime/dom/text.h"

#include <algorithm>

namespace aslc::report {

namespace {

using sarif::Json;

/// What GitHub takes of one run; the errors come first, so that none of them is cut off.
constexpr size_t mostResults = 25000;

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

std::vector<Finding> resultsOf(std::span<const Findings> files) {
  std::vector<Finding> findings = findingsOf(files);
  if (findings.size() > mostResults) {
    errorsFirst(findings);
    findings.resize(mostResults);
  }
  return findings;
}

Json driverOf(const Producer &producer, Json rules) {
  Json driver = {{"name", "aslc"}};
  if (!producer.version.empty())
    driver["version"] = driver["semanticVersion"] = producer.version;
  if (!producer.docs.empty())
    driver["informationUri"] = producer.docs + "/verification.md";
  driver["rules"] = std::move(rules);
  return driver;
}

} // namespace

std::string renderSarif(std::span<const Findings> files, const Producer &producer) {
  std::vector<diag::Kind> kinds;
  Json results = Json::array(), rules = Json::array();
  for (const Finding &finding : resultsOf(files)) {
    auto known = std::find(kinds.begin(), kinds.end(), finding.diagnostic->kind);
    auto rule = static_cast<size_t>(known - kinds.begin());
    if (known == kinds.end()) {
      kinds.push_back(finding.diagnostic->kind);
      rules.push_back(sarif::ruleOf(finding.diagnostic->kind, producer));
    }
    results.push_back(sarif::resultOf(finding, rule));
  }
  Json run;
  run["tool"]["driver"] = driverOf(producer, std::move(rules));
  run["invocations"] = Json::array({invocationOf(files)});
  run["columnKind"] = "unicodeCodePoints";
  run["results"] = std::move(results);
  Json log;
  log["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  log["version"] = "2.1.0";
  log["runs"] = Json::array({std::move(run)});
  return asl::dom::write(log, 1) + "\n";
}

} // namespace aslc::report
