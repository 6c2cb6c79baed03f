// Binding files: which command or fixed answer carries out which Resource. docs/tasks.md describes
// the format.
#pragma once

#include "asl/engine/task_executor.h"
#include "runtime/invoke/connection.h"
#include "runtime/invoke/http_task.h"
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
  enum class Kind { Command, Result, Error, Hang, Worker, Lambda, Url, Http, Native, Execution };
  Kind kind = Kind::Hang;
  std::vector<std::string> command; ///< Command, Worker, Execution: program and arguments
  std::string result;               ///< JSON text
  std::optional<std::string> error;
  std::optional<std::string> cause;
  bool callback =
      false; ///< Command: the command only accepts the request; the task ends by its token
  std::optional<std::string> submitted; ///< JSON text: what the call itself was answered with
  double delaySeconds = 0;
};

/// The code of a Lambda function, or where it is served. Paths are as written.
struct Lambda {
  std::string url; ///< of a Runtime Interface Emulator or of `sam local start-lambda`; else empty
  std::string code, handler, runtime, interpreter;
  unsigned memoryMb = 128;
};

/// A function in a shared library.
struct Native {
  std::string library; ///< as written
  std::string function;
};

struct Binding {
  unsigned line = 0;                   ///< of its file, from 1
  std::string origin;                  ///< where it comes from if not from the file, for messages
  std::string problem;                 ///< why it cannot carry out anything; empty: it can
  std::optional<std::string> resource; ///< pattern
  std::optional<std::string> function; ///< pattern of a Lambda function's name
  std::optional<std::string> state;    ///< pattern of the state's name
  std::optional<std::string> machine;  ///< pattern of the machine's name
  bool raw = false;        ///< requests and results are handed through without an envelope
  bool idempotent = false; ///< a request may be carried out twice
  bool sequence = false;   ///< `answers` are used up one by one
  std::vector<Answer> answers;
  // Parameters of the ways to carry out a task:
  Lambda lambda;
  Native native;
  std::string url;
  invoke::HttpOptions http; ///< Http; of Url the authorities; paths are as written
  invoke::Fields headers;   ///< Url
  invoke::Fields environment;
  std::string directory;                ///< where commands run, as written; empty: that of the file
  std::optional<double> timeoutSeconds; ///< of one call
  size_t concurrency = 0;               ///< calls at once; 0: as many as the way allows
  bool heartbeat = false;               ///< what a command writes to standard error is a heartbeat
};

struct BindingFile {
  std::string path;      ///< for messages
  std::string directory; ///< where commands run; empty: the current directory
  std::vector<Binding> bindings;
  std::vector<invoke::Connection> connections;
  bool hasParts = false; ///< the bindings are its part `tasks`
};

/// Reads the text of a binding file, in YAML or JSON. On failure, reports all problems in the order
/// of the text, one line each (`tasks.yaml:3:5: error: ...`). If the file is not valid YAML,
/// reports only the first error.
Expected<BindingFile> parseBindingFile(std::shared_ptr<const document::File> file);

/// The same without the file's connections.
Expected<std::vector<Binding>> parseBindings(std::shared_ptr<const document::File> file);

/// Reads the file at `path` as parseBindingFile does. Also fails when the file cannot be read or is
/// larger than 64 MiB.
Expected<BindingFile> readBindingFile(const std::string &path);

/// `FILE:LINE` of the binding, for messages.
std::string placeOf(const Binding &binding, const BindingFile &file);

/// Resolves `path` relative to the folder of the file.
std::string pathFrom(const BindingFile &file, const std::string &path);

/// Whether the patterns of `binding` match the task.
bool isFor(const Binding &binding, const Request &request);

} // namespace asl::binding
