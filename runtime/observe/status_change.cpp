// The envelope and the detail of an event.
#include "runtime/observe/status_change.h"

#include "runtime/dom/text.h"
#include "runtime/exec/hash.h"
#include "runtime/expr/time.h"

#include <nlohmann/json.hpp>

namespace asl::observe {

using Json = nlohmann::ordered_json;

namespace {

/// EventBridge takes no larger ones.
constexpr size_t mostPayloadBytes = size_t(248) * 1024;

/// Bytes of a text as JSON shows it.
size_t escapedSize(const std::string &text) { return asl::dom::write(Json(text)).size(); }

template <typename T> Json orNull(const std::optional<T> &value) {
  return value ? Json(*value) : Json();
}

Json orNull(const std::string &text) { return text.empty() ? Json() : Json(text); }

Json included(bool is) { return {{"included", is}}; }

/// Payloads that are too large together are left out, the input first.
void setPayloads(Json &detail, const StatusChange &change) {
  size_t output = change.output ? escapedSize(*change.output) : 0;
  bool hasInput = escapedSize(change.input) + output <= mostPayloadBytes;
  bool hasOutput = output <= mostPayloadBytes;
  detail["input"] = hasInput ? Json(change.input) : Json();
  detail["output"] = hasOutput ? orNull(change.output) : Json();
  detail["inputDetails"] = included(hasInput);
  detail["outputDetails"] = change.output ? included(hasOutput) : Json();
}

} // namespace

std::string eventId(const StatusChange &change) {
  return uuidFrom("status " + change.executionArn + ' ' + std::to_string(change.seq) +
                  (change.isFirstOfTwo ? " begun" : ""));
}

std::string statusEvent(const StatusChange &change) {
  Json detail{{"executionArn", change.executionArn},
              {"stateMachineArn", change.stateMachineArn},
              {"name", change.name},
              {"status", change.status},
              {"startDate", change.startMs},
              {"stopDate", orNull(change.stopMs)}};
  setPayloads(detail, change);
  detail["error"] = orNull(change.error);
  detail["cause"] = orNull(change.cause);
  detail["stateMachineVersionArn"] = orNull(change.versionArn);
  detail["stateMachineAliasArn"] = orNull(change.aliasArn);
  detail["redriveCount"] = change.redrives;
  detail["redriveDate"] = orNull(change.redriveMs);
  detail["redriveStatus"] = change.redriveStatus;
  detail["redriveStatusReason"] = orNull(change.redriveReason);
  Json event{{"version", "0"},
             {"id", eventId(change)},
             {"detail-type", "Step Functions Execution Status Change"},
             {"source", "aws.states"},
             {"account", change.account},
             // Without milliseconds.
             {"time", formatTimestamp(change.timeMs).substr(0, 19) + 'Z'},
             {"region", change.region},
             {"resources", Json::array({change.executionArn})},
             {"detail", std::move(detail)}};
  return asl::dom::write(event);
}

} // namespace asl::observe
