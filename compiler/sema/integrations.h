// The optimized integrations of Step Functions: actions, patterns, and the parameters they need.
#pragma once

#include "runtime/support/resource.h"

#include <string>
#include <string_view>
#include <vector>

namespace aslc::sema {

using Pattern = asl::task::Resource::Pattern;
using Resource = asl::ResourceParts;
using asl::splitResource;

/// The patterns that an action can be called with, as bits.
constexpr unsigned bit(Pattern pattern) { return 1u << static_cast<unsigned>(pattern); }
inline constexpr unsigned RequestResponse = bit(Pattern::RequestResponse);
inline constexpr unsigned Sync = bit(Pattern::Sync);
inline constexpr unsigned Sync2 = bit(Pattern::Sync2);
inline constexpr unsigned WaitForToken = bit(Pattern::WaitForTaskToken);

struct Integration {
  std::string_view service;
  std::string_view action;
  unsigned patterns; ///< bits
  /// Names of parameters that must be given, separated by blanks; `A|B` means one of the two.
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

} // namespace aslc::sema
