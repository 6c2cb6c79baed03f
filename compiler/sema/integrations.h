// Names of services and of their actions, for hints.
#pragma once

#include "runtime/support/resource.h"

#include <string>
#include <string_view>
#include <vector>

namespace aslc::sema {

using Pattern = asl::task::Resource::Pattern;
using Resource = asl::ResourceParts;
using asl::splitResource;

/// The services that have an optimized integration, or that `aws-sdk:` resources call.
std::vector<std::string> serviceNames(bool sdk);
/// The known actions of a service; none when it is not known.
std::vector<std::string> actionNames(std::string_view service, bool sdk);
/// The service of `aws-sdk:` resources that other tools call `name`; empty when there is none.
std::string sdkServiceFor(std::string_view name);

} // namespace aslc::sema
