// Compiling one expression by itself: for `aslc eval` and the conformance runner.
#pragma once

#include "asl/abi/abi.h"
#include "compiler/diag/engine.h"
#include "compiler/driver/jit.h"
#include "compiler/expr/jsonata/tree.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace aslc::driver {

enum class ExpressionLanguage : uint8_t { Jsonata, JsonPath };

/// An expression and the names that it may refer to besides its input.
struct ExpressionSource {
  ExpressionLanguage language = ExpressionLanguage::Jsonata;
  /// JSONata with or without its marks `{%` and `%}`; JSONPath: a path or a call of an intrinsic
  /// function, as it stands under a key that ends in `.$`.
  std::string text;
  /// Names of variables, without `$`.
  std::vector<std::string> variables;
};

/// An expression loaded into this process. Its code lives as long as this does.
class LoadedExpression {
public:
  explicit LoadedExpression(std::unique_ptr<LoadedMachine> module) : module_(std::move(module)) {}

  /// The symbols for the heap of evaluations: values passed to `evaluate` must be made in a heap
  /// with them.
  const asl_symbols *symbols() const { return module_->module().symbols; }

  /// The expression's value where `$` is `input`, `$$` of JSONPath is `context`, and each variable
  /// has its value, in their order; undefined where there is none. The result is a value,
  /// undefined, a function, or an ASL_ERROR; of JSONata its name is the code and its detail what it
  /// is about.
  asl_value evaluate(asl_heap &heap, asl_value input, asl_value context,
                     std::span<const asl_value> variables) const;

private:
  std::unique_ptr<LoadedMachine> module_;
};

struct ExpressionResult {
  std::shared_ptr<diag::Engine> diagnostics;
  std::optional<jsonata::Error> refused;        ///< JSONata that does not parse
  std::unique_ptr<LoadedExpression> expression; ///< null when the text is no expression
  std::string problem;                          ///< why there is none though the text is right
};

/// Parses, compiles and loads an expression; `optimization` as in LoadOptions, but a long
/// expression is not optimized.
ExpressionResult compileExpression(const ExpressionSource &source, ModuleLoader &loader,
                                   unsigned optimization = 1);

/// Reports an error of a JSONata evaluation with the text `message` at its place in the expression.
/// Returns false when the error has no place, because it is about the whole expression.
bool reportFailure(diag::Engine &diagnostics, const asl_error &error, std::string_view message);

} // namespace aslc::driver
