// `aslc eval`: compiles one expression and evaluates it, to see what it gives.
#include "compiler/driver/expression.h"
#include "compiler/source/utf8.h"
#include "runtime/value/json.h"
#include "tools/aslc/backend/verbs.h"
#include "tools/aslc/command/options.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <string>

namespace aslc::tool {

namespace {

struct EvalOptions {
  driver::ExpressionSource source;
  std::string input;                 ///< as given
  std::vector<std::string> bindings; ///< JSON texts
  uint64_t seed = 0;                 ///< 0: from the system
  std::string takeBinding(const std::string &text);
  std::string takeSeed(const std::string &text);
};

std::string EvalOptions::takeBinding(const std::string &text) {
  size_t equals = text.find('=');
  if (equals == 0 || equals == text.npos)
    return "expected NAME=JSON, found `" + text + "`";
  std::string name = text.substr(0, equals);
  source.bindings.push_back(name.starts_with('$') ? name.substr(1) : name);
  bindings.push_back(text.substr(equals + 1));
  return "";
}

std::string EvalOptions::takeSeed(const std::string &text) {
  const char *end = text.data() + text.size();
  auto [at, status] = std::from_chars(text.data(), end, seed);
  if (status != std::errc() || at != end)
    return "expected a number, found `" + text + "`";
  // 0 is a seed like any other here, as it is to a program's --seed.
  seed += seed == 0 ? 0x9E3779B97F4A7C15ull : 0;
  return "";
}

int fail(const std::string &problem, int status) {
  std::string text = "aslc eval: " + problem + "\n";
  std::fputs(text.c_str(), stderr);
  return status;
}

/// JSON from outside; `where` names it for messages.
struct Given {
  std::string where;
  std::string text;
};

/// What stands behind `--input`: JSON, or where that is.
std::optional<Given> inputGiven(const std::string &given) {
  std::string path = given.starts_with('@') ? given.substr(1) : given;
  if (path == given && given != "-") {
    asl::Heap heap(nullptr, 1);
    std::error_code ignored;
    bool isJson = !asl::isUndefined(asl::json::read(heap, given));
    if (isJson || !std::filesystem::is_regular_file(path, ignored))
      return Given{"--input", given};
  }
  std::shared_ptr<const source::File> file = readInput(path);
  if (!file)
    return std::nullopt;
  return Given{path == "-" ? "standard input" : path, std::string(file->text())};
}

/// Reads JSON; says what is wrong with it, and where, and gives undefined.
asl::Value readValue(asl::Heap &heap, const Given &given, const std::string &what) {
  asl::json::ReadError error;
  asl::Value value = asl::json::read(heap, given.text, &error);
  if (!asl::isUndefined(value))
    return value;
  std::string_view before = std::string_view(given.text).substr(0, error.offset);
  auto line = 1 + std::count(before.begin(), before.end(), '\n');
  size_t column = before.size() - (before.rfind('\n') + 1) + 1;
  std::string text = given.where + ":" + std::to_string(line) + ":" + std::to_string(column) +
                     ": error: " + what + " is not JSON: " + error.message + "\n";
  std::fputs(text.c_str(), stderr);
  return value;
}

/// An error as one line: its code, its words, and the name that it is about where they leave it
/// out.
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
    return fail("the result is a function, which is no JSON", exitFaulty);
  if (asl::isUndefined(value))
    return exitClean;
  std::string text = asl::json::write(value) + "\n";
  std::fputs(text.c_str(), stdout);
  return exitClean;
}

int evaluate(const driver::ExpressionResult &compiled, const EvalOptions &options,
             const DefinitionOptions &showing) {
  const driver::LoadedExpression &expression = *compiled.expression;
  asl::Heap heap(expression.symbols(), options.seed);
  asl::Value input = asl::undefined();
  if (!options.input.empty()) {
    std::optional<Given> given = inputGiven(options.input);
    if (!given)
      return exitUsage;
    input = readValue(heap, *given, "the input");
    if (asl::isUndefined(input))
      return exitUsage;
  }
  std::vector<asl::Value> bindings;
  for (size_t i = 0; i < options.bindings.size(); ++i) {
    bindings.push_back(readValue(heap, {"--bind", options.bindings[i]},
                                 "the value of `$" + options.source.bindings[i] + "`"));
    if (asl::isUndefined(bindings.back()))
      return exitUsage;
  }
  asl::Value value = expression.evaluate(heap, input, bindings.data());
  bool told = asl::isError(value) &&
              driver::tellFailure(*compiled.diagnostics, *value.error, describe(*value.error));
  showDiagnostics({compiled.diagnostics}, showing);
  return told ? exitFaulty : show(value);
}

} // namespace

int runEval(std::span<const std::string> arguments) {
  DefinitionOptions showing;
  EvalOptions options;
  CommandLine line("eval", "aslc eval [OPTION...] EXPRESSION",
                   "Compiles one expression, without the marks `{%` and `%}`, evaluates it and\n"
                   "prints its value as JSON; nothing when it has none (undefined). Exit status:\n"
                   "0 evaluated, 1 the expression has errors or failed, 2 usage, or an input that\n"
                   "cannot be read.");
  line.addText("--input", 0, "JSON|[@]FILE|-",
               "what `$` is: JSON text, a file, or standard input (by\n"
               "default undefined in JSONata, `{}` in JSONPath)",
               options.input);
  line.add({"--bind", 0, "NAME=JSON", "the value of the variable $NAME in JSONata; may be repeated",
            [&](const std::string &text) { return options.takeBinding(text); }});
  line.add({"--seed", 0, "N", "repeat the random numbers of an earlier evaluation with N",
            [&](const std::string &text) { return options.takeSeed(text); }});
  line.addChoice("--lang", {"jsonata", "jsonpath"}, "its language (default: jsonata)",
                 [&](size_t index) {
                   options.source.language = static_cast<driver::ExpressionLanguage>(index);
                 });
  addShowingOptions(line, showing);
  if (auto status = line.read(arguments))
    return *status;
  if (line.operands().size() != 1)
    return line.fail(line.operands().empty() ? "an EXPRESSION is missing"
                                             : "one EXPRESSION at a time");
  options.source.text = line.operands()[0];
  if (!source::invalidUtf8(options.source.text).empty())
    return line.fail("the expression is not valid UTF-8");
  bool isPath = options.source.language == driver::ExpressionLanguage::JsonPath;
  if (isPath && !options.source.bindings.empty())
    return line.fail("`--bind` is for JSONata");
  if (isPath && options.input.empty())
    options.input = "{}";

  driver::ExpressionResult compiled = driver::compileExpression(options.source);
  if (compiled.expression)
    return evaluate(compiled, options, showing);
  showDiagnostics({compiled.diagnostics}, showing);
  return compiled.diagnostics->hasErrors() ? exitFaulty : fail(compiled.problem, exitUsage);
}

} // namespace aslc::tool
