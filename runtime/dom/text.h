// Texts of JSON trees. The parser and the writer of nlohmann/json are large templates; they are
// compiled here and nowhere else. All functions may be called by any thread and do not block.
#pragma once

#include "asl/abi/values.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace asl::dom {

/// Trees are copied, compared and written recursively, for which an ordinary stack is enough up to
/// this depth: that of the deepest value, and of what a document may put around it.
inline constexpr size_t mostLevels = size_t(2) * ASL_DEPTH_LIMIT;

/// The tree of a JSON text, with members of objects sorted by name; `is_discarded()` when it is no
/// JSON or deeper than `levels`. Takes what executions take (runtime/value/json.h): half of a
/// surrogate pair is U+FFFD, the last of several members of one name counts. Numbers beyond the
/// largest double are that double.
nlohmann::json parse(std::string_view text, size_t levels = mostLevels);

/// The same, with members of objects in the order of the text.
nlohmann::ordered_json parseOrdered(std::string_view text, size_t levels = mostLevels);

/// Whether `text` is JSON, of any number of levels.
bool isJson(std::string_view text);

/// The text of a tree: compact, or with each level indented by `indent` spaces. Bytes that are not
/// UTF-8 are written as U+FFFD.
std::string write(const nlohmann::json &tree, int indent = -1);
std::string write(const nlohmann::ordered_json &tree, int indent = -1);

/// A compact text that YAML reads as the same value too: characters that YAML does not allow or
/// takes for ends of lines are escaped.
std::string writeForYaml(const nlohmann::ordered_json &tree);

} // namespace asl::dom
