// Paths of the console and what answers them.
#include "tools/serve/console.h"

namespace aslc::serve {

using asl::api::Call;
using asl::api::Front;
using asl::api::Json;
using asl::api::Operations;

Console::Console(Front &front, Operations &operations, const ConsoleInfo &info)
    : watch_(operations) {
  routePages(front, info);
  // Whoever may have a definition validated may see it drawn and what follows from it.
  const char *validate = "ValidateStateMachineDefinition";
  auto analyse = [this](Json (*analysis)(const Json &)) {
    return [this, analysis](Call call) {
      // It may take seconds, and who types on has left.
      analysis_.run([call = std::move(call), analysis] {
        call.reply(call.isConnected() ? analysis(call.request) : Json());
      });
    };
  };
  front.query("/console/check", validate, analyse(checkDefinition));
  front.query("/console/report", validate, analyse(reportOn));
  front.query("/console/totals", "ListExecutions", [&operations](Call call) {
    call.operation = "CountExecutions";
    operations.call(std::move(call));
  });
  front.query("/console/events", "GetExecutionHistory",
              [this](Call call) { watch_.add(std::move(call)); });
}

} // namespace aslc::serve
