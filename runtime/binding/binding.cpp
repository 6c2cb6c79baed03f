// Reading binding files and finding the binding of a task.
#include "runtime/binding/binding.h"

#include "runtime/support/document/tree.h"
#include "runtime/support/file.h"
#include "runtime/task/function_name.h"
#include "runtime/task/pattern.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>
#include <memory>
#include <sys/stat.h>
#include <utility>

namespace asl::binding {

using namespace task;
namespace {

using document::Member;
using document::Node;
using Kind = Node::Kind;

/// What may stand in a binding, and whether it may also stand in an entry of `results`.
struct Field {
  std::string_view name;
  bool inAnswer;
};
constexpr std::array<Field, 14> kFields = {{{"resource", false},
                                            {"function", false},
                                            {"state", false},
                                            {"machine", false},
                                            {"raw", false},
                                            {"idempotent", false},
                                            {"results", false},
                                            {"command", true},
                                            {"result", true},
                                            {"error", true},
                                            {"hang", true},
                                            {"callback", true},
                                            {"submitted", true},
                                            {"delaySeconds", true}}};
/// The fields that say how a call is answered: one of them must be there.
constexpr std::array<std::string_view, 5> kWays = {"command", "result", "error", "hang", "results"};

std::string quoted(std::string_view text) { return "`" + std::string(text) + "`"; }

/// Something that is wrong with a binding file.
struct Problem {
  uint32_t at; ///< byte
  std::string message;
  auto operator<=>(const Problem &) const = default;
};

/// Reads the tree of a binding file, and collects what is wrong with it.
class BindingReader {
public:
  BindingReader(const document::File &file, std::vector<Problem> &problems)
      : file_(file), problems_(problems) {}

  void read(const Node &root, std::vector<Binding> &bindings) {
    if (root.kind == Kind::Null)
      return;
    if (root.kind != Kind::Array)
      return fail(root, "a list of bindings is expected, not " + name(root));
    for (const Node *item : root.items)
      binding(*item, bindings.emplace_back());
  }

private:
  void fail(const Node &at, std::string message) {
    problems_.push_back({at.range.begin, std::move(message)});
  }
  void failKey(const Member &member, std::string message) {
    problems_.push_back({member.keyRange.begin, std::move(message)});
  }
  static std::string name(const Node &node) { return std::string(document::kindName(node.kind)); }
  static const Node *memberOf(const Node &object, std::string_view name) {
    const Member *member = object.find(name);
    return member ? member->value : nullptr;
  }

  /// Returns false when nothing can be read of the node.
  bool checkFields(const Node &node, bool answer) {
    if (node.kind != Kind::Object) {
      fail(node, (answer ? "an answer (`result: ...`, `error: ...`) is expected, not "
                         : "a binding (`resource: ...`) is expected, not ") +
                     name(node));
      return false;
    }
    for (const Member &member : node.members) {
      bool known = false;
      for (const Field &field : kFields)
        known |= field.name == member.key && (field.inAnswer || !answer);
      if (!known)
        failKey(member, quoted(member.key) + " is not a field of " +
                            (answer ? "an answer" : "a binding") + "; there are " +
                            fieldList(answer));
    }
    return oneWay(node, answer);
  }

  static std::string fieldList(bool answer) {
    std::string list;
    for (const Field &field : kFields)
      if (field.inAnswer || !answer)
        list += (list.empty() ? "" : ", ") + std::string(field.name);
    return list;
  }

  /// Returns whether there is a way to carry out the task.
  bool oneWay(const Node &node, bool answer) {
    const Member *first = nullptr;
    bool unknown = false;
    for (const Member &member : node.members) {
      unknown |= std::none_of(kFields.begin(), kFields.end(),
                              [&](const Field &field) { return field.name == member.key; });
      if (std::find(kWays.begin(), kWays.end(), member.key) == kWays.end())
        continue;
      if (first != nullptr)
        failKey(member, quoted(member.key) + " and " + quoted(first->key) + " exclude each other");
      first = &member;
    }
    // A misspelt field may have been meant.
    if (first == nullptr && !unknown)
      fail(node, std::string("the answer to the task is missing: one of `command`, "
                             "`result`, `error`") +
                     (answer ? "" : ", `results`") + " and `hang` is needed");
    return first != nullptr;
  }

  void binding(const Node &node, Binding &binding) {
    bool hasWay = checkFields(node, false);
    if (node.kind != Kind::Object)
      return;
    binding.line = file_.lineColumn(node.range.begin).line;
    bool named = pattern(node, "resource", binding.resource);
    named |= pattern(node, "function", binding.function);
    named |= pattern(node, "state", binding.state);
    named |= pattern(node, "machine", binding.machine);
    if (!named)
      fail(node, "the binding does not say which tasks it is for: `resource`, `function`, `state` "
                 "or `machine` is needed");
    boolean(node, "raw", binding.raw);
    boolean(node, "idempotent", binding.idempotent);
    if (const Node *results = memberOf(node, "results"))
      sequence(node, *results, binding);
    else if (hasWay)
      answer(node, binding.answers.emplace_back());
  }

  void sequence(const Node &node, const Node &results, Binding &binding) {
    binding.sequence = true;
    for (std::string_view field : {"submitted", "delaySeconds", "callback"})
      if (const Node *misplaced = memberOf(node, field))
        fail(*misplaced, quoted(field) + " belongs in an entry of `results`");
    if (results.kind != Kind::Array || results.items.empty())
      return fail(results, "`results` must be a list of answers, one for each call");
    for (const Node *item : results.items)
      if (checkFields(*item, true))
        answer(*item, binding.answers.emplace_back());
  }

