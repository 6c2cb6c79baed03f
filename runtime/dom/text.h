// Texts of JSON trees. The parser and the writer of nlohmann/json are large templates; they are
// compiled here and nowhere else. All functions may be called by any thread and do not block.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace asl::dom {

/// The tree of a JSON text, with members of objects sorted by name; `is_discarded()` when it is no
/// JSON. Takes what executions take (runtime/value/json.h): half of a surrogate pair is U+FFFD, the
/// last of several members of one name counts. Numbers beyond the largest double are that double.
nlohmann::json parse(std::string_view text);

/// The same, with members of objects in the order of the text.
nlohmann::ordered_json parseOrdered(std::string_view text);

/// Whether `text` is JSON.
bool isJson(std::string_view text);

/// The text of a tree: compact, or with each level indented by `indent` spaces. Bytes that are not
/// UTF-8 are written as U+FFFD. Recursive: at most a few thousand levels on an ordinary stack.
std::string write(const nlohmann::json &tree, int indent = -1);
std::string write(const nlohmann::ordered_json &tree, int indent = -1);

} // namespace asl::dom
