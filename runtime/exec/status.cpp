// The spelling of statuses.
#include "asl/engine/sinks.h"

namespace asl {

std::string_view statusName(Status status) {
  switch (status) {
  case Status::Running:
    return "RUNNING";
  case Status::Succeeded:
    return "SUCCEEDED";
  case Status::Failed:
    return "FAILED";
  case Status::TimedOut:
    return "TIMED_OUT";
  case Status::Aborted:
    return "ABORTED";
  }
  return "";
}

} // namespace asl
