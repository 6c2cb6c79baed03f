// The first half of parsing a path: its text cut into tokens as Jayway 2.0.0 cuts it.
#pragma once

#include "compiler/expr/jsonpath/path.h"

#include <memory>
#include <string_view>
#include <variant>
#include <vector>

namespace aslc::jsonpath {

/// `$` after the start of a path: changes nothing, but counts as a step.
struct RootAgain {};
struct Scan {};

/// One token. Scan and RootAgain are not steps yet; see link.cpp.
struct Token {
  std::variant<NamesStep, Indexes, Slice, FromLength, Wildcard, Scan, RootAgain, FilterStep> kind;
  bool definite() const;
};

/// Cuts `text`, which begins with `$`, into the tokens after that. Offsets of errors count from the
/// begin of `text`. Inside a filter a filter is refused at once: no path in a filter may be
/// indefinite.
std::variant<std::vector<Token>, Error> tokenize(std::string_view text, bool insideFilter);

/// Reads `[?(...)]`.
std::variant<std::unique_ptr<Filter>, Error> parseFilter(std::string_view text);

/// Reads the path of a filter's operand, `@...` or `$...`.
std::variant<Path, Error> parseOperandPath(std::string_view text);

/// Makes steps of tokens: settles what a deep scan looks for and what a missing name means.
std::vector<Step> link(std::vector<Token> tokens);

/// `text` without blanks and control characters around it, as Java trims.
std::string_view trimmed(std::string_view text);

} // namespace aslc::jsonpath
