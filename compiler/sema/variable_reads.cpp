// Finds the variables in expressions of every kind.
#include "compiler/expr/jsonata/check.h"
#include "compiler/sema/variables.h"

#include <algorithm>

namespace aslc::sema {

namespace {

void addCall(std::vector<VariableRead> &reads, const intrinsic::Call &call, size_t offset) {
  for (const intrinsic::Argument &argument : call.arguments) {
    if (const auto *path = std::get_if<jsonpath::Path>(&argument.value)) {
      if (path->root == jsonpath::Root::Variable)
        reads.push_back({path->variable, offset + argument.offset, {}});
    } else if (const auto *inner = std::get_if<std::unique_ptr<intrinsic::Call>>(&argument.value)) {
      addCall(reads, **inner, offset + argument.offset);
    }
  }
}

using JsonataReads = std::vector<jsonata::FreeVariable> (*)(const jsonata::Node &);

std::vector<VariableRead> readsIn(const ast::Expression &expression, JsonataReads readsOfJsonata) {
  std::vector<VariableRead> reads;
  if (const auto *path = std::get_if<jsonpath::Path>(&expression.tree)) {
    if (path->root == jsonpath::Root::Variable)
      reads.push_back({path->variable, 0, {}});
  } else if (const auto *call = std::get_if<intrinsic::Call>(&expression.tree)) {
    addCall(reads, *call, 0);
  } else if (const auto *tree = std::get_if<jsonata::NodePtr>(&expression.tree)) {
    for (jsonata::FreeVariable &use : readsOfJsonata(**tree))
      reads.push_back(
          {std::move(use.name), use.offset, std::move(use.bound), use.isTested, use.mayBeFunction});
  }
  return reads;
}

} // namespace

std::vector<VariableRead> variableUsesIn(const ast::Expression &expression) {
  return readsIn(expression, jsonata::variableUses);
}

std::vector<VariableRead> variablesIn(const ast::Expression &expression) {
  std::vector<VariableRead> reads;
  for (VariableRead &use : readsIn(expression, jsonata::freeVariables)) {
    bool known = std::any_of(reads.begin(), reads.end(),
                             [&](const VariableRead &read) { return read.name == use.name; });
    if (!known)
      reads.push_back(std::move(use));
  }
  return reads;
}

std::string assignedName(const source::Member &member, ast::QueryLanguage language) {
  std::string name = member.key;
  if (language == ast::QueryLanguage::JsonPath && name.ends_with(".$"))
    name.resize(name.size() - 2);
  return name;
}

} // namespace aslc::sema