  void answer(const Node &node, Answer &answer) {
    if (const Node *submitted = memberOf(node, "submitted"))
      answer.submitted = toJson(*submitted);
    delay(node, answer.delaySeconds);
    boolean(node, "callback", answer.callback);
    if (const Node *misplaced = memberOf(node, "callback"); misplaced && !memberOf(node, "command"))
      fail(*misplaced, "`callback` belongs to a `command`");
    if (const Node *command = memberOf(node, "command")) {
      if (const Node *misplaced = memberOf(node, "delaySeconds"))
        fail(*misplaced, "a command takes its own time; `delaySeconds` is for fixed answers");
      return this->command(*command, answer);
    }
    if (const Node *result = memberOf(node, "result")) {
      answer.kind = Answer::Kind::Result;
      answer.result = toJson(*result);
      return;
    }
    if (const Node *error = memberOf(node, "error"))
      return this->error(*error, answer);
    bool hang = true;
    boolean(node, "hang", hang);
    if (!hang)
      fail(*memberOf(node, "hang"), "`hang` can only be true");
  }

  /// Returns whether the field is there.
  bool pattern(const Node &node, std::string_view field, std::optional<std::string> &result) {
    const Node *value = memberOf(node, field);
    if (value == nullptr)
      return false;
    if (value->kind != Kind::String || value->text.empty())
      fail(*value, quoted(field) + " must be a string, in which `*` matches any text");
    else
      result = value->text;
    return true;
  }

  void boolean(const Node &node, std::string_view field, bool &result) {
    const Node *value = memberOf(node, field);
    if (value == nullptr)
      return;
    if (value->kind != Kind::Boolean)
      fail(*value, quoted(field) + " must be true or false");
    else
      result = value->boolean;
  }

  void delay(const Node &node, double &seconds) {
    const Node *value = memberOf(node, "delaySeconds");
    if (value == nullptr)
      return;
    const char *end = value->text.data() + value->text.size();
    bool number = value->kind == Kind::Number &&
                  std::from_chars(value->text.data(), end, seconds).ec == std::errc();
    if (!number || seconds < 0 || seconds > 1e9)
      fail(*value, "`delaySeconds` must be a number of seconds");
  }

  void command(const Node &node, Answer &answer) {
    answer.kind = Answer::Kind::Command;
    if (node.kind == Kind::String && !node.text.empty()) {
      answer.command = {"/bin/sh", "-c", node.text};
      return;
    }
    if (node.kind != Kind::Array || node.items.empty())
      return fail(
          node,
          "`command` must be a list of a program and its arguments, or a string for the shell");
    for (const Node *item : node.items) {
      if (item->kind != Kind::String && item->kind != Kind::Number && item->kind != Kind::Boolean)
        fail(*item, "an argument must be a string, not " + name(*item));
      answer.command.push_back(textOf(*item));
    }
  }

  /// A string's text, and the JSON text of all else.
  static std::string textOf(const Node &node) {
    return node.kind == Kind::String ? node.text : toJson(node);
  }

  void error(const Node &node, Answer &answer) {
    answer.kind = Answer::Kind::Error;
    if (node.kind != Kind::Object)
      return fail(node, "`error` must be an object of `Error` and `Cause`");
    for (const Member &member : node.members) {
      if (member.key != "Error" && member.key != "Cause") {
        failKey(member,
                quoted(member.key) + " is not a field of `error`; there are Error and Cause");
        continue;
      }
      if (member.value->kind != Kind::String && member.key == "Error")
        fail(*member.value, "`Error` must be a string");
      (member.key == "Error" ? answer.error : answer.cause) = textOf(*member.value);
    }
  }

  const document::File &file_;
  std::vector<Problem> &problems_;
};

constexpr size_t kMostBytes = 64u << 20;

/// Reads as JSON what begins like JSON and is JSON, or is called so; all else as YAML, of which
/// JSON is a part but for rare cases.
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

Expected<std::vector<Binding>> parseBindings(std::shared_ptr<const document::File> file) {
  document::Tree tree = readTree(file);
  std::vector<Problem> problems;
  for (const document::Fault &fault : tree.faults)
    if (fault.kind != document::FaultKind::EmptyText)
      problems.push_back({fault.range.begin, fault.message()});
  std::vector<Binding> bindings;
  // Of a text that could not be read, more cannot be said.
  bool isWhole = std::none_of(tree.faults.begin(), tree.faults.end(),
                              [](const document::Fault &fault) { return fault.partMissing; });
  if (tree.root && isWhole)
    BindingReader(*file, problems).read(*tree.root, bindings);
  if (!problems.empty())
    return Failure{describe(*file, std::move(problems))};
  return bindings;
}

Expected<BindingFile> readBindingFile(const std::string &path) {
  Expected<std::string> text = readFile(path, kMostBytes);
  if (!text)
    return Failure{path + ": cannot be read: " + text.error()};
  Expected<std::vector<Binding>> bindings =
      parseBindings(std::make_shared<document::File>(path, *std::move(text)));
  if (!bindings)
    return bindings.failure();
  BindingFile file;
  file.path = path;
  file.bindings = *std::move(bindings);
  // Commands run in the folder of the file that names them; what comes through a pipe has none.
  struct stat status;
  size_t slash = path.rfind('/');
  if (slash != std::string::npos && stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode))
    file.directory = slash == 0 ? "/" : path.substr(0, slash);
  return file;
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
