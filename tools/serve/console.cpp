// Paths of the console and what answers them.
#include "tools/serve/console.h"

namespace aslc::serve {

using asl::api::Call;
using asl::api::Front;
using asl::api::Operations;

Console::Console(Front &front, Operations &operations, const ConsoleInfo &info)
    : watch_(operations) {
  routePages(front, info);
  // Whoever may have a definition validated may see it drawn and what follows from it.
  const char *validate = "ValidateStateMachineDefinition";
  front.query("/console/check", validate,
              [](const Call &call) { call.reply(checkDefinition(call.request)); });
  front.query("/console/report", validate,
              [](const Call &call) { call.reply(reportOn(call.request)); });
  front.query("/console/totals", "ListExecutions", [&operations](Call call) {
    call.operation = "CountExecutions";
    operations.call(std::move(call));
  });
  front.query("/console/events", "GetExecutionHistory",
              [this](Call call) { watch_.add(std::move(call)); });
}

} // namespace aslc::serve
