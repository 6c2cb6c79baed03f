// The result of AWS's ValidateStateMachineDefinition.
#include "compiler/report/findings/aws_words.h"
#include "runtime/dom/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace aslc::report {

namespace {

using Json = nlohmann::ordered_json;

Json toJson(const AwsDiagnostic &diagnostic) {
  Json object = {{"severity", diagnostic.isError ? "ERROR" : "WARNING"},
                 {"code", diagnostic.code},
                 {"message", diagnostic.message}};
  if (!diagnostic.location.empty())
    object["location"] = diagnostic.location;
  return object;
}

Json resultOf(const Findings &file, bool warnings, size_t most) {
  std::vector<AwsDiagnostic> diagnostics = inWordsOfAws(reportedByAws(file, warnings));
  if (!file.diagnostics)
    diagnostics.push_back({true, "INVALID_JSON_DESCRIPTION", "cannot read: " + file.problem, ""});
  Json list = Json::array();
  for (size_t i = 0; i < std::min(most, diagnostics.size()); ++i)
    list.push_back(toJson(diagnostics[i]));
  bool fails = !diagnostics.empty() && diagnostics[0].isError;
  return {{"result", fails ? "FAIL" : "OK"},
          {"diagnostics", std::move(list)},
          {"truncated", diagnostics.size() > most}};
}

} // namespace

std::string renderValidation(std::span<const Findings> files, bool warnings, size_t most) {
  Json results = Json::array();
  for (const Findings &file : files) {
    Json result;
    if (files.size() > 1)
      result["file"] = file.name;
    result.update(resultOf(file, warnings, most));
    results.push_back(std::move(result));
  }
  const Json &report = files.size() == 1 ? results[0] : results;
  return asl::dom::write(report, 2) + "\n";
}

} // namespace aslc::report
