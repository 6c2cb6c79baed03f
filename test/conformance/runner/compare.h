// Comparing what happened with what AWS recorded: wildcards, fields that do not count, JSON inside
// strings.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace asl::conformance {

/// Keeps the order of members: the order of a definition's and an input's members has a meaning.
using Json = nlohmann::ordered_json;

/// One difference. `place` is such as `history[4].output.a`; a side without a value is `(absent)`.
struct Difference {
  std::string place;
  std::string expected;
  std::string actual;
  bool operator==(const Difference &) const = default;
};
using Differences = std::vector<Difference>;

/// Whether `actual` equals `expected`, where each `<identifier>` in `expected` matches any text,
/// also the empty one.
bool matchesText(std::string_view expected, std::string_view actual);
/// Whether the whole text is one placeholder, `<identifier>`.
bool isPlaceholder(std::string_view text);
/// Whether a field of this name never counts: times, names of executions, metadata of HTTP answers.
bool isIgnoredField(std::string_view name);

/// Appends to `out` how `actual` differs from the recorded `expected`: with wildcards in values and
/// keys, without ignored fields, with JSON inside strings compared as JSON, and numbers by value.
void compareRecorded(const Json &expected, const Json &actual, const std::string &place,
                     Differences &out);
/// The same as a question.
bool matchesRecorded(const Json &expected, const Json &actual);

/// Equality of the results of expressions: numbers by value, members in any order, no wildcards.
/// `unordered`: the outermost array may be in any order.
bool equalValues(const Json &expected, const Json &actual, bool unordered = false);

/// The value as text, cut to a length that people read.
std::string shortText(const Json &value, size_t limit = 400);

} // namespace asl::conformance
