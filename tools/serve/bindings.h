// The task bindings of a server, read again when their file changes.
#pragma once

#include "runtime/api/step_functions.h"
#include "runtime/binding/binding_executor.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace aslc::serve {

/// One thread.
class Bindings {
public:
  /// `path` may be empty. The bindings of `more` come behind those of the file.
  Bindings(std::string path, asl::binding::BindingFile more)
      : path_(std::move(path)), more_(std::move(more)) {}

  /// Reads the file. The failure is all that is wrong with it, in lines.
  asl::Expected<std::shared_ptr<asl::task::TaskExecutor>> read();
  /// Whether the file has another time or size than when it was read.
  bool hasChanged() const;
  /// Ends the commands that run, of all files that were read.
  void stop();

  /// Kills them. Any thread, but not while a file is read.
  void killAll();

private:
  using Stamp = std::pair<std::filesystem::file_time_type, uintmax_t>;
  Stamp stampOf() const;

  std::string path_;
  const asl::binding::BindingFile more_;
  Stamp stamp_;
  std::vector<std::shared_ptr<asl::binding::BindingExecutor>> executors_;
};

} // namespace aslc::serve
