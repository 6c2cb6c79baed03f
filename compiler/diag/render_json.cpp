// Diagnostics for programs.
#include "compiler/diag/order.h"

#include <nlohmann/json.hpp>

namespace aslc::diag {

namespace {

using Json = nlohmann::ordered_json;

void addPlace(Json &object, const source::File &file, source::Range range) {
  source::LineColumn begin = file.lineColumn(range.begin);
  source::LineColumn end = file.lineColumn(range.end);
  object["line"] = begin.line;
  object["column"] = begin.column;
  object["endLine"] = end.line;
  object["endColumn"] = end.column;
}

Json toJson(const Diagnostic &diagnostic, const source::File &file) {
  Json object;
  object["file"] = file.name();
  addPlace(object, file, diagnostic.range);
  object["severity"] = severityName(diagnostic.severity);
  object["kind"] = slug(diagnostic.kind);
  object["message"] = diagnostic.message;
  object["hint"] = diagnostic.hint.empty() ? Json() : Json(diagnostic.hint);
  object["labels"] = Json::array();
  for (const Label &label : diagnostic.labels) {
    Json entry;
    addPlace(entry, file, label.range);
    entry["message"] = label.text;
    object["labels"].push_back(std::move(entry));
  }
  return object;
}

Json findingsOf(const Engine &engine) {
  Json array = Json::array();
  for (const Diagnostic *diagnostic : inOrder(engine))
    array.push_back(toJson(*diagnostic, engine.file()));
  return array;
}

std::string printed(const Json &json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json entryOf(const FileReport &report) {
  Json entry;
  Counts counts = report.engine ? count(*report.engine) : Counts();
  entry["file"] = report.name;
  entry["status"] = !report.engine         ? "unreadable"
                    : counts.errors != 0   ? "errors"
                    : counts.warnings != 0 ? "warnings"
                                           : "clean";
  entry["errors"] = counts.errors;
  entry["warnings"] = counts.warnings;
  entry["message"] = report.engine ? Json() : Json(report.problem);
  return entry;
}

} // namespace

std::string renderJson(const Engine &engine) { return printed(findingsOf(engine)); }

std::string renderReport(std::span<const FileReport> reports) {
  Json object;
  object["files"] = Json::array();
  object["findings"] = Json::array();
  for (const FileReport &report : reports) {
    object["files"].push_back(entryOf(report));
    if (!report.engine)
      continue;
    for (Json &finding : findingsOf(*report.engine))
      object["findings"].push_back(std::move(finding));
  }
  return printed(object);
}

} // namespace aslc::diag
