// Reading binding files and finding the binding of a task.
#include "runtime/binding/binding.h"

#include "runtime/binding/binding_reader.h"
#include "runtime/support/document/tree.h"
#include "runtime/support/file.h"
#include "runtime/task/function_name.h"
#include "runtime/task/pattern.h"

#include <algorithm>
#include <memory>
#include <sys/stat.h>
#include <utility>

namespace asl::binding {

using namespace task;
namespace {

constexpr size_t kMostBytes = 64u << 20;

/// Reads as JSON what begins like JSON and is JSON, or is called so; all else as YAML. JSON
/// is YAML but for rare cases.
document::Tree readTree(std::shared_ptr<const document::File> file) {
  using document::Notation;
  std::string_view text = file->text();
  size_t first = text.find_first_not_of(" \t\r\n");
  if (first != text.npos && (text[first] == '{' || text[first] == '[')) {
    document::Tree tree = read(file, {.notation = Notation::Json});
    if (tree.faults.empty() || file->name().ends_with(".json"))
      return tree;
  }
  return read(std::move(file), {.notation = Notation::Yaml});
}

std::string describe(const document::File &file, std::vector<Problem> problems) {
  std::sort(problems.begin(), problems.end());
  std::string text;
  for (const Problem &problem : problems)
    text += (text.empty() ? "" : "\n") + file.placeText(problem.at) + ": error: " + problem.message;
  return text;
}

} // namespace

Expected<BindingFile> parseBindingFile(std::shared_ptr<const document::File> file) {
  document::Tree tree = readTree(file);
  std::vector<Problem> problems;
  for (const document::Fault &fault : tree.faults)
    if (fault.kind != document::FaultKind::EmptyText)
      problems.push_back({fault.range.begin, fault.message()});
  BindingFile bindings;
  bindings.path = file->name();
  // Of a text that could not be read, more cannot be said.
  bool isWhole = std::none_of(tree.faults.begin(), tree.faults.end(),
                              [](const document::Fault &fault) { return fault.partMissing; });
  if (tree.root && isWhole)
    readBindings(tree, problems, bindings);
  if (!problems.empty())
    return Failure{describe(*file, std::move(problems))};
  return bindings;
}

Expected<std::vector<Binding>> parseBindings(std::shared_ptr<const document::File> file) {
  Expected<BindingFile> bindings = parseBindingFile(std::move(file));
  if (!bindings)
    return bindings.failure();
  return std::move(bindings->bindings);
}

Expected<BindingFile> readBindingFile(const std::string &path) {
  Expected<std::string> text = readFile(path, kMostBytes);
  if (!text)
    return Failure{path + ": cannot be read: " + text.error()};
  Expected<BindingFile> file =
      parseBindingFile(std::make_shared<document::File>(path, *std::move(text)));
  if (!file)
    return file;
  // Commands run in the folder of the file that names them; what comes through a pipe has none.
  struct stat status;
  size_t slash = path.rfind('/');
  if (slash != std::string::npos && stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode))
    file->directory = slash == 0 ? "/" : path.substr(0, slash);
  return file;
}

std::string placeOf(const Binding &binding, const BindingFile &file) {
  return binding.origin.empty() ? file.path + ":" + std::to_string(binding.line) : binding.origin;
}

std::string pathFrom(const BindingFile &file, const std::string &path) {
  if (path.empty() || path.starts_with('/') || file.directory.empty())
    return path;
  return file.directory == "/" ? "/" + path : file.directory + "/" + path;
}

namespace {

/// The machine in the ARN of one of its executions; of a child of a distributed Map the machine
/// whose state it is: `arn:aws:states:REGION:ACCOUNT:execution:MACHINE/LABEL:NAME`.
std::string_view machineOf(std::string_view executionArn) {
  for (int part = 0; part < 6; ++part) {
    size_t colon = executionArn.find(':');
    if (colon == std::string_view::npos)
      return {};
    executionArn.remove_prefix(colon + 1);
  }
  return executionArn.substr(0, executionArn.find_first_of(":/"));
}

} // namespace

bool isFor(const Binding &binding, const Request &request) {
  if (binding.machine && !matchesPattern(*binding.machine, machineOf(request.executionArn)))
    return false;
  if (binding.state && !matchesPattern(*binding.state, request.stateName))
    return false;
  if (binding.resource && !matchesResource(*binding.resource, request.resource))
    return false;
  if (!binding.function)
    return true;
  std::optional<std::string> function = functionName(request);
  return function && matchesPattern(*binding.function, *function);
}

} // namespace asl::binding
