// Operators of Terraform's language.
#include "compiler/project/hcl_nodes.h"
#include "compiler/project/hcl_values.h"

#include <cmath>

namespace aslc::project {

using hcl::Expression;
using source::Node;

const Node *HclEvaluator::operation(const Placed &at) {
  const Expression &from = *at.expression;
  const Node *left = value({at.document, from.items[0].get()});
  const std::string &name = from.text;
  if (from.items.size() == 1)
    return name == "!" ? boolean(!isTrue(*left), at) : number(-numberOf(*left), at);
  bool isAnd = name == "&&", isDecided = isTrue(*left) != isAnd;
  if ((isAnd || name == "||") && isDecided) // so that the right side may be wrong
    return boolean(!isAnd, at);
  const Node *right = value({at.document, from.items[1].get()});
  auto same = [&] {
    return source::toJson(*expanded(*left, at)) == source::toJson(*expanded(*right, at));
  };
  double a = numberOf(*left), b = numberOf(*right);
  if (name == "==" || name == "!=")
    return boolean(same() == (name == "=="), at);
  if (isAnd || name == "||")
    return boolean(isTrue(*right), at);
  if (name == "<" || name == ">")
    return boolean(name == "<" ? a < b : a > b, at);
  if (name == "<=" || name == ">=")
    return boolean(name == "<=" ? a <= b : a >= b, at);
  if (name == "+" || name == "-" || name == "*")
    return number(name == "+" ? a + b : name == "-" ? a - b : a * b, at);
  if ((name == "/" || name == "%") && b != 0)
    return number(name == "/" ? a / b : std::fmod(a, b), at);
  return unsupported(at, "the operator `" + name + "` is not carried out here");
}

} // namespace aslc::project
