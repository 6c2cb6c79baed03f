// Reading binding files and finding the binding of a task.
#include "runtime/binding/binding.h"

#include "runtime/task/function_name.h"
#include "runtime/task/pattern.h"
#include "runtime/value/json.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <memory>
#include <sys/stat.h>
#include <tuple>
#include <utility>

namespace asl::binding {

using namespace task;
namespace {

using Kind = Node::Kind;

/// What may stand in a binding, and whether it may also stand in an entry of `results`.
struct Field {
  std::string_view name;
  bool inAnswer;
};
constexpr std::array<Field, 11> kFields = {{{"resource", false},
                                            {"function", false},
                                            {"state", false},
                                            {"raw", false},
                                            {"results", false},
                                            {"command", true},
                                            {"result", true},
                                            {"error", true},
                                            {"hang", true},
                                            {"submitted", true},
                                            {"delaySeconds", true}}};
/// The fields that say how a call is answered: one of them must be there.
constexpr std::array<std::string_view, 5> kWays = {"command", "result", "error", "hang", "results"};

std::string quoted(std::string_view text) { return "`" + std::string(text) + "`"; }

class Reader {
public:
  explicit Reader(std::vector<DocumentError> &errors) : errors_(errors) {}

  /// Adds what is wrong to the errors.
  void read(const Node &document, std::vector<Binding> &bindings) {
    if (document.kind == Kind::Null)
      return;
    if (document.kind != Kind::Array)
      return fail(document, "a list of bindings is expected, not " + name(document));
    for (const Node &item : document.items)
      binding(item, bindings.emplace_back());
  }

private:
  void fail(const Node &at, std::string message) {
    errors_.push_back({at.place, std::move(message)});
  }
  static std::string name(const Node &node) { return std::string(kindName(node.kind)); }

  /// Returns false when nothing can be read of the node.
  bool checkFields(const Node &node, bool answer) {
    if (node.kind != Kind::Object) {
      fail(node, (answer ? "an answer (`result: ...`, `error: ...`) is expected, not "
                         : "a binding (`resource: ...`) is expected, not ") +
                     name(node));
      return false;
    }
    for (size_t i = 0; i < node.keys.size(); ++i) {
      const Node &key = node.keys[i];
      bool known = false;
      for (const Field &field : kFields)
        known |= field.name == key.text && (field.inAnswer || !answer);
      if (!known)
        fail(key, quoted(key.text) + " is not a field of " + (answer ? "an answer" : "a binding") +
                      "; there are " + fieldList(answer));
      for (size_t earlier = 0; earlier < i; ++earlier)
        if (node.keys[earlier].text == key.text)
          fail(key, quoted(key.text) + " stands here twice");
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
    const Node *first = nullptr;
    bool unknown = false;
    for (const Node &key : node.keys) {
      unknown |= std::none_of(kFields.begin(), kFields.end(),
                              [&](const Field &field) { return field.name == key.text; });
      if (std::find(kWays.begin(), kWays.end(), key.text) == kWays.end())
        continue;
      if (first != nullptr && first->text != key.text)
        fail(key, quoted(key.text) + " and " + quoted(first->text) + " exclude each other");
      first = &key;
    }
    // A misspelt field may have been meant.
    if (first == nullptr && !unknown)
      fail(node, std::string("it is not said how the task is carried out: one of `command`, "
                             "`result`, `error`") +
                     (answer ? "" : ", `results`") + " and `hang` is needed");
    return first != nullptr;
  }

  void binding(const Node &node, Binding &binding) {
    bool hasWay = checkFields(node, false);
    if (node.kind != Kind::Object)
      return;
    binding.line = node.place.line;
    bool named = pattern(node, "resource", binding.resource);
    named |= pattern(node, "function", binding.function);
    named |= pattern(node, "state", binding.state);
    if (!named)
      fail(node,
           "it is not said which tasks are meant: `resource`, `function` or `state` is needed");
    boolean(node, "raw", binding.raw);
    if (const Node *results = node.member("results"))
      sequence(node, *results, binding);
    else if (hasWay)
      answer(node, binding.answers.emplace_back());
  }

  void sequence(const Node &node, const Node &results, Binding &binding) {
    binding.sequence = true;
    for (std::string_view field : {"submitted", "delaySeconds"})
      if (const Node *misplaced = node.member(field))
        fail(*misplaced, quoted(field) + " belongs in an entry of `results`");
    if (results.kind != Kind::Array || results.items.empty())
      return fail(results, "`results` must be a list of answers, one for each call");
    for (const Node &item : results.items)
      if (checkFields(item, true))
        answer(item, binding.answers.emplace_back());
  }

  void answer(const Node &node, Answer &answer) {
    if (const Node *submitted = node.member("submitted"))
      answer.submitted = submitted->json();
    delay(node, answer.delaySeconds);
    if (const Node *command = node.member("command")) {
      if (const Node *misplaced = node.member("delaySeconds"))
        fail(*misplaced, "a command takes its own time; `delaySeconds` is for set answers");
      return this->command(*command, answer);
    }
    if (const Node *result = node.member("result")) {
      answer.kind = Answer::Kind::Result;
      answer.result = result->json();
      return;
    }
    if (const Node *error = node.member("error"))
      return this->error(*error, answer);
    bool hang = true;
    boolean(node, "hang", hang);
    if (!hang)
      fail(*node.member("hang"), "`hang` can only be true");
  }

  /// Returns whether the field is there.
  bool pattern(const Node &node, std::string_view field, std::optional<std::string> &result) {
    const Node *value = node.member(field);
    if (value == nullptr)
      return false;
    if (value->kind != Kind::String || value->text.empty())
      fail(*value, quoted(field) + " must be a text, in which `*` stands for any text");
    else
      result = value->text;
    return true;
  }

  void boolean(const Node &node, std::string_view field, bool &result) {
    const Node *value = node.member(field);
    if (value == nullptr)
      return;
    if (value->kind != Kind::Boolean)
      fail(*value, quoted(field) + " must be true or false");
    else
      result = value->isTrue();
  }

  void delay(const Node &node, double &seconds) {
    const Node *value = node.member("delaySeconds");
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
          node, "`command` must be a list of a program and its arguments, or a text for the shell");
    for (const Node &item : node.items) {
      if (item.kind != Kind::String && item.kind != Kind::Number && item.kind != Kind::Boolean)
        fail(item, "an argument must be a text, not " + name(item));
      answer.command.push_back(item.text);
    }
  }

