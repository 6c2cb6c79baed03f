// Evaluates the expressions of a state symbolically: open values are constrained to what the
// expressions need.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/witness/value.h"

namespace aslc::witness {

using Variables = std::map<std::string, Value>;

/// What expressions of a state see.
struct Surroundings {
  Value input; ///< `$states.input`
  std::optional<Value> result, errorOutput;
  Value context; ///< `$$`
  Variables variables;
};

class Evaluator {
public:
  /// What a path finds in `document`, or an expression gives. Missing where it finds nothing, or
  /// where it asks for what cannot be.
  Value evaluate(const ast::Expression &expression, const Value &document,
                 const Surroundings &around);
  Value evaluate(const ast::Template &value, const Value &document, const Surroundings &around);

  /// Asks for what makes the rule hold, or not hold. False when that cannot be. What is not
  /// understood is let pass.
  bool force(const ast::ChoiceRule &rule, const Value &document, const Surroundings &around,
             bool wanted);

  /// Something has failed since the evaluator was made, so that the run ends there.
  bool hasFailed() const { return hasFailed_; }
  void forgive() { hasFailed_ = false; }

private:
  Value path(const jsonpath::Path &path, const Value &document, const Surroundings &around);
  Value step(const Value &value, const jsonpath::Path &path, size_t index);
  Value call(const intrinsic::Call &call, const Value &document, const Surroundings &around);
  bool compare(const ast::Comparison &comparison, const Value &document, const Surroundings &around,
               bool wanted);

  bool hasFailed_ = false;
};

/// JSONata: jsonata.cpp.
class JsonataReader {
public:
  explicit JsonataReader(const Surroundings &around);

  Value evaluate(const jsonata::Node &node, const Value &item);
  bool force(const jsonata::Node &node, const Value &item, bool wanted);

private:
  Value path(const jsonata::Node &node, const Value &item);
  Value staged(const std::vector<jsonata::Stage> &stages, Value value);
  Value call(const jsonata::Node &node, const Value &item, const Value *first);
  Value eachOf(std::string_view function, const jsonata::Node &lambda, const Value &array);
  Value apply(const jsonata::Node &lambda, const std::vector<Value> &arguments);
  Value binary(const jsonata::Node &node, const Value &item);

  Variables bound_; ///< `$states`, the variables, and what the expression binds
};

enum class Order : uint8_t { Equal, Less, LessEqual, Greater, GreaterEqual };

/// Asks that `left order right` holds, or does not. False when that cannot be.
bool askOrder(const Value &left, Order order, const Value &right, bool wanted);

} // namespace aslc::witness
