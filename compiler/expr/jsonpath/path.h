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
  std::string text; ///< as written

  /// The result is one value, or there is none: every step is a NamesStep, an Indexes of one index,
  /// or a FromLength. Any other path gives an array of what its steps match, and its steps are all
  /// walked with asl_each_*.
  bool definite() const;
  /// The path up to and with step `index` as Jayway prints it in messages: `$['a'][0]`.
  std::string prefix(size_t index) const;
};

/// `['a','b']` and `.a` (one name). Several names (or none: `['a`) give one object of those
/// present, and can only be the last step: elsewhere they fail when they are reached.
struct NamesStep {
  std::vector<std::string> names;
  /// What an object without the (one) name means inside an indefinite path: ASL_NAME_* of
  /// asl/abi/abi.h.
  enum class Missing : uint8_t { Skip, Raise, Last };
  Missing missing = Missing::Last;
};
/// `[0]`, `[0,2]`; several indexes give each element in turn.
struct Indexes {
  std::vector<int64_t> indexes;
};
/// `[a:b]`, `[a:]`, `[:b]`; a missing bound is nullopt, but one is there. A third number is not
/// looked at.
struct Slice {
  std::optional<int64_t> from, to;
};
/// `[(@.length-k)]`
struct FromLength {
  int64_t minus = 0;
};
struct Wildcard {};
/// `..`: visits a value and all values in it, parents first. What it looks for depends on the step
/// after it in the text; only after Objects and Arrays is that step also the next one in
/// Path::steps.
struct DeepScan {
  enum class Target : uint8_t {
    Objects, ///< `..a`, `..['a','b']`: each object that has all `names`; the NamesStep step follows
    Arrays,  ///< `..[0]`, `..[1:]` at the end of the path: each array; that step follows
    Elements, ///< `..[0].a`: each element of each array; the number is not looked at (Jayway's way)
    Children, ///< `..*`: each member and element of each value
    Filtered, ///< `..[?(f)].a`: each object that satisfies f, each element of each array that does
    FilteredLast, ///< `..[?(f)]`: the same, but of those arrays only the elements that satisfy f
                  ///< themselves
    Nothing       ///< `....`
  };
  Target target = Target::Nothing; ///< ASL_SCAN_* of asl/abi/abi.h
  std::vector<std::string> names;  ///< Objects
  std::unique_ptr<Filter> filter;  ///< Filtered, FilteredLast
};
/// The elements of an array that satisfy the filter; an object itself when it does.
struct FilterStep {
  std::unique_ptr<Filter> filter;
};

struct Step {
  std::variant<NamesStep, Indexes, Slice, FromLength, Wildcard, DeepScan, FilterStep> kind;
  /// The step as Jayway prints it in messages, such as `['a']` or `[0]`.
  std::string text() const;
};

/// An operand of a comparison in a filter. Jayway 2.0.0 has no literals but text: `1`, `true` and
/// `null` are the strings "1", "true", "null", and the comparison converts (asl_filter_compare).
struct Operand {
  enum class Kind : uint8_t {
    Path,   ///< definite, rooted at `@` or `$`
    String, ///< `text`
    Array,  ///< an empty array: no value compares with it
    Regex   ///< the right operand of `=~`, and only there
  };
  Kind kind = Kind::String;
  std::unique_ptr<Path> path;
  std::string text;        ///< String; Regex: the pattern
  bool ignoreCase = false; ///< Regex `/.../i`
};

struct Filter {
  /// And, Or: operands in the order in which they are tried. Not: one operand, an Exists.
  /// Exists: whether the path `left` finds a value other than null.
  enum class Kind : uint8_t { And, Or, Not, Exists, Compare };
  Kind kind = Kind::Exists;
  std::vector<std::unique_ptr<Filter>> operands; ///< And, Or, Not
  std::string op;                                ///< Compare: `==` `!=` `<` `<=` `>` `>=` `=~`
  Operand left, right;                           ///< Compare; Exists uses left
};

/// Why a path does not compile, at byte `offset` of its text.
struct Error {
  size_t offset = 0;
  std::string message;
};

/// Parses `$...`, `$$...` or `$name...`. Accepts what Jayway 2.0.0 compiles, but refuses filters
/// that would fail on every value (`[?]`, `=~` without a regular expression).
std::variant<Path, Error> parse(std::string_view text);

/// A reference path, which leads to a single value: names and indexes only. In dot notation a
/// backslash escapes the next character. See https://states-language.net/spec.html#ref-paths
std::variant<Path, Error> parseReference(std::string_view text);

} // namespace aslc::jsonpath
