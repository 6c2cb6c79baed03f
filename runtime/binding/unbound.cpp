// Messages about tasks without a binding, and the bindings to paste.
#include "runtime/binding/unbound.h"

#include "runtime/task/function_name.h"
#include "runtime/task/pattern.h"
#include "runtime/value/json.h"

#include <algorithm>
#include <vector>

namespace asl::binding {

using namespace task;
namespace {

/// Words that YAML 1.1 or 1.2 reads as something else than a text.
bool isYamlWord(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  constexpr std::string_view words[] = {"true", "false", "null", "yes", "no",
                                        "on",   "off",   "y",    "n"};
  return std::find(std::begin(words), std::end(words), lower) != std::end(words);
}

/// A scalar of YAML that is read back as this text.
std::string yamlText(std::string_view text) {
  bool plain = !text.empty() &&
               text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                      "0123456789_-./:") == std::string_view::npos &&
               (text.starts_with("./") ||
                text.find_first_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == 0) &&
               !text.ends_with(':') && !isYamlWord(text);
  if (plain)
    return std::string(text);
  Heap heap(nullptr, 1);
  return json::write(heap.string(text));
}

std::string whereToAdd(const BindingFile &file) {
  if (file.path.empty())
    return "Write these lines into a file and name it with --tasks";
  return "Add these lines to " + std::string(file.hasParts ? "`tasks` in " : "") + file.path;
}

/// `second` is the field that distinguishes the tasks of one Resource; empty: none is needed.
std::string binding(std::string_view resource, const std::string &second,
                    const std::optional<std::string> &function) {
  return "- resource: " + yamlText(resource) + "\n" + second + "  command: [" +
         yamlText("./" + function.value_or("handler")) + "]  # or  result: {}\n";
}

struct TaskState {
  std::string_view name;
  Resource resource;
};

void collectTasks(const asl_flow &flow, std::vector<TaskState> &tasks) {
  for (uint32_t i = 0; i < flow.state_count; ++i) {
    const asl_state_info &state = flow.states[i];
    if (state.kind == ASL_TASK)
      tasks.push_back({text(state.name), parseResource(text(state.resource))});
    for (uint32_t branch = 0; state.kind == ASL_PARALLEL && branch < state.branch_count; ++branch)
      collectTasks(*state.branches[branch], tasks);
    if (state.kind == ASL_MAP)
      collectTasks(*state.map->processor, tasks);
  }
}

bool isLambdaInvoke(const Resource &resource) {
  return resource.service == "lambda" && resource.action.starts_with("invoke");
}

/// Whether the binding may be for the task; which function `lambda:invoke` calls, its request says.
bool mayBeFor(const Binding &binding, const TaskState &task, std::string_view machine) {
  if (binding.machine && !matchesPattern(*binding.machine, machine))
    return false;
  if (binding.state && !matchesPattern(*binding.state, task.name))
    return false;
  if (binding.resource && !matchesResource(*binding.resource, task.resource))
    return false;
  if (!binding.function || isLambdaInvoke(task.resource))
    return true;
  std::optional<std::string> function = functionName(task.resource);
  return function && matchesPattern(*binding.function, *function);
}

} // namespace

std::string unboundMessage(const Request &request, const BindingFile &file) {
  std::string resource(request.resource.text);
  std::optional<std::string> function = functionName(request);
  bool service = request.resource.kind == Resource::Kind::Service;
  return "Nothing is bound to the Resource `" + resource + "` of the state `" +
         std::string(request.stateName) + "`. " + whereToAdd(file) +
         ", with what the task gives or the command that carries it out:\n" +
         binding(resource, function && service ? "  function: " + yamlText(*function) + "\n" : "",
                 function);
}

std::string unboundTasks(const asl_module &module, const BindingFile &file, bool hasWorkers) {
  std::vector<TaskState> tasks;
  collectTasks(*module.flow, tasks);
  std::vector<std::string> bindings;
  for (const TaskState &task : tasks) {
    auto fits = [&](const Binding &one) { return mayBeFor(one, task, module.name); };
    bool waits = hasWorkers && task.resource.kind == Resource::Kind::Activity;
    if (waits || std::any_of(file.bindings.begin(), file.bindings.end(), fits))
      continue;
    std::string state =
        isLambdaInvoke(task.resource) ? "  state: " + yamlText(task.name) + "\n" : "";
    std::string lines = binding(task.resource.text, state, functionName(task.resource));
    if (std::find(bindings.begin(), bindings.end(), lines) == bindings.end())
      bindings.push_back(std::move(lines));
  }
  if (bindings.empty())
    return {};
  std::string message = "tasks without a binding fail the execution when it reaches them. " +
                        whereToAdd(file) +
                        ", with what each task gives or the command that carries it out:\n";
  for (const std::string &lines : bindings)
    message += lines;
  return message;
}

} // namespace asl::binding
