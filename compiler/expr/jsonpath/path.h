// JSONPath as Jayway json-path 2.0.0 reads it, the dialect that Step Functions uses: text -> tree.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace aslc::jsonpath {

struct Filter;
struct Step;

/// What a path is applied to.
enum class Root : uint8_t {
  Document, ///< `$`
  Context,  ///< `$$`
  Variable, ///< `$name`
  Current   ///< `@`, inside filters only
};

struct Path {
  Root root = Root::Document;
  std::string variable; ///< Root::Variable
  std::vector<Step> steps;
  std::string text;     ///< as written
  /// Only single names and single indexes: the result is one value, or there is none.
  bool definite() const;
};

/// `['a','b']` and `.a` (one name); several names give an object of those present.
struct Names {
  std::vector<std::string> names;
};
/// `[0]`, `[0,2]`; several indexes give each element in turn.
struct Indexes {
  std::vector<int64_t> indexes;
};
/// `[a:b]`, `[a:]`, `[:b]`; a missing bound is nullopt.
struct Slice {
  std::optional<int64_t> from, to;
};
/// `[(@.length-k)]`
struct FromLength {
  int64_t minus = 0;
};
struct Wildcard {};
/// `..`; the next step is applied to every descendant.
struct DeepScan {};
struct FilterStep {
  std::unique_ptr<Filter> filter;
};

struct Step {
  std::variant<Names, Indexes, Slice, FromLength, Wildcard, DeepScan, FilterStep> kind;
  /// The step as Jayway prints it in messages, such as `['a']` or `[0]`.
  std::string text() const;
};

/// An operand of a comparison in a filter.
struct Operand {
  enum class Kind : uint8_t { Path, String, Number, Boolean, Null, Array, Regex };
  Kind kind = Kind::Null;
  std::unique_ptr<Path> path; ///< rooted at `@` or `$`
  std::string text;           ///< String, Number (as written), Regex (the pattern)
  bool boolean = false;
  bool ignoreCase = false;    ///< Regex `/.../i`
  std::vector<Operand> items; ///< Array
};

struct Filter {
  enum class Kind : uint8_t { And, Or, Not, Exists, Compare };
  Kind kind = Kind::Exists;
  std::vector<std::unique_ptr<Filter>> operands; ///< And, Or, Not
  std::string op;                                ///< Compare: `==`, `!=`, `<`, `in`, `=~`, `size`, ...
  Operand left, right;                           ///< Compare; Exists uses left
};

/// Why a path does not compile, at byte `offset` of its text.
struct Error {
  size_t offset = 0;
  std::string message;
};

/// Parses `$...`, `$$...` or `$name...`. The cases of conformance/jsonpath are the truth of what compiles.
std::variant<Path, Error> parse(std::string_view text);

/// A *reference path* (spec/asl.md 3.1): single names and indexes only; backslash escapes in dot notation.
std::variant<Path, Error> parseReference(std::string_view text);

} // namespace aslc::jsonpath
