// Where a program's events and trace lines go.
#include "runtime/program/sinks.h"

#include "runtime/expr/time.h"
#include "runtime/support/file.h"
#include "runtime/support/json_text.h"
#include "runtime/support/one_line.h"
#include "runtime/support/utf8.h"

#include <cerrno>
#include <cstdio>
#include <unistd.h>

namespace asl::program {

void appendEvent(std::string &to, const HistoryEvent &event) {
  char head[96];
  // Seconds with milliseconds, as the service's JSON has them.
  int length = std::snprintf(head, sizeof head, "{\"timestamp\":%lld.%03lld,\"type\":\"",
                             static_cast<long long>(event.timestampMs / 1000),
                             static_cast<long long>(event.timestampMs % 1000));
  to.append(head, static_cast<size_t>(length));
  to += typeName(event.type);
  length = std::snprintf(head, sizeof head, "\",\"id\":%llu,\"previousEventId\":%llu",
                         static_cast<unsigned long long>(event.id),
                         static_cast<unsigned long long>(event.previousId));
  to.append(head, static_cast<size_t>(length));
  if (std::string_view key = detailsKey(event.type); !key.empty()) {
    to += ",\"";
    to += key;
    to += "\":";
    to += event.detailsJson();
  }
  to += '}';
}

void HistoryWriter::append(const HistoryEvent &event) {
  line_ = any_ ? ",\n" : "{\"events\":[\n";
  any_ = true;
  appendEvent(line_, event);
  WriteWatch::Write write(watch_);
  file_.write(line_);
}

void HistoryWriter::finish() { file_.write(any_ ? "\n]}\n" : "{\"events\":[]}\n"); }

namespace {

constexpr size_t kMostPayloadBytes = 160;

/// Cuts long text, not within a character.
void appendShort(std::string &line, std::string_view text) {
  if (text.size() <= kMostPayloadBytes)
    return appendOnOneLine(line, text);
  size_t end = kMostPayloadBytes;
  while (end > 0 && utf8::isContinuation(text[end]))
    --end;
  appendOnOneLine(line, text.substr(0, end));
  line += "...";
}

std::string textOf(const TraceEvent &event) {
  using Kind = TraceEvent::Kind;
  std::string line;
  line += formatTimestamp(event.timestampMs);
  line += ' ';
  appendOnOneLine(line, event.place);
  switch (event.kind) {
  case Kind::Entered:
    line += " (" + std::string(event.type) + ")  ";
    appendShort(line, event.json);
    break;
  case Kind::Waits:
    line += ": waits until ";
    line += formatTimestamp(event.untilMs);
    break;
  case Kind::Result:
    line += ": result ";
    appendShort(line, event.json);
    break;
  case Kind::Failed:
    line += ": ";
    appendShort(line, event.error.value_or("failed"));
    if (event.cause) {
      line += ": ";
      appendShort(line, *event.cause);
    }
    break;
  case Kind::Retries:
    line += ": retry " + std::to_string(event.attempt) + " in " +
            std::to_string(event.untilMs - event.timestampMs) + " ms";
    break;
  case Kind::Ended:
    if (!event.place.empty())
      line += ' ';
    line += statusName(event.status);
    break;
  }
  return line;
}

constexpr std::string_view kEventNames[] = {"entered", "waits",   "result",
                                            "failed",  "retries", "ended"};

std::string jsonOf(const TraceEvent &event) {
  using Kind = TraceEvent::Kind;
  std::string line = "{\"time\":\"";
  line += formatTimestamp(event.timestampMs);
  line += "\",\"event\":\"";
  line += kEventNames[static_cast<size_t>(event.kind)];
  line += '"';
  auto text = [&](std::string_view key, const std::optional<std::string_view> &value) {
    if (!value || value->empty())
      return;
    line += ",\"" + std::string(key) + "\":";
    json::appendQuoted(line, *value);
  };
  auto payload = [&](std::string_view key) {
    if (!event.json.empty())
      line += ",\"" + std::string(key) + "\":" + event.json;
  };
  auto until = [&] {
    line += ",\"until\":\"";
    line += formatTimestamp(event.untilMs);
    line += '"';
  };
  text("state", event.place);
  text("type", event.type);
  if (event.kind == Kind::Ended)
    text("status", statusName(event.status));
  if (event.kind == Kind::Retries)
    line += ",\"attempt\":" + std::to_string(event.attempt);
  if (event.kind == Kind::Retries || event.kind == Kind::Waits)
    until();
  payload(event.kind == Kind::Entered ? "input" : event.kind == Kind::Result ? "result" : "output");
  text("error", event.error);
  text("cause", event.cause);
  return line + '}';
}

} // namespace

void TracePrinter::event(const TraceEvent &event) {
  // One write a line, so that lines of several threads do not mix.
  std::string line;
  if (asJson_)
    appendOnOneLine(line, jsonOf(event));
  else
    line = textOf(event);
  line += '\n';
  WriteWatch::Write write(watch_);
  Expected<void> written = writeAll(STDERR_FILENO, line);
  bool isClosed = !written && errno == EPIPE; // a closed trace does not fail the program
  if (written || isClosed)
    return;
  std::lock_guard lock(mutex_);
  if (state_)
    state_ = written;
}

} // namespace asl::program
