// From events to queues of log records.
#include "runtime/observe/log_writer.h"

#include "runtime/observe/log_record.h"

namespace asl::observe {

Wanted LogWriter::wants(const Subject &subject) const {
  const Machine &machine = *subject.machine;
  return machine.level == LogLevel::Off ? Wanted::Nothing
         : machine.logsData             ? Wanted::Data
                                        : Wanted::Details;
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
