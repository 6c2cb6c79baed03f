// ValidateStateMachineDefinition.
#include "tools/calls/calls.h"
#include "tools/calls/definition.h"

#include <algorithm>

namespace aslc::calls {

namespace {

Json toJson(const report::AwsDiagnostic &diagnostic) {
  Json result = {{"severity", diagnostic.isError ? "ERROR" : "WARNING"},
                 {"code", diagnostic.code},
                 {"message", diagnostic.message}};
  if (!diagnostic.location.empty())
    result["location"] = diagnostic.location;
  return result;
}

} // namespace

Answer validateDefinition(const Json &request) {
  frontend::ReadingOptions reading;
  reading.notation = source::Notation::Json;
  if (request.value("type", "STANDARD") == "EXPRESS")
    reading.type = ast::MachineType::Express;
  bool warnings = request.value("severity", "ERROR") == "WARNING";
  reading.analyze = warnings;
  auto file =
      std::make_shared<source::File>("definition", request.at("definition").get<std::string>());
  frontend::Definition definition = frontend::check(std::move(file), reading, false);

  constexpr size_t mostByDefault = 100;
  size_t most = request.value("maxResults", size_t(0));
  if (most == 0)
    most = mostByDefault;
  std::vector<report::AwsDiagnostic> diagnostics = diagnosticsOf(definition, warnings);
  Json list = Json::array();
  for (const report::AwsDiagnostic &each : diagnostics)
    if (list.size() < most)
      list.push_back(toJson(each));
  return Json{{"result", definition.diagnostics->hasErrors() ? "FAIL" : "OK"},
              {"diagnostics", std::move(list)},
              {"truncated", diagnostics.size() > most}};
}

} // namespace aslc::calls
