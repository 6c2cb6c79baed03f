// Bindings: which fields there are, which of them go together.
#include "runtime/binding/binding_reader.h"

#include "runtime/functions/lambda_function.h"

#include <algorithm>
#include <array>

namespace asl::binding {

using document::Member;
using document::Node;
using Kind = Node::Kind;

namespace {

/// What may stand in a binding.
struct Field {
  std::string_view name;
  bool inAnswer;              ///< also in an entry of `results`
  bool isWay;                 ///< says how a call is answered: one of them must be there
  std::string_view with = {}; ///< the ways that it belongs to; empty: all
};
constexpr std::array<Field, 26> kFields = {
    {{"resource", false, false},
     {"function", false, false},
     {"state", false, false},
     {"machine", false, false},
     {"raw", false, false},
     {"idempotent", false, false},
     {"results", false, true},
     {"worker", false, true},
     {"lambda", false, true},
     {"url", false, true},
     {"http", false, true},
     {"native", false, true},
     {"execution", false, true},
     {"command", true, true},
     {"result", true, true},
     {"error", true, true},
     {"hang", true, true},
     {"callback", true, false},
     {"submitted", true, false},
     {"delaySeconds", true, false},
     {"environment", false, false, "command worker lambda execution results"},
     {"directory", false, false, "command worker execution results"},
     {"timeoutSeconds", false, false, "command worker lambda url http execution results"},
     {"concurrency", false, false, "command worker lambda url http native results"},
     {"heartbeat", false, false, "command results"},
     {"headers", false, false, "url"}}};

const Field *fieldOf(std::string_view name) {
  auto found = std::find_if(kFields.begin(), kFields.end(),
                            [&](const Field &field) { return field.name == name; });
  return found == kFields.end() ? nullptr : &*found;
}

/// Whether `way` is one of the words of `ways`.
bool isOneOf(std::string_view ways, std::string_view way) {
  return (" " + std::string(ways) + " ").find(" " + std::string(way) + " ") != std::string::npos;
}

/// Reads the tree of a binding file, and collects what is wrong with it.
class BindingReader : ValueReader {
public:
  using ValueReader::ValueReader;

  void list(const Node &node, std::vector<Binding> &bindings) {
    if (node.kind != Kind::Array)
      return fail(node, "a list of bindings is expected, not " + kindOf(node));
    for (const Node *item : node.items)
      binding(*item, bindings.emplace_back());
  }

  /// What is not in the file of an object form.
  void unknownKey(const Member &member) {
    failKey(member,
            quoted(member.key) + " is not a part of the file; there are tasks, connections");
  }

private:
  /// Returns false when nothing can be read of the node.
  bool checkFields(const Node &node, bool answer) {
    if (node.kind != Kind::Object) {
      fail(node, (answer ? "an answer (`result: ...`, `error: ...`) is expected, not "
                         : "a binding (`resource: ...`) is expected, not ") +
                     kindOf(node));
      return false;
    }
    for (const Member &member : node.members) {
      const Field *field = fieldOf(member.key);
      if (!field || (answer && !field->inAnswer))
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
      const Field *field = fieldOf(member.key);
      unknown |= field == nullptr;
      if (!field || !field->isWay)
        continue;
      if (first != nullptr)
        failKey(member, quoted(member.key) + " and " + quoted(first->key) + " exclude each other");
      first = &member;
    }
    // A misspelt field may have been meant.
    if (first == nullptr && !unknown)
      fail(node, std::string("the answer to the task is missing: one of ") +
                     (answer ? "" : "`worker`, `lambda`, `url`, `http`, `native`, `execution`, ") +
                     "`command`, `result`, `error`" + (answer ? "" : ", `results`") +
                     " and `hang` is needed");
    return first != nullptr;
  }

