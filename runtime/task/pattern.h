// Patterns for names: `*` matches any text, `?` any one character.
#pragma once

#include "asl/engine/task_executor.h"

#include <string_view>

namespace asl::task {

/// True when `pattern` matches all of `text`. Takes time in proportion to the product of their
/// lengths, at most.
bool matchesPattern(std::string_view pattern, std::string_view text);

/// True when `pattern` matches the Resource: its text as written, or for a service
/// `lambda:invoke.waitForTaskToken`, or `lambda:invoke`, which matches every way to wait for the
/// end.
bool matchesResource(std::string_view pattern, const Resource &resource);

} // namespace asl::task
