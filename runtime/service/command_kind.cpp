#include "runtime/service/command_kind.h"

#include "runtime/exec/task_token.h"

#include <nlohmann/json.hpp>

namespace asl::service {

std::optional<uint64_t> executionOfCommand(uint32_t kind, const nlohmann::json &body) {
  if (kind == kAnswer)
    return exec::executionOfToken(body.value("token", ""));
  if (kind == kStop || kind == kRedrive || kind == kPause || kind == kFork)
    return body.value("execution", uint64_t(0));
  return std::nullopt;
}

} // namespace asl::service
