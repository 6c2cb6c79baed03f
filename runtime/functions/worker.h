// Workers: long-lived programs of the user that carry out one call after the other. A call is a
// line of JSON on standard input, an answer a line on standard output.
#pragma once

#include "runtime/functions/pool.h"

#include <string>
#include <utility>
#include <vector>

namespace asl::functions {

struct WorkerSpec {
  std::string name;                 ///< for what it writes for people
  std::string place;                ///< of its binding, for messages
  std::vector<std::string> command; ///< program and arguments
  std::string directory;            ///< empty: the current one
  std::vector<std::pair<std::string, std::string>> environment;
  std::chrono::milliseconds timeout{0}; ///< of a call; 0: none
  size_t processes = 1;
};

/// The processes of one program. A line to it is
///
///   {"id": "7", "input": ..., MEMBERS OF Call::about}
///
/// and it answers with one of
///
///   {"id": "7", "result": ...}
///   {"id": "7", "error": "Name", "cause": "why"}
///   {"id": "7", "heartbeat": true}           and then with one of the others
///
/// Other lines, and what it writes to standard error, are shown. `id` may be left out. A process
/// whose call takes too long, or whose answer is not needed, is ended; the next call starts another
/// one.
class Worker : public Pool {
public:
  Worker(Host &host, WorkerSpec spec);

  const WorkerSpec &spec() const { return spec_; }

protected:
  std::shared_ptr<Instance> make() override;

private:
  const WorkerSpec spec_;
};

} // namespace asl::functions
