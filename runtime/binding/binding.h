// The file that says how Resources are carried out here: bindings of a pattern to a command or to
// set answers. The format is described in docs/tasks.md.
#pragma once

#include "asl/engine/task_executor.h"
#include "runtime/binding/document.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asl::binding {

using namespace task;

/// One way to answer a call.
struct Answer {
  enum class Kind { Command, Result, Error, Hang };
  Kind kind = Kind::Hang;
  std::vector<std::string> command; ///< program and arguments
  std::string result;               ///< JSON text
  std::optional<std::string> error;
  std::optional<std::string> cause;
  std::optional<std::string> submitted; ///< JSON text: what the call itself was answered with
  double delaySeconds = 0;
};

struct Binding {
  unsigned line = 0;                   ///< where it stands in its file
  std::optional<std::string> resource; ///< pattern
  std::optional<std::string> function; ///< pattern of a Lambda function's name
  std::optional<std::string> state;    ///< pattern of the state's name
  bool raw = false;      ///< requests and results are handed through without an envelope
  bool sequence = false; ///< `answers` are used up one by one
  std::vector<Answer> answers;
};

struct BindingFile {
  std::string path;      ///< for messages
  std::string directory; ///< where commands run; empty: the current directory
  std::vector<Binding> bindings;
};

/// Reads the text of a binding file. On errors returns nothing and fills `errors`, all of them in
/// the order of the text; of a file that is no YAML, the first.
std::optional<std::vector<Binding>> parseBindings(std::string_view text,
                                                  std::vector<DocumentError> &errors);

/// Reads the file at `path`. On errors returns nothing and sets `message`, a line for each
/// (`tasks.yaml:3:5: ...`).
std::optional<BindingFile> readBindingFile(const std::string &path, std::string &message);

/// Whether the task is one that the binding is for.
bool isFor(const Binding &binding, const Request &request);

} // namespace asl::binding
