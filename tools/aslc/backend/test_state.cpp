// `aslc test-state`: TestState of the Step Functions API on the command line.
#include "runtime/binding/binding_executor.h"
#include "runtime/dom/text.h"
#include "tools/aslc/backend/given.h"
#include "tools/aslc/backend/verbs.h"
#include "tools/aslc/command/options.h"
#include "tools/calls/calls.h"
#include "tools/calls/definition.h"

#include <cstdio>

namespace aslc::tool {

namespace {

using calls::Json;

struct TestOptions {
  DefinitionOptions reading;
  Json request = Json::object();
  std::string state, input, variables, context, mockResult, readerData, tasks;
  bool raw = false;
};

int fail(const std::string &problem) {
  std::string text = "aslc test-state: " + problem + "\n";
  std::fputs(text.c_str(), stderr);
  return exitUsage;
}

auto takeNumber(Json &request, const char *member) {
  return [&request, member](const std::string &text) -> Expected<void> {
    uint32_t number = 0;
    auto taken = asl::takeNumber<uint32_t>(number, 0)(text);
    if (taken)
      request["stateConfiguration"][member] = number;
    return taken;
  };
}

void addMockOptions(CommandLine &line, TestOptions &options) {
  Json &request = options.request;
  line.addText("--mock-result", 0, "JSON|[@]FILE|-",
               "what a Task, Map or Parallel gives instead of its work", options.mockResult);
  line.add({"--mock-error", 0, "NAME", "the error with which it fails instead of its work",
            [&](const std::string &name) {
              request["mock"]["errorOutput"]["error"] = name;
              return Expected<void>();
            }});
  line.add({"--mock-cause", 0, "TEXT", "the cause of that error", [&](const std::string &cause) {
              request["mock"]["errorOutput"]["cause"] = cause;
              return Expected<void>();
            }});
  line.addChoice("--validation", {"strict", "present", "none"},
                 "how the mocked result of a Task is compared with the response\n"
                 "of the API that it calls: `strict` (the default) also wants\n"
                 "what the API requires, `present` checks what is there",
                 [&](size_t index) {
                   constexpr const char *modes[] = {"STRICT", "PRESENT", "NONE"};
                   request["mock"]["fieldValidationMode"] = modes[index];
                 });
  line.add({"--retry-count", 0, "N", "how many retries there were before",
            takeNumber(request, "retrierRetryCount")});
  line.add({"--failed-iterations", 0, "N", "of a Map: how many iterations failed",
            takeNumber(request, "mapIterationFailureCount")});
  line.add({"--failed-state", 0, "NAME", "of a Map or Parallel: the state within it that failed",
            [&](const std::string &text) {
              request["stateConfiguration"]["errorCausedByState"] = text;
              return Expected<void>();
            }});
  line.addText("--reader-data", 0, "TEXT|[@]FILE|-", "of a Map: what its ItemReader reads",
               options.readerData);
}

void addOptions(CommandLine &line, TestOptions &options) {
  Json &request = options.request;
  line.addText("--state", 0, "NAME",
               "the state to test, also one within a Map or a Parallel; not for\n"
               "a FILE that holds one state",
               options.state);
  line.addText("--input", 0, "JSON|[@]FILE|-", "the state's input (default: `{}`)", options.input);
  line.addText("--variables", 0, "JSON|[@]FILE|-", "the variables, an object", options.variables);
  line.addText("--context", 0, "JSON|[@]FILE|-",
               "the context object, with a mock (default: that of an Express\n"
               "execution)",
               options.context);
  line.addChoice("--inspect", {"info", "debug", "trace"},
                 "what is shown: `info` (the default) the outcome, `debug` also\n"
                 "what each field made, `trace` also HTTP requests",
                 [&](size_t index) {
                   constexpr const char *levels[] = {"INFO", "DEBUG", "TRACE"};
                   request["inspectionLevel"] = levels[index];
                 });
  addMockOptions(line, options);
  line.addText("--tasks", 0, "FILE", "carries out a Task without a mock as the file says",
               options.tasks);
  line.add({"--role-arn", 0, "ARN", "the role in the context object", [&](const std::string &arn) {
              request["roleArn"] = arn;
              return Expected<void>();
            }});
  line.addFlag("--raw", "print the response as the API gives it: JSON within is text", options.raw);
}

/// Puts the JSON that an option gave into `target`. False when it cannot be read.
bool put(Json &object, const char *member, const std::string &option, const std::string &given) {
  if (given.empty())
    return true;
  std::optional<std::string> text = jsonGivenBy(option, given, "the value of " + option);
  if (text)
    object[member] = *text;
  return text.has_value();
}

bool putAll(TestOptions &options) {
  Json &request = options.request;
  bool isRead = put(request, "input", "--input", options.input) &&
                put(request, "variables", "--variables", options.variables) &&
                put(request, "context", "--context", options.context);
  if (isRead && !options.mockResult.empty())
    isRead = put(request["mock"], "result", "--mock-result", options.mockResult);
  if (isRead && !options.readerData.empty()) {
    std::optional<Given> data = givenBy("--reader-data", options.readerData);
    isRead = data.has_value();
    if (data)
      request["stateConfiguration"]["mapItemReaderData"] = std::move(data->text);
  }
  return isRead;
}

/// Reads the definition into the request; an exit status when it is not to be tested.
std::optional<int> readDefinition(const std::string &path, TestOptions &options) {
  std::shared_ptr<const source::File> file = tool::readDefinition(path);
  if (!file)
    return exitUsage;
  bool isMachine = !options.state.empty();
  bool isTemplate = path != "-" && openProject(file, options.reading);
  if (isTemplate && !isMachine)
    return fail("name the state of " + path + " that is to be tested with --state");
  std::optional<frontend::Definition> definition;
  if (isTemplate)
    definition = checkDefinition(path, options.reading, /*forCodegen=*/false);
  else
    definition = isMachine ? calls::readMachine(file, options.reading.reading)
                           : calls::readState(file, options.reading.reading);
  if (!definition)
    return exitUsage;
  const source::Node *root = definition->tree ? definition->tree->root : nullptr;
  const source::Member *states = root ? root->find("States") : nullptr;
  if (states && !isMachine)
    root = states->value->find(calls::loneStateName)->value;
  if (root && !isMachine && root->find("States"))
    return fail("name the state of " + path + " that is to be tested with --state");
  showDiagnostics({definition->diagnostics}, options.reading);
  if (!definition->ok())
    return exitUsage;
  if (isMachine)
    options.request["stateName"] = options.state;
  options.request["definition"] = source::toJson(*root);
  return std::nullopt;
}

/// A JSON text with each level indented by two spaces. Numbers keep their digits.
std::string indented(std::string_view json) {
  std::string text;
  size_t level = 0;
  bool isInString = false;
  auto newLine = [&] { text.append("\n").append(2 * level, ' '); };
  for (size_t at = 0; at < json.size(); ++at) {
    char c = json[at];
    if (isInString) {
      text += c;
      if (c == '\\' && at + 1 < json.size())
        text += json[++at];
      isInString = c != '"';
      continue;
    }
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t')
      continue;
    bool isClosing = c == '}' || c == ']';
    bool wasOpening = text.ends_with('{') || text.ends_with('[');
    if (isClosing)
      --level;
    if (isClosing != wasOpening)
      newLine();
    text += c;
    isInString = c == '"';
    if (c == '{' || c == '[')
      ++level;
    else if (c == ',')
      newLine();
    else if (c == ':')
      text += ' ';
  }
  return text;
}

/// The response in the order in which people read it, with the JSON in its texts.
std::string readable(const Json &response) {
  auto valueText = [](const Json &value) {
    bool isJson = value.is_string() && asl::dom::isJson(value.get_ref<const std::string &>());
    return isJson ? value.get<std::string>() : asl::dom::write(value);
  };
  std::string shown;
  auto add = [&shown](std::string_view name, const std::string &value) {
    shown += shown.empty() ? "{" : ",";
    shown += asl::dom::write(Json(name)) + ":" + value;
  };
  for (const char *name : {"status", "nextState", "error", "cause"})
    if (response.contains(name))
      add(name, asl::dom::write(response[name]));
  if (response.contains("output"))
    add("output", valueText(response["output"]));
  if (response.contains("inspectionData")) {
    std::string inspected;
    for (const auto &[name, value] : response["inspectionData"].items())
      inspected +=
          (inspected.empty() ? "" : ",") + asl::dom::write(Json(name)) + ":" + valueText(value);
    add("inspectionData", "{" + inspected + "}");
  }
  return indented(shown + "}");
}

int show(const Json &response, bool raw) {
  std::string shown = (raw ? asl::dom::write(response, 2) : readable(response)) + "\n";
  std::fputs(shown.c_str(), stdout);
  const std::string status = response["status"];
  return status == "SUCCEEDED" || status == "CAUGHT_ERROR" ? exitClean : exitFaulty;
}

int test(TestOptions &options) {
  std::optional<asl::binding::BindingExecutor> executor;
  if (!options.tasks.empty()) {
    Expected<asl::binding::BindingFile> bindings = asl::binding::readBindingFile(options.tasks);
    if (!bindings) {
      std::fputs((bindings.error() + "\n").c_str(), stderr);
      return exitUsage;
    }
    executor.emplace(*std::move(bindings));
  }
  if (!options.request.contains("roleArn"))
    options.request["roleArn"] = "arn:aws:iam::123456789012:role/aslc";
  calls::StateTester tester;
  calls::Answer answer = tester.test(options.request, {}, executor ? &*executor : nullptr);
  if (const auto *refused = std::get_if<calls::Error>(&answer))
    return fail(refused->message);
  return show(std::get<Json>(answer), options.raw);
}

} // namespace

int runTestState(std::span<const std::string> arguments) {
  TestOptions options;
  CommandLine line("test-state", "aslc test-state [OPTION...] FILE",
                   "Runs one state with a given input and prints what it did as JSON: its status,\n"
                   "its output, the state that follows. FILE is the definition of a machine, with\n"
                   "--state, or of a state. Exit status: 0 the state goes on (SUCCEEDED,\n"
                   "CAUGHT_ERROR), 1 it does not (FAILED, RETRIABLE), 2 it cannot be tested so.");
  addOptions(line, options);
  addDefinitionOptions(line, options.reading);
  if (auto status = line.read(arguments))
    return *status;
  if (auto status = line.requireOneOperand("a FILE"))
    return *status;
  options.reading.jsonOnError = true; // the response goes to standard output
  if (auto status = readDefinition(line.operands()[0], options))
    return *status;
  if (!putAll(options))
    return exitUsage;
  return test(options);
}

} // namespace aslc::tool
