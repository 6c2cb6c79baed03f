// ARNs and UUIDs.
#include "runtime/exec/arn.h"

#include "runtime/support/uuid.h"

#include <algorithm>

namespace asl::exec {
namespace {

std::string arn(std::string_view prefix, std::string_view kind, std::string_view name) {
  std::string result(prefix);
  result += kind;
  result += ':';
  result += name;
  return result;
}

} // namespace

std::string arnPrefix(const EngineOptions &options) {
  return "arn:aws:states:" + options.region + ':' + options.account + ':';
}

std::string_view regionOf(std::string_view prefix) {
  // arn:PARTITION:states:REGION:ACCOUNT:
  for (int part = 0; part < 3; ++part)
    prefix.remove_prefix(std::min(prefix.find(':'), prefix.size() - 1) + 1);
  return prefix.substr(0, prefix.find(':'));
}

std::string uuid(Heap &heap) {
  uint64_t high = heap.random(), low = heap.random();
  return uuidText(high, low);
}

std::string executionArn(std::string_view prefix, std::string_view machine, std::string_view name,
                         std::string_view expressId) {
  std::string result = arn(prefix, expressId.empty() ? "execution" : "express", machine);
  result += ':';
  result += name;
  if (!expressId.empty()) {
    result += ':';
    result += expressId;
  }
  return result;
}

std::string stateMachineArn(std::string_view prefix, std::string_view machine) {
  return arn(prefix, "stateMachine", machine);
}

std::string mapRunArn(std::string_view prefix, std::string_view machine, std::string_view label,
                      std::string_view id) {
  std::string result = arn(prefix, "mapRun", machine);
  result += '/';
  result += label;
  result += ':';
  result += id;
  return result;
}

} // namespace asl::exec
