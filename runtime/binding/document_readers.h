// The two notations of settings files.
#pragma once

#include "runtime/binding/document.h"

namespace asl::binding {

/// Nothing when `text` is no JSON.
std::optional<Node> readJsonDocument(std::string_view text);
std::optional<Node> readYamlDocument(std::string_view text, DocumentError &error);

} // namespace asl::binding
