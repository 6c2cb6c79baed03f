// Patterns of names in which `*` stands for any text and `?` for any one character.
#pragma once

#include "asl/engine/task_executor.h"

#include <string_view>

namespace asl::task {

/// Whether the whole of `text` is as `pattern` says. Time is at most the product of both lengths.
bool matchesPattern(std::string_view pattern, std::string_view text);

/// Whether a Resource is what `pattern` says: its text as written, or for a service
/// `lambda:invoke.waitForTaskToken` or `lambda:invoke`, which stands for all ways to wait for the
/// end.
bool matchesResource(std::string_view pattern, const Resource &resource);

} // namespace asl::task
