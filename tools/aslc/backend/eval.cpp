// `aslc eval`: compiles one expression and evaluates it, to see what it gives.
#include "compiler/driver/expression.h"
#include "runtime/support/document/text_file.h"
#include "runtime/support/utf8.h"
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
  std::string input, result, errorOutput, context; ///< as given
  std::vector<std::string> bindings;               ///< JSON texts
  uint64_t seed = 0;                               ///< 0: from the system
  bool isJsonPath() const { return source.language == driver::ExpressionLanguage::JsonPath; }
  Result<void> takeBinding(const std::string &text);
  Result<void> takeSeed(const std::string &text);
};

Result<void> EvalOptions::takeBinding(const std::string &text) {
  size_t equals = text.find('=');
  if (equals == 0 || equals == text.npos)
    return Failure{"expected NAME=JSON, found `" + text + "`"};
  std::string name = text.substr(0, equals);
  source.bindings.push_back(name.starts_with('$') ? name.substr(1) : name);
  bindings.push_back(text.substr(equals + 1));
  return {};
}

Result<void> EvalOptions::takeSeed(const std::string &text) {
  const char *end = text.data() + text.size();
  auto [at, status] = std::from_chars(text.data(), end, seed);
  if (status != std::errc() || at != end)
    return Failure{"expected a number, found `" + text + "`"};
  // 0 is a seed like any other here, as it is to a program's --seed.
  seed += seed == 0 ? 0x9E3779B97F4A7C15ull : 0;
  return {};
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

/// What stands behind `option`: JSON, or where that is.
std::optional<Given> givenBy(const std::string &option, const std::string &given) {
  std::string path = given.starts_with('@') ? given.substr(1) : given;
  if (path == given && given != "-") {
    asl::Heap heap(nullptr, 1);
    std::error_code ignored;
    bool isJson = !asl::isUndefined(asl::json::read(heap, given));
    if (isJson || !std::filesystem::is_regular_file(path, ignored))
      return Given{option, given};
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
  std::string text =
      asl::document::File(given.where, given.text).placeText(static_cast<uint32_t>(error.offset)) +
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

/// The values that an expression sees, read from the command line.
class Surroundings {
public:
  Surroundings(asl::Heap &heap, const EvalOptions &options) : heap_(heap), options_(options) {}

  /// False when something cannot be read, which was said then.
  bool read() {
    bool isRead = readOption("--input", options_.input, "the input", input) &&
                  readOption("--result", options_.result, "the result", result_) &&
                  readOption("--error-output", options_.errorOutput, "the error output", error_) &&
                  readOption("--context", options_.context, "the context object", context_);
    for (size_t i = 0; isRead && i < options_.bindings.size(); ++i) {
      bindings.push_back(readValue(heap_, {"--bind", options_.bindings[i]},
                                   "the value of `$" + options_.source.bindings[i] + "`"));
      isRead = !asl::isUndefined(bindings.back());
    }
    // The last binding is what options say of the state that the expression stands in.
    bindings.push_back(options_.isJsonPath() ? context_ : states());
    return isRead;
  }

  asl::Value input = asl::undefined();
  std::vector<asl::Value> bindings;

private:
  bool readOption(const std::string &option, const std::string &text, const std::string &what,
                  asl::Value &value) {
    if (text.empty())
      return true;
    std::optional<Given> given = givenBy(option, text);
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
    add("context", context_);
    return heap_.object(keys, values);
  }

  asl::Heap &heap_;
  const EvalOptions &options_;
  asl::Value result_ = asl::undefined(), error_ = asl::undefined(), context_ = asl::undefined();
};

int evaluate(const driver::ExpressionResult &compiled, const EvalOptions &options,
             const DefinitionOptions &showing) {
  const driver::LoadedExpression &expression = *compiled.expression;
  asl::Heap heap(expression.symbols(), options.seed);
  Surroundings around(heap, options);
  if (!around.read())
    return exitUsage;
  asl::Value value = expression.evaluate(heap, around.input, around.bindings.data());
  bool told = asl::isError(value) &&
              driver::tellFailure(*compiled.diagnostics, *value.error, describe(*value.error));
  showDiagnostics({compiled.diagnostics}, showing);
  return told ? exitFaulty : show(value);
}

void addOptions(CommandLine &line, EvalOptions &options) {
  line.addText("--input", 0, "JSON|[@]FILE|-",
               "what `$` and `$states.input` are: JSON text, a file, or\n"
               "standard input (by default undefined in JSONata, `{}` in\n"
               "JSONPath)",
               options.input);
  line.addText("--result", 0, "JSON|[@]FILE|-", "what `$states.result` is", options.result);
  line.addText("--error-output", 0, "JSON|[@]FILE|-", "what `$states.errorOutput` is",
               options.errorOutput);
  line.addText("--context", 0, "JSON|[@]FILE|-",
               "the context object: `$states.context`, in JSONPath `$$`", options.context);
  line.add({"--bind", 0, "NAME=JSON", "the value of the variable $NAME; may be repeated",
            [&](const std::string &text) { return options.takeBinding(text); }});
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
  if (line.operands().size() != 1)
    return line.fail(line.operands().empty() ? "an EXPRESSION is missing"
                                             : "one EXPRESSION at a time");
  options.source.text = line.operands()[0];
  if (!asl::utf8::isValid(options.source.text))
    return line.fail("the expression is not valid UTF-8");
  if (options.isJsonPath() && options.input.empty())
    options.input = "{}";
  options.source.bindings.emplace_back(options.isJsonPath() ? "$" : "states");

  driver::ExpressionResult compiled = driver::compileExpression(options.source);
  if (compiled.expression)
    return evaluate(compiled, options, showing);
  showDiagnostics({compiled.diagnostics}, showing);
  return compiled.diagnostics->hasErrors() ? exitFaulty : fail(compiled.problem, exitUsage);
}

} // namespace aslc::tool
