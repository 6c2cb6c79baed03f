// Reading binding files and finding the binding of a task.
#include "runtime/task/binding.h"

#include "runtime/task/pattern.h"
#include "runtime/value/json.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <memory>
#include <sys/stat.h>

namespace asl::tasks {
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
  explicit Reader(DocumentError &error) : error_(error) {}

  bool read(const Node &document, std::vector<Binding> &bindings) {
    if (document.kind == Kind::Null)
      return true;
    if (document.kind != Kind::Array)
      return fail(document, "a list of bindings is expected, not " + name(document));
    for (const Node &item : document.items)
      if (!binding(item, bindings.emplace_back()))
        return false;
    return true;
  }

private:
  bool fail(const Node &at, std::string message) {
    error_ = {at.place, std::move(message)};
    return false;
  }
  static std::string name(const Node &node) { return std::string(kindName(node.kind)); }

  bool checkFields(const Node &node, bool answer) {
    if (node.kind != Kind::Object)
      return fail(node, (answer ? "an answer (`result: ...`, `error: ...`) is expected, not "
                                : "a binding (`resource: ...`) is expected, not ") +
                            name(node));
    for (size_t i = 0; i < node.keys.size(); ++i) {
      const Node &key = node.keys[i];
      bool known = false;
      for (const Field &field : kFields)
        known |= field.name == key.text && (field.inAnswer || !answer);
      if (!known)
        return fail(key, quoted(key.text) + " is no field of " +
                             (answer ? "an answer" : "a binding") + "; there are " +
                             fieldList(answer));
      for (size_t earlier = 0; earlier < i; ++earlier)
        if (node.keys[earlier].text == key.text)
          return fail(key, quoted(key.text) + " stands here twice");
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

  bool oneWay(const Node &node, bool answer) {
    const Node *first = nullptr;
    for (const Node &key : node.keys)
      for (std::string_view way : kWays) {
        if (key.text != way)
          continue;
        if (first != nullptr)
          return fail(key,
                      quoted(key.text) + " and " + quoted(first->text) + " exclude each other");
        first = &key;
      }
    if (first == nullptr)
      return fail(
          node,
          std::string("it is not said how the task is carried out: one of `command`, `result`, "
                      "`error`") +
              (answer ? "" : ", `results`") + " and `hang` is needed");
    return true;
  }

  bool binding(const Node &node, Binding &binding) {
    if (!checkFields(node, false))
      return false;
    binding.line = node.place.line;
    if (!pattern(node, "resource", binding.resource) ||
        !pattern(node, "function", binding.function) || !pattern(node, "state", binding.state))
      return false;
    if (!binding.resource && !binding.function && !binding.state)
      return fail(
          node,
          "it is not said which tasks are meant: `resource`, `function` or `state` is needed");
    if (!boolean(node, "raw", binding.raw))
      return false;
    const Node *results = node.member("results");
    if (results == nullptr)
      return answer(node, binding.answers.emplace_back());
    binding.sequence = true;
    for (std::string_view field : {"submitted", "delaySeconds"})
      if (const Node *misplaced = node.member(field))
        return fail(*misplaced, quoted(field) + " belongs into the entries of `results`");
    if (results->kind != Kind::Array || results->items.empty())
      return fail(*results, "`results` must be a list of answers, one for each call");
    for (const Node &item : results->items)
      if (!checkFields(item, true) || !answer(item, binding.answers.emplace_back()))
        return false;
    return true;
  }

  bool answer(const Node &node, Answer &answer) {
    if (const Node *submitted = node.member("submitted"))
      answer.submitted = submitted->json();
    if (!delay(node, answer.delaySeconds))
      return false;
    if (const Node *command = node.member("command")) {
      if (const Node *misplaced = node.member("delaySeconds"))
        return fail(*misplaced, "a command takes its own time; `delaySeconds` is for set answers");
      return this->command(*command, answer);
    }
    if (const Node *result = node.member("result")) {
      answer.kind = Answer::Kind::Result;
      answer.result = result->json();
      return true;
    }
    if (const Node *error = node.member("error"))
      return this->error(*error, answer);
    bool hang = false;
    if (!boolean(node, "hang", hang))
      return false;
    return hang || fail(*node.member("hang"), "`hang` can only be true");
  }

  bool pattern(const Node &node, std::string_view field, std::optional<std::string> &result) {
    const Node *value = node.member(field);
    if (value == nullptr)
      return true;
    if (value->kind != Kind::String || value->text.empty())
      return fail(*value, quoted(field) + " must be a text, in which `*` stands for any text");
    result = value->text;
    return true;
  }

  bool boolean(const Node &node, std::string_view field, bool &result) {
    const Node *value = node.member(field);
    if (value == nullptr)
      return true;
    if (value->kind != Kind::Boolean)
      return fail(*value, quoted(field) + " must be true or false");
    result = value->isTrue();
    return true;
  }

  bool delay(const Node &node, double &seconds) {
    const Node *value = node.member("delaySeconds");
    if (value == nullptr)
      return true;
    const char *end = value->text.data() + value->text.size();
    bool number = value->kind == Kind::Number &&
                  std::from_chars(value->text.data(), end, seconds).ec == std::errc();
    if (!number || seconds < 0 || seconds > 1e9)
      return fail(*value, "`delaySeconds` must be a number of seconds");
    return true;
  }

  bool command(const Node &node, Answer &answer) {
    answer.kind = Answer::Kind::Command;
    if (node.kind == Kind::String && !node.text.empty()) {
      answer.command = {"/bin/sh", "-c", node.text};
      return true;
    }
    bool list = node.kind == Kind::Array && !node.items.empty();
    for (const Node &item : node.items) {
      bool text =
          item.kind == Kind::String || item.kind == Kind::Number || item.kind == Kind::Boolean;
      if (list && !text)
        return fail(item, "an argument must be a text, not " + name(item));
      answer.command.push_back(item.text);
    }
    return list ||
           fail(node,
                "`command` must be a list of a program and its arguments, or a text for the shell");
  }

  bool error(const Node &node, Answer &answer) {
    answer.kind = Answer::Kind::Error;
    if (node.kind != Kind::Object)
      return fail(node, "`error` must be an object of `Error` and `Cause`");
    for (size_t i = 0; i < node.keys.size(); ++i) {
      const Node &key = node.keys[i];
      const Node &value = node.items[i];
      if (key.text != "Error" && key.text != "Cause")
        return fail(key, quoted(key.text) + " is no field of `error`; there are Error and Cause");
      if (value.kind != Kind::String && key.text == "Error")
        return fail(value, "`Error` must be a text");
      (key.text == "Error" ? answer.error : answer.cause) =
          value.kind == Kind::String ? value.text : value.json();
    }
    return true;
  }

  DocumentError &error_;
};

/// The text of a file, or the reason why there is none.
bool readFile(const std::string &path, std::string &text, std::string &reason) {
  std::unique_ptr<FILE, int (*)(FILE *)> file(std::fopen(path.c_str(), "re"), std::fclose);
  if (!file) {
    reason = std::strerror(errno);
    return false;
  }
  char buffer[65536];
  while (size_t count = std::fread(buffer, 1, sizeof buffer, file.get()))
    text.append(buffer, count);
  if (std::ferror(file.get())) {
    reason = std::strerror(errno);
    return false;
  }
  return true;
}

} // namespace

std::optional<std::vector<Binding>> parseBindings(std::string_view text, DocumentError &error) {
  std::optional<Node> document = readDocument(text, error);
  std::vector<Binding> bindings;
  if (!document || !Reader(error).read(*document, bindings))
    return std::nullopt;
  return bindings;
}

std::optional<BindingFile> readBindingFile(const std::string &path, std::string &message) {
  BindingFile file;
  std::string text, reason;
  if (!readFile(path, text, reason)) {
    message = path + ": cannot be read: " + reason;
    return std::nullopt;
  }
  DocumentError error;
  std::optional<std::vector<Binding>> bindings = parseBindings(text, error);
  if (!bindings) {
    message = path + ":" + std::to_string(error.place.line) + ":" +
              std::to_string(error.place.column) + ": error: " + error.message;
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

std::optional<std::string> functionName(const Request &request) {
  std::string_view name;
  const Resource &resource = request.resource;
  if (resource.kind == Resource::Kind::LambdaFunction) {
    name = resource.text;
  } else if (resource.service == "lambda" && resource.action.starts_with("invoke")) {
    Value value = memberByText(request.parameters, "FunctionName");
    if (!isString(value))
      return std::nullopt;
    name = text(value);
  } else {
    return std::nullopt;
  }
  // `name`, `account:function:name` or an ARN, each with or without `:qualifier`.
  constexpr std::string_view kBefore = "function:";
  size_t before = name.find(kBefore);
  if (before != std::string_view::npos)
    name.remove_prefix(before + kBefore.size());
  return std::string(name.substr(0, name.find(':')));
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

} // namespace asl::tasks
