#include "compiler/analysis/flow/effects.h"

#include "compiler/analysis/flow/steps.h"
#include "compiler/analysis/shape/literal.h"

#include <algorithm>

namespace aslc::analysis::flow {

std::optional<Subject> subjectOf(const std::string &text) {
  Subject subject{text, "", {}};
  std::string_view rest = text;
  constexpr std::string_view input = "$states.input.";
  bool isJsonata = rest.starts_with(input), isPath = rest.starts_with("$['");
  rest.remove_prefix(isJsonata ? input.size() : 1);
  constexpr std::string_view letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  while (!rest.empty()) {
    rest.remove_prefix(isPath && rest.starts_with("['") ? 2 : 0);
    size_t end = std::min(rest.find_first_not_of(letters), rest.size());
    subject.path.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end);
    std::string_view closing = isPath ? "']" : isJsonata ? "." : "";
    if (end == 0 || !rest.starts_with(closing))
      return std::nullopt;
    rest.remove_prefix(closing.size());
  }
  if (isJsonata || isPath)
    return subject;
  if (subject.path.size() != 1)
    return std::nullopt;
  subject.variable = std::move(subject.path[0]);
  return subject;
}

Effect effectOfLiteral(const source::Node &node) {
  if (!node.is(source::Node::Kind::Number))
    return {};
  return {Effect::Kind::Set, numberOf(node)};
}

Effect effectOnVariable(const Edge &edge, const std::string &name) {
  if (!edge.assign || !*edge.assign)
    return {Effect::Kind::Same};
  const ast::Template &assign = *(*edge.assign)->value;
  if (assign.kind == ast::Template::Kind::Literal) {
    const source::Member *member = assign.node->find(name);
    return member ? effectOfLiteral(*member->value) : Effect{Effect::Kind::Same};
  }
  for (const ast::Template::Entry &entry : assign.entries) {
    if (entry.key != name)
      continue;
    if (!entry.value->expression)
      return entry.value->node ? effectOfLiteral(*entry.value->node) : Effect{};
    auto step = stepOf(*entry.value->expression, name);
    return step ? Effect{Effect::Kind::Step, *step} : Effect{};
  }
  return {Effect::Kind::Same};
}

Effect effectOnPath(const ast::State &state, const Edge &edge, const DataPath &path) {
  Origin origin = originOf(state, edge, path);
  if (origin.constant)
    return effectOfLiteral(*origin.constant);
  if (origin.input == path)
    return {Effect::Kind::Same};
  if (origin.expression)
    if (auto step = stepOf(*origin.expression, path))
      return {Effect::Kind::Step, *step};
  return {Effect::Kind::Unknown, 0, std::move(origin.input)};
}

Effect effectOf(const ast::State &state, const Edge &edge, const Subject &subject) {
  return subject.variable.empty() ? effectOnPath(state, edge, subject.path)
                                  : effectOnVariable(edge, subject.variable);
}

bool seesWholeInput(const ast::State &state) {
  return !state.inputPath ||
         (state.inputPath->value.path && state.inputPath->value.path->text == "$");
}

} // namespace aslc::analysis::flow
