// Values of expressions in Terraform's configuration files.
#pragma once

#include "compiler/diag/engine.h"
#include "compiler/project/terraform_module.h"

namespace aslc::project {

/// Evaluates expressions of a module, with the functions and operators that definitions use. A
/// value from another file than that of `out` gets the place of the expression that refers to it. A
/// value that is not known is reported, and a text replaces it.
class HclEvaluator {
public:
  HclEvaluator(const Module &module, source::Tree &out, diag::Engine &diags)
      : module_(module), out_(out), diags_(diags) {}

  const source::Node *value(Placed at);
  /// The value of a text, with the places of its parts.
  Decoded text(Placed at);

private:
  using Node = source::Node;
  using Nodes = std::vector<const Node *>;

  source::Range placeOf(const Placed &at) const { return fixed_.value_or(at.expression->range); }
  const Node *wrong(const Placed &at, const std::string &problem);
  Node *make(Node::Kind kind, const Placed &at);
  const Node *made(std::string text, const Placed &at);
  const Node *boolean(bool value, const Placed &at);
  const Node *number(double value, const Placed &at);
  const Node *known(const Placed &at);
  const Node *list(const Placed &at);
  const Node *object(const Placed &at);
  const Node *operation(const Placed &at);
  const Node *call(const Placed &at);
  const Node *ofTexts(std::string_view function, const std::vector<std::string> &texts,
                      const Placed &at);
  const Node *ofContainers(std::string_view function, const Nodes &arguments, const Placed &at);
  const Node *file(std::string_view function, const Nodes &arguments, const Placed &at);
  const Node *decoded(const std::string &text, source::Notation notation, const Placed &at);

  const Module &module_;
  source::Tree &out_;
  diag::Engine &diags_;
  std::optional<source::Range> fixed_; ///< the place of what comes from another file
  unsigned depth_ = 0;
};

/// The values of the object `variables` of `templatefile`, for the placeholders of the template.
void takeTemplateVariables(const source::Node &variables, source::Definitions &definitions);

} // namespace aslc::project
