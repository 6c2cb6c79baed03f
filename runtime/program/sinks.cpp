// Where a program's events and trace lines go.
#include "runtime/program/sinks.h"

#include <cstdio>
#include <ctime>
#include <unistd.h>

namespace asl::program {

void HistoryWriter::append(const HistoryEvent &event) {
  char head[96];
  // Seconds with milliseconds, as the service's JSON has them.
  int length = std::snprintf(head, sizeof head, "{\"timestamp\":%lld.%03lld,\"type\":\"",
                             static_cast<long long>(event.timestampMs / 1000),
                             static_cast<long long>(event.timestampMs % 1000));
  line_ = any_ ? ",\n" : "{\"events\":[\n";
  any_ = true;
  line_.append(head, static_cast<size_t>(length));
  line_ += event.type;
  length = std::snprintf(head, sizeof head, "\",\"id\":%llu,\"previousEventId\":%llu",
                         static_cast<unsigned long long>(event.id),
                         static_cast<unsigned long long>(event.previousId));
  line_.append(head, static_cast<size_t>(length));
  if (!event.details.empty()) {
    line_ += ",\"";
    line_ += event.detailsKey;
    line_ += "\":";
    line_ += event.details;
  }
  line_ += '}';
  file_.write(line_);
}

void HistoryWriter::finish() { file_.write(any_ ? "\n]}\n" : "{\"events\":[]}\n"); }

void TracePrinter::line(int64_t timestampMs, std::string_view text) {
  time_t seconds = timestampMs / 1000;
  tm parts{};
  ::gmtime_r(&seconds, &parts);
  char time[80];
  int length = std::snprintf(time, sizeof time, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ ",
                             parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
                             parts.tm_min, parts.tm_sec, static_cast<int>(timestampMs % 1000));
  // One write a line, so that lines of several threads do not mix.
  std::string whole(time, static_cast<size_t>(length));
  whole += text;
  whole += '\n';
  writeAll(STDERR_FILENO, whole);
}

} // namespace asl::program