  void binding(const Node &node, Binding &binding) {
    bool hasWay = checkFields(node, false);
    if (node.kind != Kind::Object)
      return;
    binding.line = tree_.file->lineColumn(node.range.begin).line;
    bool named = pattern(node, "resource", binding.resource);
    named |= pattern(node, "function", binding.function);
    named |= pattern(node, "state", binding.state);
    named |= pattern(node, "machine", binding.machine);
    if (!named)
      fail(node, "the binding does not say which tasks it is for: `resource`, `function`, `state` "
                 "or `machine` is needed");
    boolean(node, "raw", binding.raw);
    boolean(node, "idempotent", binding.idempotent);
    if (!hasWay)
      return;
    options(node, binding);
    if (const Node *results = memberOf(node, "results"))
      sequence(node, *results, binding);
    else
      answer(node, binding, binding.answers.emplace_back());
  }

  /// What only some ways have.
  void options(const Node &node, Binding &binding) {
    auto way = std::find_if(node.members.begin(), node.members.end(), [](const Member &member) {
      const Field *field = fieldOf(member.key);
      return field && field->isWay;
    });
    for (const Member &member : node.members)
      if (const Field *field = fieldOf(member.key);
          field && !field->with.empty() && !isOneOf(field->with, way->key))
        failKey(member, quoted(member.key) + " does not belong to " + quoted(way->key));
    environment(node, "environment", binding.environment);
    text(node, "directory", binding.directory);
    double value = 0;
    if (number(node, "timeoutSeconds", 0.001, 1e8, "a number of seconds above 0", value))
      binding.timeoutSeconds = value;
    if (count(node, "concurrency", 4096, "from 1 to 4096", value))
      binding.concurrency = static_cast<size_t>(value);
    boolean(node, "heartbeat", binding.heartbeat);
    headers(node, "headers", binding.headers);
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
        answer(*item, binding, binding.answers.emplace_back());
  }

