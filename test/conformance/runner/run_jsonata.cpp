// JSONata cases: the expression is compiled by itself, and evaluated once on a fresh copy of its
// input.
#include "test/conformance/runner/run.h"

#include "compiler/driver/expression.h"
#include "runtime/expr/jsonata/eval/evaluation.h"
#include "runtime/support/file.h"
#include "runtime/value/json.h"

#include <cmath>
#include <filesystem>
#include <optional>

namespace asl::conformance {

namespace {

namespace driver = aslc::driver;

/// How the evaluation of an expression ended.
struct Evaluation {
  enum class End : uint8_t { Value, Undefined, Refused, Failed } end = End::Undefined;
  Json value;
  std::string code, message; ///< Refused, Failed
  Json detail = Json::object();
};

/// The value as the reference's result looks in JSON: functions are left out, and null in arrays.
std::optional<Json> toJson(Value value) {
  switch (value.tag) {
  case ASL_NULL:
    return Json();
  case ASL_FALSE:
    return Json(false);
  case ASL_TRUE:
    return Json(true);
  case ASL_INTEGER:
    return Json(value.integer);
  case ASL_DOUBLE:
  case ASL_DECIMAL:
    return std::isfinite(toDouble(value)) ? Json(toDouble(value)) : Json();
  case ASL_STRING:
    return Json(std::string(text(value)));
  case ASL_ARRAY: {
    Json array = Json::array();
    for (uint32_t i = 0; i < value.array->count; ++i)
      array.push_back(toJson(value.array->items[i]).value_or(Json()));
    return array;
  }
  case ASL_OBJECT: {
    Json object = Json::object();
    for (uint32_t i = 0; i < value.object->count; ++i)
      if (auto member = toJson(value.object->values[i]))
        object[std::string(text(value.object->keys[i]))] = std::move(*member);
    return object;
  }
  default:
    return std::nullopt;
  }
}

/// The text of the data set that a case names.
std::string dataset(const Case &oneCase) {
  std::filesystem::path path = std::filesystem::path(oneCase.file).parent_path() / "datasets" /
                               (oneCase.body["dataset"].get<std::string>() + ".json");
  Expected<std::string> text = readFile(path);
  if (!text)
    throw std::runtime_error("cannot read " + path.string() + ": " + text.error());
  return *std::move(text);
}

Value read(Heap &heap, const std::string &text) {
  json::ReadError error;
  Value value = json::read(heap, text, &error);
  if (isUndefined(value))
    throw std::runtime_error("the input of the case cannot be read: " + error.message);
  return value;
}

/// The reference counts nested evaluations of parts of an expression, we count calls: a call is
/// at least three of those, itself, a body and what in it calls.
constexpr uint32_t evaluationsOfACall = 3;
constexpr uint64_t callsInAMillisecond = 10000;

void setLimits(const Json &body) {
  uint32_t depth = body.value("depth", uint32_t(10000)) / evaluationsOfACall;
  uint64_t calls = body.value("timelimit", uint64_t(10000)) * callsInAMillisecond;
  // The suite is the reference's, which has no limit of memory.
  asl::jsonata::Evaluation::current().setLimits(
      {.depth = depth, .steps = calls, .bytes = size_t(1) << 30, .weight = uint64_t(1) << 30});
}

Evaluation failure(Value error) {
  Evaluation result;
  result.end = Evaluation::End::Failed;
  if (isString(error.error->name))
    result.code = text(error.error->name);
  if (isString(error.error->cause))
    result.message = text(error.error->cause);
  result.detail = toJson(error.error->detail).value_or(Json::object());
  return result;
}

Evaluation evaluate(const driver::LoadedExpression &expression, const Case &oneCase) {
  const Json &body = oneCase.body;
  Heap heap(expression.symbols(), /*seed=*/1);
  Value input = undefined();
  if (body.contains("data"))
    input = read(heap, body["data"].dump());
  else if (body.contains("dataset") && body["dataset"].is_string())
    input = read(heap, dataset(oneCase));
  std::vector<Value> bindings;
  if (body.contains("bindings"))
    for (const auto &[name, value] : body["bindings"].items())
      bindings.push_back(read(heap, value.dump()));

  setLimits(body);
  Value value = expression.evaluate(heap, input, undefined(), bindings);
  if (isError(value))
    return failure(value);
  Evaluation result;
  if (std::optional<Json> json = toJson(value)) {
    result.end = Evaluation::End::Value;
    result.value = std::move(*json);
  }
  return result;
}

Evaluation compileAndEvaluate(const Case &oneCase, const Backend &backend) {
  const Json &body = oneCase.body;
  driver::ExpressionSource source;
  source.text = body["expr"].get<std::string>();
  if (body.contains("bindings"))
    for (const auto &[name, value] : body["bindings"].items())
      source.variables.push_back(name);
  driver::ExpressionResult compiled = driver::compileExpression(source, backend.loader);
  if (compiled.expression)
    return evaluate(*compiled.expression, oneCase);
  if (!compiled.refused)
    throw std::runtime_error("the compiler failed: " + compiled.problem);
  Evaluation result;
  result.end = Evaluation::End::Refused;
  result.code = compiled.refused->code;
  result.message = compiled.refused->message();
  result.detail = {{"token", compiled.refused->token}, {"value", compiled.refused->value}};
  return result;
}

std::string describe(const Evaluation &evaluation) {
  switch (evaluation.end) {
  case Evaluation::End::Value:
    return shortText(evaluation.value);
  case Evaluation::End::Undefined:
    return "(undefined)";
  case Evaluation::End::Refused:
  case Evaluation::End::Failed:
    break;
  }
  return std::string(evaluation.end == Evaluation::End::Refused ? "refused " : "error ") +
         evaluation.code + ": " + evaluation.message + " " + shortText(evaluation.detail);
}

/// Every key that the suite asserts must be equal.
bool meetsError(const Json &body, const Evaluation &evaluation) {
  const Json &error = body["error"];
  bool compile = body.value("phase", "") == "compile";
  if (evaluation.end != (compile ? Evaluation::End::Refused : Evaluation::End::Failed))
    return false;
  if (error.contains("code") && error["code"] != evaluation.code)
    return false;
  if (error.contains("message") && error["message"] != evaluation.message)
    return false;
  const Json &detail = evaluation.detail;
  for (const char *key : {"token", "value"})
    if (error.contains(key) && !(detail.contains(key) && equalValues(error[key], detail[key])))
      return false;
  // What the reference calls the function's name is the token of our errors.
  return !error.contains("functionName") ||
         detail.value("functionName", detail.value("token", Json())) == error["functionName"];
}

bool meets(const Json &body, const Evaluation &evaluation) {
  if (body.contains("error"))
    return meetsError(body, evaluation);
  if (body.value("undefined", false))
    return evaluation.end == Evaluation::End::Undefined;
  return evaluation.end == Evaluation::End::Value &&
         equalValues(body["result"], evaluation.value, body.value("unordered", false));
}

std::string expectation(const Json &body) {
  if (body.contains("error"))
    return body.value("phase", "") + " error " + shortText(body["error"]);
  return body.value("undefined", false) ? "(undefined)" : shortText(body["result"]);
}

} // namespace

Verdict runJsonata(const Case &oneCase, const Backend &backend) {
  const Json &body = oneCase.body;
  if (body.is_null())
    return Verdict::skipped("text with lone surrogates");
  if (!body.value("sfn", true))
    return Verdict::skipped("not offered by Step Functions");
  Evaluation evaluation = compileAndEvaluate(oneCase, backend);
  if (meets(body, evaluation))
    return Verdict::passed();
  return Verdict::of({{body["expr"].get<std::string>(), expectation(body), describe(evaluation)}});
}

} // namespace asl::conformance
