// What people read while a machine runs.
#include "runtime/exec/trace.h"

#include "runtime/exec/execution.h"
#include "runtime/value/json.h"

namespace asl::exec {
namespace {

constexpr size_t kMostInputBytes = 160;
constexpr std::string_view kKinds[] = {"Pass",    "Task", "Choice",   "Wait",
                                       "Succeed", "Fail", "Parallel", "Map"};

/// The states around the flow, with the number of the branch or iteration.
void appendPath(std::string &line, const Frame &frame) {
  if (const Frame *outer = frame.outer()) {
    appendPath(line, *outer);
    line += '[';
    line += std::to_string(frame.index);
    line += "]/";
  }
  line += text(frame.info().name);
}

/// Cuts long text, not within a character.
void appendShort(std::string &line, std::string_view text) {
  if (text.size() <= kMostInputBytes) {
    line += text;
    return;
  }
  size_t end = kMostInputBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  line += text.substr(0, end);
  line += "...";
}

} // namespace

void traceEntered(Frame &frame) {
  std::string line;
  appendPath(line, frame);
  line += " (";
  line += kKinds[frame.info().kind];
  line += ")  ";
  appendShort(line, json::write(frame.data));
  frame.execution->traceLine(line);
}

void traceNote(Frame &frame, std::string_view note) {
  std::string line;
  appendPath(line, frame);
  line += ": ";
  appendShort(line, note);
  frame.execution->traceLine(line);
}

} // namespace asl::exec
