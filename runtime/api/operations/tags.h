// Tags in requests.
#pragma once

#include "runtime/api/operations/request.h"
#include "runtime/service/registry.h"

namespace asl::api {

/// `before` with the tags of a request. Refuses TooManyTags beyond 50, and keys that AWS keeps for
/// itself.
service::Tags tagsIn(const Json &request, service::Tags before);

} // namespace asl::api
