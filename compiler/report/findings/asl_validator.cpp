#include "compiler/report/findings/asl_validator.h"

#include "compiler/report/findings/list.h"
#include "runtime/dom/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace aslc::report {

namespace {

using diag::Kind;

constexpr std::string_view schemaFailed = "SCHEMA_VALIDATION_FAILED";

/// The codes of fields that exclude each other, by what the name of the field begins with.
struct FieldCode {
  std::string_view field, code;
};
constexpr std::array<FieldCode, 16> fieldCodes = {{
    {"MaxItemsPerBatch", "MAP_ITEM_BATCHER"},
    {"MaxInputBytesPerBatch", "MAP_ITEM_BATCHER"},
    {"MaxItems", "MAP_ITEMREADER_MAXITEM"},
    {"MaxConcurrency", "MAP_CONCURRENCY_ERROR"},
    {"ItemProcessor", "MAP_ITEM_PROCESSOR"},
    {"Iterator", "MAP_ITEM_PROCESSOR"},
    {"ItemSelector", "MAP_ITEM_SELECTOR"},
    {"Parameters", "MAP_ITEM_SELECTOR"},
    {"Items", "MAP_ITEMS_ERROR"},
    {"ToleratedFailure", "MAP_TOLERATED_FAILURE"},
    {"TimeoutSeconds", "TASK_TIMEOUT"},
    {"HeartbeatSeconds", "TASK_HEARTBEAT"},
    {"Cause", "FAIL_CAUSE_PROPERTY"},
    {"Error", "FAIL_ERROR_PROPERTY"},
    {"Seconds", "WAIT_DURATION"},
    {"Timestamp", "WAIT_DURATION"},
}};

std::string_view codeOfExclusive(const Finding &finding) {
  std::string_view key = finding.steps.empty() ? std::string_view() : finding.steps.back().key;
  for (const FieldCode &each : fieldCodes)
    if (key.starts_with(each.field))
      return each.code;
  return key == "Next" || key == "End" ? "TERMINAL_STATE_WITH_NEXT" : schemaFailed;
}

/// A target in another sub-workflow has a label that shows it.
std::string_view codeOfTarget(const Finding &finding) {
  if (finding.diagnostic->labels.empty())
    return "MISSING_TRANSITION_TARGET";
  bool inBranch = false;
  for (const Step &step : finding.steps)
    if (!step.isItem &&
        (step.key == "Branches" || step.key == "ItemProcessor" || step.key == "Iterator"))
      inBranch = step.key == "Branches";
  return inBranch ? "BRANCH_OUTBOUND_TRANSITION_TARGET" : "MAP_OUTBOUND_TRANSITION_TARGET";
}

std::string_view codeOf(const Finding &finding) {
  switch (finding.diagnostic->kind) {
  case Kind::UnknownTarget:
    return codeOfTarget(finding);
  case Kind::UnreachableState:
    return "MISSING_TRANSITION_TARGET";
  case Kind::DuplicateState:
    return "DUPLICATE_STATE_NAMES";
  case Kind::TemplateDuplicate:
    return "DUPLICATE_FIELD_NAME";
  case Kind::NoTerminalState:
    return "MISSING_TERMINAL_STATE";
  case Kind::MissingTransition:
    return "TERMINAL_STATE_WITH_NEXT";
  case Kind::ExclusiveFields:
    return codeOfExclusive(finding);
  default:
    return schemaFailed;
  }
}

bool isAboutPaths(Kind kind) {
  return kind == Kind::BadPath || kind == Kind::NotReferencePath || kind == Kind::PathRoot ||
         kind == Kind::BadIntrinsic || kind == Kind::NotDynamic || kind == Kind::IntrinsicResult;
}

bool isError(const diag::Diagnostic &diagnostic, const ValidatorChecks &checks) {
  if (diagnostic.kind == Kind::ForeignResource || diagnostic.kind == Kind::UnknownResource)
    return checks.resources;
  return diagnostic.severity == diag::Severity::Error &&
         (checks.paths || !isAboutPaths(diagnostic.kind));
}

} // namespace

std::vector<ValidatorError> validatorErrorsOf(const Findings &file, const ValidatorChecks &checks) {
  std::vector<ValidatorError> errors;
  for (const Finding &finding : findingsOf(file)) {
    if (!isError(*finding.diagnostic, checks))
      continue;
    ValidatorError error{codeOf(finding), finding.text(), pointerOf(finding.steps)};
    if (error.code == schemaFailed)
      error.message = error.place + " is invalid. " + error.message;
    errors.push_back(std::move(error));
  }
  return errors;
}

std::string renderValidator(const std::vector<ValidatorError> &errors) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  for (const ValidatorError &error : errors) {
    Json entry = {{"Error code", error.code}, {"Message", error.message}};
    if (error.code == schemaFailed)
      entry["schemaError"] = {{"instancePath", error.place}, {"schemaPath", "#"}};
    list.push_back(std::move(entry));
  }
  Json result = {{"isValid", errors.empty()}, {"errors", std::move(list)}};
  return asl::dom::write(result, 2) + "\n";
}

} // namespace aslc::report
