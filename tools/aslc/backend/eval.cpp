// `aslc eval`: compiles one expression, evaluates it and prints the result.
#include "compiler/driver/expression.h"
#include "runtime/support/utf8.h"
#include "runtime/value/json.h"
#include "tools/aslc/backend/given.h"
#include "tools/aslc/backend/verbs.h"
#include "tools/aslc/command/options.h"

#include <algorithm>
#include <cstdio>
#include <string>

namespace aslc::tool {

namespace {

struct EvalOptions {
  driver::ExpressionSource source;
  std::optional<std::string> input, result, errorOutput, context; ///< as given
  std::vector<std::string> bindings;                              ///< JSON texts
  uint64_t seed = 0;                                              ///< 0: from the system
  bool isJsonPath() const { return source.language == driver::ExpressionLanguage::JsonPath; }
  Expected<void> takeBinding(const std::string &text);
  Expected<void> takeSeed(const std::string &text);
};

Expected<void> EvalOptions::takeBinding(const std::string &text) {
  size_t equals = text.find('='), begin = text.starts_with('$') ? 1 : 0;
  if (equals == text.npos || equals == begin)
    return Failure{"expected NAME=JSON, found `" + text + "`"};
  std::string name = text.substr(begin, equals - begin);
  if (std::find(source.variables.begin(), source.variables.end(), name) != source.variables.end())
    return Failure{"the variable `$" + name + "` is given twice"};
  source.variables.push_back(std::move(name));
  bindings.push_back(text.substr(equals + 1));
  return {};
}

Expected<void> EvalOptions::takeSeed(const std::string &text) {
  if (auto taken = asl::takeNumber<decltype(seed)>(seed, 0)(text); !taken)
    return taken;
  // 0 must be a valid seed, as for the option --seed of programs; in a heap it means a random seed.
  seed += seed == 0 ? 0x9E3779B97F4A7C15ull : 0;
  return {};
}

int fail(const std::string &problem, int status) {
  std::string text = "aslc eval: " + problem + "\n";
  std::fputs(text.c_str(), stderr);
  return status;
}

/// Reads JSON; on failure reports the error with its place and returns undefined.
asl::Value readValue(asl::Heap &heap, const Given &given, const std::string &what) {
  asl::json::ReadError error;
  asl::Value value = asl::json::read(heap, given.text, &error);
  if (!asl::isUndefined(value))
    return value;
  reportNotJson(given, what, error);
  return value;
}

/// An error as one line: its code, its message, and the name that it is about unless the message
/// has it.
std::string describe(const asl_error &error) {
  std::string code(asl::isString(error.name) ? asl::text(error.name) : "");
  std::string cause(asl::isString(error.cause) ? asl::text(error.cause) : "");
  std::string line = code + ": " + cause;
  asl::Value token = asl::memberByText(error.detail, "token");
  if (asl::isString(token) && cause.find(asl::text(token)) == cause.npos)
    line += " (`" + std::string(asl::text(token)) + "`)";
  return line;
}

int show(asl::Value value) {
  if (asl::isError(value))
    return fail(describe(*value.error), exitFaulty);
  if (value.tag == ASL_FUNCTION)
    return fail("the result is a function, which is not a JSON value", exitFaulty);
  if (asl::isUndefined(value))
    return exitClean;
  std::string text = asl::json::write(value) + "\n";
  std::fputs(text.c_str(), stdout);
  return exitClean;
}

/// The values that an expression may refer to, read from the command line.
class Surroundings {
public:
  Surroundings(asl::Heap &heap, const EvalOptions &options) : heap_(heap), options_(options) {}

  /// False when something cannot be read, which was reported.
  bool read() {
    bool isRead = readOption("--input", options_.input, "the input", input) &&
                  readOption("--result", options_.result, "the result", result_) &&
                  readOption("--error-output", options_.errorOutput, "the error output", error_) &&
                  readOption("--context", options_.context, "the context object", context);
    for (size_t i = 0; isRead && i < options_.bindings.size(); ++i) {
      bindings.push_back(readValue(heap_, {"--bind", options_.bindings[i]},
                                   "the value of `$" + options_.source.variables[i] + "`"));
      isRead = !asl::isUndefined(bindings.back());
    }
    if (!options_.isJsonPath())
      bindings.push_back(states());
    return isRead;
  }

