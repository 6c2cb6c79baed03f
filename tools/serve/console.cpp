// Paths of the console and what answers them.
#include "tools/serve/console.h"

#include <functional>
#include <utility>
#include <vector>

namespace aslc::serve {

using asl::api::Call;
using asl::api::Front;
using asl::api::Json;
using asl::api::Operations;

namespace {

/// The error for a member of another type than a query of the console takes.
std::optional<asl::api::Error> typeProblem(const Json &request) {
  auto has = [&request](const char *key, bool (Json::*is)() const noexcept) {
    auto found = request.find(key);
    return found == request.end() || found->is_null() || ((*found).*is)();
  };
  for (const char *key : {"definition", "type", "name", "stateMachineArn", "executionArn"})
    if (!has(key, &Json::is_string))
      return asl::api::Error{"SerializationException", std::string(key) + " must be a string"};
  if (!has("plain", &Json::is_boolean))
    return asl::api::Error{"SerializationException", "plain must be true or false"};
  return std::nullopt;
}

} // namespace

Console::Console(Front &front, Operations &operations, const ConsoleInfo &info)
    : watch_(operations) {
  routePages(front, info);
  auto query = [&front](const char *path, const char *permission, std::vector<std::string> members,
                        std::function<void(Call)> handler) {
    front.query(path, permission, std::move(members), [handler = std::move(handler)](Call call) {
      if (auto problem = typeProblem(call.request))
        return call.reply(*std::move(problem));
      handler(std::move(call));
    });
  };
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
  query("/console/check", validate, {"definition", "type", "plain"}, analyse(checkDefinition));
  query("/console/report", validate, {"definition", "type", "name"}, analyse(reportOn));
  query("/console/totals", "ListExecutions", {"stateMachineArn"}, [&operations](Call call) {
    call.operation = "CountExecutions";
    operations.call(std::move(call));
  });
  query("/console/events", "GetExecutionHistory", {"executionArn", "after", "maxResults", "ids"},
        [this](Call call) { watch_.add(std::move(call)); });
}

} // namespace aslc::serve
