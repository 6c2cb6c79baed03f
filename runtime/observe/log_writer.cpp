// From events to queues of log records.
#include "runtime/observe/log_writer.h"

#include "runtime/observe/log_record.h"

namespace asl::observe {

Wanted LogWriter::wants(const Subject &subject, EventType type) const {
  const Machine &machine = *subject.machine;
  if (isLogged(type, machine.level))
    return machine.logsData ? Wanted::Data : Wanted::Details;
  // Records say how often their execution was redriven.
  bool isCounted = machine.level != LogLevel::Off && type == EventType::ExecutionRedriven;
  return isCounted ? Wanted::Facts : Wanted::Nothing;
}

void LogWriter::take(const Observed &of, const Event &event, const Step &) {
  const Machine &machine = *of.subject.machine;
  if (!isLogged(event.type, machine.level))
    return;
  std::string record = logRecord(of.subject, event, of.redrives, machine.logsData);
  for (RecordQueue *queue : queues_)
    queue->push(record);
}

} // namespace asl::observe