  void error(const Node &node, Answer &answer) {
    answer.kind = Answer::Kind::Error;
    if (node.kind != Kind::Object)
      return fail(node, "`error` must be an object of `Error` and `Cause`");
    for (size_t i = 0; i < node.keys.size(); ++i) {
      const Node &key = node.keys[i];
      const Node &value = node.items[i];
      if (key.text != "Error" && key.text != "Cause") {
        fail(key, quoted(key.text) + " is not a field of `error`; there are Error and Cause");
        continue;
      }
      if (value.kind != Kind::String && key.text == "Error")
        fail(value, "`Error` must be a text");
      (key.text == "Error" ? answer.error : answer.cause) =
          value.kind == Kind::String ? value.text : value.json();
    }
  }

  std::vector<DocumentError> &errors_;
};

/// The text of a file, or the reason why there is none.
bool readFile(const std::string &path, std::string &text, std::string &reason) {
  std::unique_ptr<FILE, int (*)(FILE *)> file(std::fopen(path.c_str(), "re"), std::fclose);
  if (!file) {
    reason = std::strerror(errno);
    return false;
  }
  char buffer[65536];
  constexpr size_t mostBytes = 64u << 20; // a device may give bytes without end
  while (size_t count = std::fread(buffer, 1, sizeof buffer, file.get())) {
    text.append(buffer, count);
    if (text.size() > mostBytes) {
      reason = "it is larger than 64 MiB";
      return false;
    }
  }
  if (std::ferror(file.get())) {
    reason = std::strerror(errno);
    return false;
  }
  return true;
}

} // namespace

std::optional<std::vector<Binding>> parseBindings(std::string_view text,
                                                  std::vector<DocumentError> &errors) {
  DocumentError error;
  std::optional<Node> document = readDocument(text, error);
  if (!document) {
    errors.push_back(std::move(error));
    return std::nullopt;
  }
  std::vector<Binding> bindings;
  Reader(errors).read(*document, bindings);
  std::sort(errors.begin(), errors.end(), [](const DocumentError &one, const DocumentError &two) {
    return std::tie(one.place.line, one.place.column, one.message) <
           std::tie(two.place.line, two.place.column, two.message);
  });
  return errors.empty() ? std::optional(std::move(bindings)) : std::nullopt;
}

std::optional<BindingFile> readBindingFile(const std::string &path, std::string &message) {
  BindingFile file;
  std::string text, reason;
  if (!readFile(path, text, reason)) {
    message = path + ": cannot be read: " + reason;
    return std::nullopt;
  }
  std::vector<DocumentError> errors;
  std::optional<std::vector<Binding>> bindings = parseBindings(text, errors);
  if (!bindings) {
    message.clear();
    for (const DocumentError &error : errors)
      message += (message.empty() ? "" : "\n") + path + ":" + std::to_string(error.place.line) +
                 ":" + std::to_string(error.place.column) + ": error: " + error.message;
    return std::nullopt;
  }
  file.path = path;
  file.bindings = std::move(*bindings);
  // Commands lie beside the file that names them; what comes through a pipe lies nowhere.
  struct stat status;
  size_t slash = path.rfind('/');
  if (slash != std::string::npos && stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode))
    file.directory = slash == 0 ? "/" : path.substr(0, slash);
  return file;
}

bool isFor(const Binding &binding, const Request &request) {
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
