// Where a program's events and trace lines go.
#pragma once

#include "asl/engine.h"
#include "runtime/program/file.h"

namespace asl::program {

/// The history of the execution as GetExecutionHistory returns it, written as the events come.
class HistoryWriter : public HistorySink {
public:
  explicit HistoryWriter(OutputFile &file) : file_(file) {}
  void append(const HistoryEvent &event) override;
  /// Closes the JSON text; the file is still to be committed.
  void finish();

private:
  OutputFile &file_;
  std::string line_;
  bool any_ = false;
};

/// Trace lines on standard error, each with its time.
class TracePrinter : public TraceSink {
public:
  void line(int64_t timestampMs, std::string_view text) override;
};

} // namespace asl::program
