// The two notations of settings files.
#pragma once

#include "runtime/task/document.h"

namespace asl::task {

/// Nothing when `text` is no JSON.
std::optional<Node> readJsonDocument(std::string_view text);
std::optional<Node> readYamlDocument(std::string_view text, DocumentError &error);

} // namespace asl::task
