// Request bodies: JSON text becomes a request of an operation's shape.
#pragma once

#include "runtime/api/call.h"
#include "runtime/api/model.h"

#include <string_view>
#include <variant>

namespace asl::api {

/// Reads the body of a request. Members which the model does not have and members that are null are
/// left out; numbers are made to fit the integers of the model: fractions are cut off, what is too
/// large becomes the largest. Fails with SerializationException when the body is not a JSON object
/// or a value has the wrong type.
std::variant<Json, Error> readRequest(const model::Operation &operation, std::string_view body);

} // namespace asl::api
