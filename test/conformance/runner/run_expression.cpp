// JSONPath and intrinsic cases: the expression becomes a field of a machine of one or two states,
// which goes the way of every machine.
#include "test/conformance/runner/run.h"

#include <algorithm>
#include <regex>

namespace asl::conformance {

namespace {

/// How the evaluation of an expression ended.
struct Evaluation {
  enum class End : uint8_t { Value, Refused, Failed } end = End::Value;
  Json value;
  std::string error, cause; ///< Failed; Refused: cause is the text of the diagnostics
};

Evaluation evaluate(const Json &states, const std::string &start, const Json &input,
                    const Backend &backend) {
  Json definition = {{"StartAt", start}, {"States", states}};
  Compiled compiled = compile(definition, "STANDARD", backend);
  Evaluation result;
  if (!compiled.ok()) {
    if (!compiled.result.problem.empty())
      throw std::runtime_error(compiled.why());
    result.end = Evaluation::End::Refused;
    result.cause = compiled.why();
    return result;
  }
  Run run = execute(compiled, input.dump(), {});
  if (run.outcome.status == Status::Succeeded) {
    result.value = Json::parse(run.outcome.output);
    return result;
  }
  result.end = Evaluation::End::Failed;
  result.error = run.outcome.error.value_or("");
  result.cause = run.outcome.cause.value_or("");
  return result;
}

std::string describe(const Evaluation &evaluation) {
  switch (evaluation.end) {
  case Evaluation::End::Value:
    return shortText(evaluation.value);
  case Evaluation::End::Refused:
    return evaluation.cause;
  case Evaluation::End::Failed:
    return "error " + evaluation.error + ": " + evaluation.cause;
  }
  return "";
}

Verdict differs(const Json &body, const char *expression, const std::string &expected,
                const std::string &actual) {
  return Verdict::of({{body[expression].get<std::string>(), expected, actual}});
}

/// `not_found` is the kind of error that users can observe: `Invalid path '...' : No results for
/// path`.
bool saysNotFound(const Evaluation &evaluation, const std::string &message) {
  return evaluation.end == Evaluation::End::Failed &&
         (message.empty() || evaluation.cause.find(message) != std::string::npos);
}

Verdict judgePath(const Json &body, const Evaluation &evaluation) {
  if (!body.contains("error")) {
    bool same = evaluation.end == Evaluation::End::Value &&
                equalValues(body["result"], evaluation.value, body.value("unordered", false));
    return same ? Verdict::passed()
                : differs(body, "path", shortText(body["result"]), describe(evaluation));
  }
  std::string kind = body.value("error_kind", "");
  bool right = kind == "not_found" ? saysNotFound(evaluation, body.value("message", ""))
                                   : evaluation.end != Evaluation::End::Value;
  return right ? Verdict::passed()
               : differs(body, "path", "error " + kind + ": " + body.value("message", ""),
                         describe(evaluation));
}

bool meetsCheck(const Json &check, const Json &value) {
  if (check.value("integer", false) &&
      !(value.is_number() && value.get<double>() == static_cast<double>(value.get<int64_t>())))
    return false;
  if (check.contains("min") &&
      !(value.is_number() && value.get<double>() >= check["min"].get<double>()))
    return false;
  if (check.contains("max") &&
      !(value.is_number() && value.get<double>() <= check["max"].get<double>()))
    return false;
  if (check.contains("pattern"))
    return value.is_string() && std::regex_search(value.get<std::string>(),
                                                  std::regex(check["pattern"].get<std::string>()));
  return true;
}

bool meetsError(const Json &error, const Evaluation &evaluation) {
  if (evaluation.end == Evaluation::End::Value)
    return false;
  // A refusal has our words: that it happens at all is what the case can ask for.
  if (error.value("phase", "") == "definition")
    return evaluation.end == Evaluation::End::Refused;
  if (evaluation.end == Evaluation::End::Refused)
    return true; // found before it ran
  if (error.contains("name") && evaluation.error != error["name"].get<std::string>())
    return false;
  return !error.contains("cause-pattern") ||
         std::regex_search(evaluation.cause, std::regex(error["cause-pattern"].get<std::string>()));
}

/// Compares by the rules of recordings, which results of intrinsic functions are. A result that is
/// not a string was recorded where the service showed its text.
bool isRecorded(const Json &expected, const Json &actual, bool unordered) {
  if (actual.is_string() && !expected.is_string()) {
    Json value = Json::parse(actual.get<std::string>(), nullptr, /*allow_exceptions=*/false);
    return !value.is_discarded() && !value.is_string() && isRecorded(expected, value, unordered);
  }
  if (!unordered || !expected.is_array() || !actual.is_array())
    return matchesRecorded(expected, actual);
  return std::is_permutation(expected.begin(), expected.end(), actual.begin(), actual.end(),
                             matchesRecorded);
}

} // namespace

Verdict runJsonPath(const Case &oneCase, const Backend &backend) {
  const Json &body = oneCase.body;
  Json states = {{"Path", {{"Type", "Pass"}, {"InputPath", body["path"]}, {"End", true}}}};
  return judgePath(body, evaluate(states, "Path", body["document"], backend));
}

Verdict runIntrinsic(const Case &oneCase, const Backend &backend) {
  const Json &body = oneCase.body;
  Json input = body.value("input", Json::object());
  Json executionInput = input;
  if (body.contains("context") && body["context"].contains("Execution"))
    executionInput = body["context"]["Execution"].value("Input", input);

  Json states;
  std::string start = "Call";
  if (body.contains("variables") || executionInput != input) {
    start = "Before";
    states["Before"] = {{"Type", "Pass"}, {"Result", input}, {"Next", "Call"}};
    if (body.contains("variables"))
      states["Before"]["Assign"] = body["variables"];
  }
  states["Call"] = {{"Type", "Pass"},
                    {"Parameters", {{"result.$", body["expr"]}}},
                    {"OutputPath", "$.result"},
                    {"End", true}};
  Evaluation evaluation = evaluate(states, start, executionInput, backend);

  if (body.contains("error"))
    return meetsError(body["error"], evaluation)
               ? Verdict::passed()
               : differs(body, "expr", shortText(body["error"]), describe(evaluation));
  bool isValue = evaluation.end == Evaluation::End::Value;
  if (body.contains("check"))
    return isValue && meetsCheck(body["check"], evaluation.value)
               ? Verdict::passed()
               : differs(body, "expr", shortText(body["check"]), describe(evaluation));
  return isValue && isRecorded(body["result"], evaluation.value, body.value("unordered", false))
             ? Verdict::passed()
             : differs(body, "expr", shortText(body["result"]), describe(evaluation));
}

} // namespace asl::conformance
