// Finds the variables in expressions of every kind.
#include "compiler/expr/intrinsic/call.h"
#include "compiler/sema/variables.h"

#include <algorithm>

namespace aslc::sema {

namespace {

void add(std::vector<VariableRead> &reads, std::string name, size_t offset,
         std::vector<std::string> bound = {}) {
  bool known = std::any_of(reads.begin(), reads.end(),
                           [&](const VariableRead &read) { return read.name == name; });
  if (!known)
    reads.push_back({std::move(name), offset, std::move(bound)});
}

void addCall(std::vector<VariableRead> &reads, const intrinsic::Call &call, size_t offset) {
  for (const intrinsic::Argument &argument : call.arguments) {
    if (const auto *path = std::get_if<jsonpath::Path>(&argument.value)) {
      if (path->root == jsonpath::Root::Variable)
        add(reads, path->variable, offset + argument.offset);
    } else if (const auto *inner = std::get_if<std::unique_ptr<intrinsic::Call>>(&argument.value)) {
      addCall(reads, **inner, offset + argument.offset);
    }
  }
}

void addPath(std::vector<VariableRead> &reads, std::string_view text) {
  auto parsed = jsonpath::parse(text);
  const auto *path = std::get_if<jsonpath::Path>(&parsed);
  if (path && path->root == jsonpath::Root::Variable)
    add(reads, path->variable, 0);
}

} // namespace

std::vector<VariableRead> variablesIn(const Expression &expression) {
  std::vector<VariableRead> reads;
  switch (expression.kind) {
  case Expression::Kind::Path:
  case Expression::Kind::ReferencePath:
    addPath(reads, expression.text);
    break;
  case Expression::Kind::Intrinsic: {
    auto parsed = intrinsic::parse(expression.text);
    if (const auto *call = std::get_if<intrinsic::Call>(&parsed))
      addCall(reads, *call, 0);
    break;
  }
  case Expression::Kind::Jsonata: {
    auto parsed = jsonata::parse(expression.text);
    if (const auto *tree = std::get_if<jsonata::NodePtr>(&parsed))
      for (auto &[name, offset, bound] : jsonata::freeVariables(**tree))
        add(reads, name, offset, bound);
    break;
  }
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
