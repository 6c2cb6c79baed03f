// Validation cases: what ValidateStateMachineDefinition answers, or why CreateStateMachine refuses
// a definition, in the service's words.
#include "test/conformance/runner/run.h"

#include "tools/calls/calls.h"
#include "tools/calls/definition.h"

namespace asl::conformance {

namespace {

std::string textOf(const Json &definition) {
  return definition.is_string() ? definition.get<std::string>() : definition.dump();
}

/// The answer of ValidateStateMachineDefinition.
Json validated(const Json &body) {
  Json request = {{"definition", textOf(body["definition"])}};
  if (body.contains("type"))
    request["type"] = body["type"];
  api::Answer answer = aslc::calls::validateDefinition(request);
  return std::get<api::Json>(answer);
}

/// The error of a call that takes a definition, or `{}`.
Json refused(const Json &body) {
  aslc::frontend::ReadingOptions reading = readingOf(body.value("type", ""));
  reading.notation = aslc::source::Notation::Json;
  auto definition = aslc::frontend::check(definitionFile(body["definition"]), reading, false);
  auto error = aslc::calls::invalidDefinition(definition);
  if (!error)
    return Json::object();
  return {{"createError", {{"code", error->code}, {"message", error->message}}}};
}

} // namespace

Verdict runValidation(const Case &oneCase) {
  const Json &expect = oneCase.body["expect"];
  Json answer = expect.contains("createError") ? refused(oneCase.body) : validated(oneCase.body);
  Differences differences;
  compareRecorded(expect, answer, "answer", differences);
  return Verdict::of(std::move(differences));
}

} // namespace asl::conformance
