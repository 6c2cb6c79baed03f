// The sinks of a program's events and trace lines.
#pragma once

#include "asl/engine/sinks.h"
#include "runtime/program/write_watch.h"
#include "runtime/support/output_file.h"

#include <mutex>
#include <string>

namespace asl::program {

/// Appends an event as GetExecutionHistory returns it: an object of JSON on one line.
void appendEvent(std::string &to, const HistoryEvent &event);

/// The history of the execution as GetExecutionHistory returns it, written as the events come.
class HistoryWriter : public HistorySink {
public:
  /// Reports the beginning and end of each write to `watch`, which may be null.
  explicit HistoryWriter(OutputFile &file, WriteWatch *watch = nullptr)
      : file_(file), watch_(watch) {}
  void append(const HistoryEvent &event) override;
  /// Closes the JSON text; the file is still to be committed.
  void finish();

private:
  OutputFile &file_;
  WriteWatch *watch_;
  std::string line_;
  bool any_ = false;
};

/// A trace on standard error, one line for each step: as text, which is cut where it is long, or as
/// JSON objects, which hold everything (docs/command.md).
class TracePrinter : public TraceSink {
public:
  /// Reports the beginning and end of each write to `watch`, which may be null.
  explicit TracePrinter(bool asJson, WriteWatch *watch = nullptr)
      : asJson_(asJson), watch_(watch) {}
  void event(const TraceEvent &event) override;
  /// Why lines could not be written, except when the reader has closed the pipe. To be called at
  /// the end.
  const Expected<void> &state() const { return state_; }

private:
  bool asJson_;
  WriteWatch *watch_;
  std::mutex mutex_;
  Expected<void> state_;
};

} // namespace asl::program