  void answer(const Node &node, Binding &binding, Answer &answer) {
    if (const Node *submitted = memberOf(node, "submitted"))
      answer.submitted = toJson(*submitted);
    const Node *fixed = memberOf(node, "result");
    fixed = fixed ? fixed : memberOf(node, "error");
    delay(node, answer.delaySeconds);
    boolean(node, "callback", answer.callback);
    bool takesRequests = memberOf(node, "command") || memberOf(node, "worker") ||
                         memberOf(node, "lambda") || memberOf(node, "url");
    if (const Node *misplaced = memberOf(node, "callback"); misplaced && !takesRequests)
      fail(*misplaced, "`callback` belongs to a `command`, `worker`, `lambda` or `url`");
    if (const Node *misplaced = memberOf(node, "delaySeconds");
        misplaced && !fixed && memberOf(node, "command"))
      fail(*misplaced, "a command takes its own time; `delaySeconds` is for fixed answers");
    if (const Node *command = memberOf(node, "command"))
      return this->command(*command, "command", Answer::Kind::Command, answer);
    if (const Node *worker = memberOf(node, "worker"))
      return command(*worker, "worker", Answer::Kind::Worker, answer);
    if (const Node *execution = memberOf(node, "execution"))
      return command(*execution, "execution", Answer::Kind::Execution, answer);
    if (const Node *lambda = memberOf(node, "lambda"))
      return this->lambda(*lambda, binding, answer);
    if (memberOf(node, "url"))
      return url(node, binding, answer);
    if (const Node *http = memberOf(node, "http"))
      return this->http(*http, binding, answer);
    if (const Node *native = memberOf(node, "native"))
      return this->native(*native, binding, answer);
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

  void lambda(const Node &node, Binding &binding, Answer &answer) {
    answer.kind = Answer::Kind::Lambda;
    if (!isObjectOf(node, "`lambda`",
                    {"code", "handler", "runtime", "interpreter", "memory", "url"}))
      return;
    Lambda &lambda = binding.lambda;
    if (memberOf(node, "url")) {
      address(node, "url", lambda.url);
      for (const Member &member : node.members)
        if (member.key != "url")
          failKey(member, quoted(member.key) + " and `url` exclude each other");
      return;
    }
    needed(node, "`lambda`", "code", lambda.code);
    needed(node, "`lambda`", "runtime", lambda.runtime);
    text(node, "handler", lambda.handler);
    text(node, "interpreter", lambda.interpreter);
    bool isKnown = lambda.runtime.empty() || functions::isKnownRuntime(lambda.runtime);
    if (!isKnown)
      fail(*memberOf(node, "runtime"), "functions of the runtime " + quoted(lambda.runtime) +
                                           " cannot be started; there are python3.*, nodejs*, "
                                           "provided*");
    if (isKnown && !lambda.runtime.starts_with("provided") && !memberOf(node, "handler"))
      fail(node, "`lambda` needs `handler`");
    double memory = lambda.memoryMb;
    count(node, "memory", 1e6, "of megabytes", memory);
    lambda.memoryMb = static_cast<unsigned>(memory);
  }

  void url(const Node &node, Binding &binding, Answer &answer) {
    answer.kind = Answer::Kind::Url;
    const Node &value = *memberOf(node, "url");
    if (value.kind != Kind::Object)
      return address(node, "url", binding.url);
    if (!isObjectOf(value, "`url`", {"to", "ca"}))
      return;
    needsField(value, "`url`", "to");
    address(value, "to", binding.url);
    text(value, "ca", binding.http.caFile);
  }

  void http(const Node &node, Binding &binding, Answer &answer) {
    answer.kind = Answer::Kind::Http;
    if (node.kind == Kind::Boolean && node.boolean)
      return;
    if (node.kind != Kind::Object)
      return fail(node, "`http` must be true, or an object of base, allowHttp, ca");
    isObjectOf(node, "`http`", {"base", "allowHttp", "ca"});
    address(node, "base", binding.http.base);
    if (binding.http.base.ends_with('/'))
      binding.http.base.pop_back();
    boolean(node, "allowHttp", binding.http.allowsPlain);
    text(node, "ca", binding.http.caFile);
  }

  void native(const Node &node, Binding &binding, Answer &answer) {
    answer.kind = Answer::Kind::Native;
    if (!isObjectOf(node, "`native`", {"library", "function"}))
      return;
    needed(node, "`native`", "library", binding.native.library);
    needed(node, "`native`", "function", binding.native.function);
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

  void delay(const Node &node, double &seconds) {
    number(node, "delaySeconds", 0, 1e9, "a number of seconds", seconds);
  }

  void command(const Node &node, std::string_view field, Answer::Kind kind, Answer &answer) {
    answer.kind = kind;
    if (node.kind == Kind::String && !node.text.empty()) {
      answer.command = {"/bin/sh", "-c", node.text};
      return;
    }
    if (node.kind != Kind::Array || node.items.empty())
      return fail(node, quoted(field) + " must be a list of a program and its arguments, or a "
                                        "string for the shell");
    for (const Node *item : node.items) {
      if (item->kind != Kind::String && item->kind != Kind::Number && item->kind != Kind::Boolean)
        fail(*item, "an argument must be a string, not " + kindOf(*item));
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
};

/// What others read in a file `aslc.yaml`.
constexpr std::array<std::string_view, 2> kOthers = {"allow", "properties"};

} // namespace

void readBindings(const document::Tree &tree, std::vector<Problem> &problems, BindingFile &file) {
  const Node &root = *tree.root;
  BindingReader reader(tree, problems);
  if (root.kind == Kind::Null)
    return;
  // `resource: ...` without a dash is a binding that is no list.
  bool isFile = root.kind == Kind::Object &&
                std::none_of(root.members.begin(), root.members.end(),
                             [](const Member &member) { return fieldOf(member.key); });
  if (!isFile)
    return reader.list(root, file.bindings);
  file.hasParts = true;
  for (const Member &member : root.members) {
    if (member.key == "tasks")
      reader.list(*member.value, file.bindings);
    else if (member.key == "connections")
      readConnections(tree, *member.value, problems, file.connections);
    else if (std::find(kOthers.begin(), kOthers.end(), member.key) == kOthers.end())
      reader.unknownKey(member);
  }
}

} // namespace asl::binding
