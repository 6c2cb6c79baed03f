#include "compiler/diag/order.h"
#include "compiler/report/findings/list.h"
#include "runtime/dom/text.h"

#include <nlohmann/json.hpp>

namespace aslc::report {

namespace {

using Json = nlohmann::ordered_json;

void addPlace(Json &object, source::LineColumn begin, source::LineColumn end) {
  object["line"] = begin.line;
  object["column"] = begin.column;
  object["endLine"] = end.line;
  object["endColumn"] = end.column;
}

Json editOf(const diag::Edit &edit, const source::File &text) {
  Json entry;
  addPlace(entry, text.lineColumn(edit.range.begin), text.lineColumn(edit.range.end));
  entry["replacement"] = edit.replacement;
  entry["applicability"] = diag::nameOf(edit.applicability);
  return entry;
}

Json toJson(const Finding &finding) {
  const diag::Diagnostic &diagnostic = *finding.diagnostic;
  const source::File &text = finding.file->diagnostics->file();
  Json object;
  object["file"] = finding.file->name;
  addPlace(object, finding.begin, finding.end);
  object["severity"] = diag::severityName(diagnostic.severity);
  object["kind"] = diag::slug(diagnostic.kind);
  object["message"] = diagnostic.message;
  object["hint"] = diagnostic.hint.empty() ? Json() : Json(diagnostic.hint);
  object["edit"] = diagnostic.edit ? editOf(*diagnostic.edit, text) : Json();
  object["labels"] = Json::array();
  for (const diag::Label &label : diagnostic.labels) {
    Json entry;
    addPlace(entry, text.lineColumn(label.range.begin), text.lineColumn(label.range.end));
    entry["message"] = label.text;
    object["labels"].push_back(std::move(entry));
  }
  return object;
}

Json entryOf(const Findings &file) {
  Json entry;
  diag::Counts counts = file.diagnostics ? diag::count(*file.diagnostics) : diag::Counts();
  entry["file"] = file.name;
  entry["status"] = !file.diagnostics      ? "unreadable"
                    : counts.errors != 0   ? "errors"
                    : counts.warnings != 0 ? "warnings"
                                           : "clean";
  entry["errors"] = counts.errors;
  entry["warnings"] = counts.warnings;
  entry["message"] = file.diagnostics ? Json() : Json(file.problem);
  return entry;
}

} // namespace

std::string renderJson(std::span<const Findings> files) {
  Json object;
  object["files"] = Json::array();
  object["findings"] = Json::array();
  for (const Findings &file : files)
    object["files"].push_back(entryOf(file));
  for (const Finding &finding : findingsOf(files))
    object["findings"].push_back(toJson(finding));
  return asl::dom::write(object, 2) + "\n";
}

} // namespace aslc::report
