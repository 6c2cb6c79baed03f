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

} // namespace

std::string renderJson(std::span<const Engine *const> engines) {
  Json array = Json::array();
  for (const Engine *engine : engines)
    for (const Diagnostic *diagnostic : inOrder(*engine))
      array.push_back(toJson(*diagnostic, engine->file()));
  return array.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string renderJson(const Engine &engine) {
  const Engine *const one[] = {&engine};
  return renderJson(one);
}

} // namespace aslc::diag
