// What transitions do to a value that a Choice compares with numbers.
#pragma once

#include "compiler/analysis/flow/sources.h"

namespace aslc::analysis::flow {

/// A variable, or a value of the states' input, that a Choice compares with numbers.
struct Subject {
  std::string text; ///< as sema::Condition spells it
  std::string variable;
  DataPath path; ///< of a counter in the payload; unused for a variable
};

/// Reads `$name`, `$['a']['b']` and `$states.input.a.`, as sema::Condition spells them.
std::optional<Subject> subjectOf(const std::string &text);

/// What a transition does to a subject.
struct Effect {
  enum class Kind : uint8_t { Same, Step, Set, Unknown };
  Kind kind = Kind::Unknown;
  double number = 0;                  ///< Step, Set
  std::optional<DataPath> input = {}; ///< Unknown: the value of another place
};

/// What it does to write this number.
Effect effectOfLiteral(const source::Node &node);
Effect effectOnVariable(const Edge &edge, const std::string &name);
/// `state` is the one that the edge leaves.
Effect effectOnPath(const ast::State &state, const Edge &edge, const DataPath &path);
Effect effectOf(const ast::State &state, const Edge &edge, const Subject &subject);
/// Whether the state's expressions see all of its input: its InputPath names no part of it.
bool seesWholeInput(const ast::State &state);

} // namespace aslc::analysis::flow