  asl::Value input = asl::undefined(), context = asl::undefined();
  std::vector<asl::Value> bindings;

private:
  bool readOption(const std::string &option, const std::optional<std::string> &text,
                  const std::string &what, asl::Value &value) {
    if (!text)
      return true;
    std::optional<Given> given = givenBy(option, *text);
    if (given)
      value = readValue(heap_, *given, what);
    return !asl::isUndefined(value);
  }

  /// `$states`
  asl::Value states() {
    std::vector<const asl_string *> keys;
    std::vector<asl::Value> values;
    auto add = [&](std::string_view key, asl::Value value) {
      if (asl::isUndefined(value))
        return;
      keys.push_back(heap_.key(key));
      values.push_back(value);
    };
    add("input", input);
    add("result", result_);
    add("errorOutput", error_);
    add("context", context);
    return heap_.object(keys, values);
  }

  asl::Heap &heap_;
  const EvalOptions &options_;
  asl::Value result_ = asl::undefined(), error_ = asl::undefined();
};

int evaluate(const driver::ExpressionResult &compiled, const EvalOptions &options,
             const DefinitionOptions &showing) {
  const driver::LoadedExpression &expression = *compiled.expression;
  asl::Heap heap(expression.symbols(), options.seed);
  Surroundings around(heap, options);
  if (!around.read())
    return exitUsage;
  asl::Value value = expression.evaluate(heap, around.input, around.context, around.bindings);
  bool told = asl::isError(value) &&
              driver::reportFailure(*compiled.diagnostics, *value.error, describe(*value.error));
  showDiagnostics({compiled.diagnostics}, showing);
  return told ? exitFaulty : show(value);
}

void addOptions(CommandLine &line, EvalOptions &options) {
  auto add = [&line](const char *name, const char *help, std::optional<std::string> &target) {
    line.add({name, 0, "JSON|[@]FILE|-", help, [&target](const std::string &text) {
                target = text;
                return Expected<void>();
              }});
  };
  add("--input",
      "what `$` and `$states.input` are: JSON text, a file, or\n"
      "standard input (by default undefined in JSONata, `{}` in\n"
      "JSONPath)",
      options.input);
  add("--result", "what `$states.result` is", options.result);
  add("--error-output", "what `$states.errorOutput` is", options.errorOutput);
  add("--context", "the context object: `$states.context`, in JSONPath `$$`", options.context);
  line.add({"--bind", 0, "NAME=JSON", "the value of the variable $NAME; may be repeated",
            [&](const std::string &text) { return options.takeBinding(text); }});
  line.mayRepeat("--bind");
  line.add({"--seed", 0, "N", "repeat the random numbers of an earlier evaluation with N",
            [&](const std::string &text) { return options.takeSeed(text); }});
  line.addChoice("--lang", {"jsonata", "jsonpath"}, "its language (default: jsonata)",
                 [&](size_t index) {
                   options.source.language = static_cast<driver::ExpressionLanguage>(index);
                 });
}

} // namespace

int runEval(std::span<const std::string> arguments) {
  DefinitionOptions showing;
  EvalOptions options;
  CommandLine line(
      "eval", "aslc eval [OPTION...] EXPRESSION",
      "Compiles one expression, evaluates it and prints its value as JSON; nothing when\n"
      "it has none (undefined). In JSONata it may be pasted with its marks `{%` and `%}`;\n"
      "in JSONPath it is a path or a call of an intrinsic function. Exit status:\n"
      "0 evaluated, 1 the expression has errors or failed, 2 usage, or an input that\n"
      "cannot be read.");
  line.takeDashes();
  addOptions(line, options);
  addShowingOptions(line, showing);
  if (auto status = line.read(arguments))
    return *status;
  if (auto status = line.requireOneOperand("an EXPRESSION"))
    return *status;
  options.source.text = line.operands()[0];
  if (!asl::utf8::isValid(options.source.text))
    return line.fail("the expression is not valid UTF-8");
  if (options.isJsonPath() && !options.input)
    options.input = "{}";
  if (!options.isJsonPath()) {
    std::vector<std::string> &names = options.source.variables;
    if (std::find(names.begin(), names.end(), "states") != names.end())
      return line.fail("--bind: `$states` is made of --input, --result, --error-output, --context");
    names.emplace_back("states");
  }

  driver::Jit jit;
  driver::ExpressionResult compiled = driver::compileExpression(options.source, jit);
  if (compiled.expression)
    return evaluate(compiled, options, showing);
  showDiagnostics({compiled.diagnostics}, showing);
  return compiled.diagnostics->hasErrors() ? exitFaulty : fail(compiled.problem, exitUsage);
}

} // namespace aslc::tool
