// Targets of records: a file, standard output, a URL or a command.
#pragma once

#include "runtime/support/expected.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace asl::observe {

/// How a delivery ended.
struct Delivery {
  enum class Kind : uint8_t {
    Done,
    Later,  ///< the target is unavailable: try again
    Refused ///< the target answered and refused them: a few more attempts may help
  };
  Kind kind = Kind::Done;
  std::string problem{};
};

/// Receives records. Used by one thread, except `abandon`.
class Target {
public:
  virtual ~Target() = default;
  /// Delivers the records in order, and blocks until they are delivered. After Later or Refused,
  /// some of them may have been delivered.
  virtual Delivery deliver(const std::vector<std::string> &records) = 0;
  /// Makes all deliveries, including the one in progress, end with Later. May be called from any
  /// thread.
  void abandon() { isAbandoned_ = true; }

protected:
  bool isAbandoned() const { return isAbandoned_; }

private:
  std::atomic<bool> isAbandoned_{false};
};

using Headers = std::vector<std::pair<std::string, std::string>>;

/// What is sent to a URL.
struct HttpForm {
  std::string contentType;
  Headers headers{}; ///< further ones
  /// Makes the body of a request from records.
  std::function<std::string(const std::vector<std::string> &)> body;
  bool oneByOne = false; ///< a request for each record
};

/// Posts records. Statuses 408, 429 and from 500 on mean Later.
Expected<std::unique_ptr<Target>> httpTarget(const std::string &url, HttpForm form);
/// Appends a line for each record. Creates the file again when it was moved away.
Expected<std::unique_ptr<Target>> fileTarget(const std::string &path);
/// Writes a line for each record to standard output.
std::unique_ptr<Target> outputTarget();
/// Runs a shell command for each record, with the record on its standard input. The record is
/// delivered when the command exits with status 0.
std::unique_ptr<Target> commandTarget(const std::string &command);

/// `-` is standard output, `http://` and `https://` begin a URL, `exec:` a command; anything else
/// is a file.
Expected<std::unique_ptr<Target>> openTarget(const std::string &text, HttpForm form);

/// Lines of records, each with a line break.
std::string linesOf(const std::vector<std::string> &records);

} // namespace asl::observe
