// The checks that Step Functions makes of a JSONata expression before it runs: there is no context
// item at the top level, and `$states` has fixed members. See
// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
#pragma once

#include "compiler/expr/jsonata/tree.h"

#include <functional>
#include <optional>
#include <set>
#include <span>

namespace aslc::jsonata {

/// The members of `$states` that exist in the field of an expression.
struct StatesMembers {
  bool result = false;      ///< `$states.result`
  bool errorOutput = false; ///< `$states.errorOutput`
};

struct Problem {
  enum class Kind : uint8_t {
    TopLevelReference,  ///< `text` is a bare name, `$` or `$$` outside of a step: refused at
                        ///< creation
    UnknownStatesField, ///< `text` is a member of `$states` that does not exist here: refused at
                        ///< creation
    UnknownFunction,    ///< `text` is called, but is neither in the library nor bound
    ArgumentCount,      ///< `text` is called with a number of arguments that it does not take
    ArgumentType,       ///< an argument of `text` is of a type that it never takes
    Eval                ///< `$eval`, which Step Functions does not offer
  };
  Kind kind;
  size_t begin = 0, end = 0; ///< bytes of the expression
  std::string text;
  unsigned minimum = 0, maximum = 0; ///< ArgumentCount
  std::vector<std::string> bound{};  ///< UnknownFunction: the names that the expression binds there
  std::string expected{}, given{};   ///< ArgumentType: `a string`, `a number`
};

/// Findings of a resolved tree, in the order of the text.
std::vector<Problem> check(const Node &tree, const StatesMembers &scope);

/// What is wrong with a call of the library: the number or the type of its arguments, whatever
/// the data. `first` is an argument before those that are written, or null.
std::optional<Problem> findBadCall(const Node &call, const Node *first);

struct FreeVariable {
  std::string name;
  size_t offset;                  ///< the byte of its first use
  std::vector<std::string> bound; ///< the names that the expression binds there
  /// `$exists` tests it here, or it is read only where such a test found it.
  bool isTested = false;
  bool mayBeFunction = false; ///< it is called, or is what a function of the library takes to call
};
/// The workflow variables that the expression reads, each once: names that it does not bind itself,
/// other than `$states`. One with the name of a function of the library is that function unless the
/// machine assigns it. Calls of such functions are left out. A use that is not tested goes before
/// others.
std::vector<FreeVariable> freeVariables(const Node &tree);
/// The same with every use of each.
std::vector<FreeVariable> variableUses(const Node &tree);

/// The workflow variables that have a value where `condition` is true, or is not.
std::set<std::string> variablesPresent(const Node &condition, bool truth);

/// A function of the library by its name without `$`.
struct LibraryFunction {
  std::string_view name;
  unsigned minimum, maximum; ///< arguments; a context argument need not be written
};
/// The `maximum` of a function that takes any number.
constexpr unsigned anyCount = 1000;
const LibraryFunction *findLibraryFunction(std::string_view name);
/// All of them, sorted by name.
std::span<const LibraryFunction> libraryFunctions();

} // namespace aslc::jsonata
