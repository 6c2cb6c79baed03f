// The parts of a Task's Resource, as the compiler checks them.
#pragma once

#include "asl/engine/resource.h"

#include <optional>
#include <string_view>

namespace asl {

/// All parts of a Resource, also of one that Step Functions does not know.
struct ResourceParts {
  enum class Kind : uint8_t {
    Lambda,      ///< the ARN of a function: `name`, `qualifier`
    Activity,    ///< `name`
    Integration, ///< `service`, `action`, `suffix`, `pattern`
    Sdk,         ///< the same after `aws-sdk:`
    OtherArn,    ///< an ARN of a service that no Task calls
    Other        ///< not an ARN
  };
  Kind kind = Kind::Other;
  std::string_view service;                  ///< without `aws-sdk:`
  std::string_view action;                   ///< without suffix
  std::string_view suffix;                   ///< what follows the action's dot
  std::string_view name;                     ///< of the function or activity
  std::optional<std::string_view> qualifier; ///< what follows the colon after a function's name
  /// The pattern that `suffix` names; nothing when it names none.
  std::optional<task::Resource::Pattern> pattern;
};

/// Splits a Resource. Nothing when `text` begins as an ARN but is not a complete one.
std::optional<ResourceParts> splitResource(std::string_view text);

} // namespace asl
