// The options of `aslc serve`.
#pragma once

#include "runtime/binding/binding.h"
#include "runtime/http/server.h"

#include <memory>
#include <string>
#include <vector>

namespace aslc::serve {

/// A state machine that is there when the server starts.
struct Machine {
  std::string name, definition;
  std::string type = "STANDARD"; ///< or `EXPRESS`
};

struct Options {
  std::vector<std::string> listen;     ///< `host:port`; empty: 127.0.0.1:8083
  std::string database = "aslc.db";    ///< file of the journal
  std::string journalKey;              ///< file of its key; empty: the journal is not encrypted
  bool inMemory = false;               ///< no file: everything ends with the process
  std::string tasks;                   ///< binding file; empty: none
  asl::binding::BindingFile functions; ///< further bindings, behind those of `tasks`
  std::vector<Machine> machines;       ///< are created, or updated, at the start
  std::vector<std::string> activities; ///< the same, by their names
  std::string s3;                      ///< folder of buckets; empty: none
  std::string mocks;                   ///< MockConfigFile.json; empty: none
  std::string account = "123456789012", region = "us-east-1";
  std::string credentials;           ///< file of access keys; empty: requests need no signature
  std::string certificate, key;      ///< PEM files; empty: no TLS
  std::string quotas;                ///< `aws`, or empty
  size_t mostOpenExecutions = 0;     ///< of an account and region; 0: as `quotas` says
  size_t expressionMib = 512;        ///< what all heaps may have together, in MiB
  std::vector<std::string> throttle; ///< `StartExecution 20%`
  std::vector<std::string> origins;  ///< of web pages that may call
  unsigned shards = 0;               ///< of each engine; 0: one for each core
  std::string retention = "90d";     ///< how long ended executions are kept: `90d`, `12h`, `30s`
  /// Where records go: `-`, a file, `http://`, `https://`, `exec:COMMAND`.
  std::vector<std::string> logs, events;
  std::string traces;       ///< URL of an OTLP receiver; empty: no spans
  bool metrics = false;     ///< `/metrics`
  bool metricsOpen = false; ///< the same, for everybody
  /// `Name: value` of requests to URLs; `Name: @FILE` takes the value from a file.
  std::vector<std::string> logHeaders, eventHeaders, traceHeaders;
  double drainSeconds = 10; ///< how long requests in progress may take at the end
};

/// Serves until SIGINT or SIGTERM. Returns the exit status of the command: 0, or 2 when it cannot
/// serve; then the reason was reported on standard error.
int serve(const Options &options);

} // namespace aslc::serve
