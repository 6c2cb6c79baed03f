// The optimized integrations of Step Functions: actions, patterns, and the parameters they need.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::sema {

/// How a Task waits for the service it calls; a set of them is a sum.
enum Pattern : uint8_t {
  RequestResponse = 1, ///< no suffix
  Sync = 2,            ///< `.sync`
  Sync2 = 4,           ///< `.sync:2`
  WaitForToken = 8     ///< `.waitForTaskToken`
};

struct Integration {
  std::string_view service;
  std::string_view action;
  unsigned patterns;
  /// Names of required parameters, separated by blanks; `A|B` requires one of the two.
  std::string_view required = {};
};

/// Null when the service has no such action.
const Integration *findIntegration(std::string_view service, std::string_view action);
bool isIntegratedService(std::string_view service);
/// Names for hints.
std::vector<std::string> integratedServices();
std::vector<std::string> actionsOf(std::string_view service);

/// Whether `aws-sdk:` resources may name it, by the table of known services.
bool isSdkService(std::string_view service);
/// The service that other tools call `name`; empty when there is none.
std::string sdkServiceFor(std::string_view name);
std::vector<std::string> sdkServices();

/// The parts of a Task's Resource.
struct Resource {
  enum class Kind : uint8_t {
    Lambda, ///< a function's ARN
    Activity,
    Integration, ///< `service`, `action`, `pattern`
    Sdk,         ///< `aws-sdk:service:action`
    OtherArn,    ///< an ARN of a service that no Task calls
    Other        ///< not an ARN
  };
  Kind kind = Kind::Other;
  std::string_view service, action, suffix; ///< `suffix` is what follows the action's dot
  std::string_view name;                    ///< Lambda: the function; `qualifier` follows its colon
  std::optional<std::string_view> qualifier;
  std::optional<Pattern> pattern; ///< of `suffix`; nullopt when that is not a pattern
};

/// Nullopt when `text` begins as an ARN but is not one.
std::optional<Resource> parseResource(std::string_view text);

} // namespace aslc::sema
