// Evaluates numbers that are known before a machine runs.
#pragma once

#include "compiler/ast/machine.h"

#include <optional>
#include <string_view>

namespace aslc::analysis::flow {

/// The bounds of a number.
struct Bounds {
  double least = 0, most = 0;
};

/// Evaluates expressions of numbers and of variables that are only ever assigned known numbers.
class Constants {
public:
  explicit Constants(const ast::Machine &root) : root_(root) {}

  std::optional<Bounds> of(const ast::Quantity &quantity) const;
  std::optional<Bounds> of(const ast::Optional<ast::Quantity> &quantity) const;
  std::optional<Bounds> of(const ast::Expression &expression) const;

  /// How many elements the value has that an expression or a template gives, where that is known.
  std::optional<size_t> lengthOf(const ast::Template &value) const;

private:
  std::optional<Bounds> of(const ast::Template &value, unsigned depth) const;
  std::optional<Bounds> of(const ast::Expression &expression, unsigned depth) const;
  std::optional<Bounds> of(const jsonata::Node &node, unsigned depth) const;
  std::optional<Bounds> of(const intrinsic::Call &call, unsigned depth) const;
  std::optional<Bounds> binary(const jsonata::Node &node, unsigned depth) const;
  std::optional<Bounds> ofVariable(std::string_view name, unsigned depth) const;

  const ast::Machine &root_;
};

} // namespace aslc::analysis::flow
