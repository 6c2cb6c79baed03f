#include "tools/aslc/backend/functions.h"

#include "tools/aslc/backend/program_arguments.h"

#include "runtime/functions/lambda_function.h"
#include "tools/aslc/backend/function_code.h"

#include <algorithm>
#include <filesystem>

namespace aslc::tool {

namespace fs = std::filesystem;

namespace {

using asl::binding::Answer;
using asl::binding::Binding;

/// Adds what Lambda's variables hold of the folders of layers, which are at `/opt` there.
void addLayers(const project::Function &function, project::Texts &environment) {
  auto add = [&](const char *variable, const std::string &path) {
    std::string &value = environment[variable];
    value += (value.empty() ? "" : ":") + path;
  };
  for (const std::string &layer : function.layers) {
    std::error_code ignored;
    std::string folder = fs::absolute(layer, ignored).lexically_normal().string();
    if (function.runtime.starts_with("python")) {
      add("PYTHONPATH", folder + "/python");
      add("PYTHONPATH", folder); // `sam build` moves what is here into `python`
    } else if (function.runtime.starts_with("nodejs")) {
      add("NODE_PATH", folder + "/nodejs/node_modules");
      add("NODE_PATH", folder + "/node_modules");
    }
  }
}

Binding bindingOf(const project::Function &function) {
  Binding binding;
  binding.function = function.name;
  binding.origin = function.file->name() + ":" +
                   std::to_string(function.file->lineColumn(function.place.begin).line);
  std::string problem = function.problem;
  if (problem.empty() && !asl::functions::isKnownRuntime(function.runtime))
    problem = function.runtime.empty() ? "it has no `Runtime`"
                                       : "its runtime is `" + function.runtime + "`";
  asl::Expected<std::string> code = std::string();
  if (problem.empty())
    code = codeFolder(function);
  if (!code)
    problem = code.error();
  if (!problem.empty()) {
    binding.problem = "The function `" + function.name + "` (" + binding.origin +
                      ") cannot be started here: " + problem +
                      ". Bind it to something else in a task file, and name that with --tasks";
    binding.answers.emplace_back();
    return binding;
  }
  Answer &answer = binding.answers.emplace_back();
  answer.kind = Answer::Kind::Lambda;
  answer.callback = true; // a function that gets a token does not end the task by its result
  binding.lambda.code = *std::move(code);
  binding.lambda.handler = function.handler;
  binding.lambda.runtime = function.runtime;
  binding.lambda.memoryMb = function.memoryMb;
  project::Texts environment = function.environment;
  addLayers(function, environment);
  binding.environment.assign(environment.begin(), environment.end());
  binding.timeoutSeconds = function.timeoutSeconds;
  return binding;
}

} // namespace

asl::binding::BindingFile bindingsOf(const project::Project &project) {
  asl::binding::BindingFile file;
  for (const project::Function &function : project.functions)
    file.bindings.push_back(bindingOf(function));
  return file;
}

asl::binding::BindingFile functionBindings(const std::string &path,
                                           const DefinitionOptions &options) {
  // What comes through a pipe was read already.
  std::error_code ignored;
  if (path == "-" || !fs::is_regular_file(path, ignored))
    return {};
  std::string why;
  auto file = readDefinition(path, &why);
  auto project = file ? openProject(file, options) : std::nullopt;
  return project ? bindingsOf(*project) : asl::binding::BindingFile{};
}

std::vector<std::string> withTaskFile(const std::string &path, std::vector<std::string> arguments) {
  if (valueOf(arguments, "--tasks"))
    return arguments;
  std::error_code ignored;
  fs::path file = path == "-" ? fs::path("aslc.yaml") : fs::path(path).parent_path() / "aslc.yaml";
  if (fs::is_regular_file(file, ignored))
    arguments.insert(arguments.begin(), "--tasks=" + file.string());
  return arguments;
}

} // namespace aslc::tool
