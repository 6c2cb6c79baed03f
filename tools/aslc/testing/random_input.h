// Makes random inputs from a JSON Schema, and shrinks an input with which a test fails.
#pragma once

#include "runtime/support/expected.h"
#include "tools/mocks/plan.h"

#include <cstdint>
#include <functional>
#include <random>
#include <string>

namespace aslc::testing {

using mocks::Json;

/// Whether `schema` can be used: says which keyword is not known here, and where.
asl::Expected<void> checkSchema(const Json &schema);

/// Whether `value` is valid by `schema`, which was checked.
bool isValid(const Json &schema, const Json &value);

/// A value that is valid by `schema`, which was checked. Equal states of `random` give equal
/// values.
Json makeValue(const Json &schema, std::mt19937_64 &random);

/// The smallest value found for which `fails` is true, beginning with `value`, for which it is:
/// members and elements are taken away, texts and numbers made smaller, as long as the value stays
/// valid. Calls `fails` at most `most` times.
Json shrink(const Json &schema, Json value, const std::function<bool(const Json &)> &fails,
            size_t most = 500);

} // namespace aslc::testing
