// Binding files: which command or fixed answer carries out which Resource. docs/tasks.md describes
// the format.
#pragma once

#include "asl/engine/task_executor.h"
#include "runtime/support/document/text_file.h"
#include "runtime/support/expected.h"

#include <memory>
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
  bool callback = false; ///< Command: it only takes the request; somebody else ends the task
  std::optional<std::string> submitted; ///< JSON text: what the call itself was answered with
  double delaySeconds = 0;
};

struct Binding {
  unsigned line = 0;                   ///< of its file, from 1
  std::optional<std::string> resource; ///< pattern
  std::optional<std::string> function; ///< pattern of a Lambda function's name
  std::optional<std::string> state;    ///< pattern of the state's name
  std::optional<std::string> machine;  ///< pattern of the machine's name
  bool raw = false;        ///< requests and results are handed through without an envelope
  bool idempotent = false; ///< a request may be carried out twice
  bool sequence = false;   ///< `answers` are used up one by one
  std::vector<Answer> answers;
};

struct BindingFile {
  std::string path;      ///< for messages
  std::string directory; ///< where commands run; empty: the current directory
  std::vector<Binding> bindings;
};

/// Reads the text of a binding file, in YAML or JSON. Fails with all that is wrong with it, in the
/// order of the text, a line for each (`tasks.yaml:3:5: error: ...`); of a file that is no YAML,
/// with the first error.
Expected<std::vector<Binding>> parseBindings(std::shared_ptr<const document::File> file);

/// Reads the file at `path` in the same way. Fails also when it cannot be read or is larger than
/// 64 MiB.
Expected<BindingFile> readBindingFile(const std::string &path);

/// Whether the task is one that the binding is for.
bool isFor(const Binding &binding, const Request &request);

} // namespace asl::binding
