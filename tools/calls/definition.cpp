#include "tools/calls/definition.h"

#include "compiler/parse/parse.h"
#include "compiler/sema/check.h"

#include <algorithm>

namespace aslc::calls {

namespace {

using source::Node;

Node *makeObject(source::Tree &tree, source::Range range) {
  Node *node = tree.make();
  node->kind = Node::Kind::Object;
  node->range = range;
  return node;
}

/// Makes the tree of a state that of a machine with this state: `{"States": {"StateName": ...},
/// "StartAt": "StateName"}`. What is new has the place of the state or of its beginning.
void putInMachine(source::Tree &tree) {
  const Node *state = tree.root;
  source::Range begin{state->range.begin, state->range.begin};
  Node *start = tree.make();
  start->kind = Node::Kind::String;
  start->text = loneStateName;
  start->range = begin;
  Node *states = makeObject(tree, state->range);
  states->members.push_back({loneStateName, begin, state});
  Node *machine = makeObject(tree, state->range);
  machine->members.push_back({"States", begin, states});
  machine->members.push_back({"StartAt", begin, start});
  tree.root = machine;
}

/// Whether a diagnostic says where the state `StateName` may go on to. Those about states within it
/// say more.
bool isAboutTransitions(const diag::Diagnostic &diagnostic, const source::Tree &tree) {
  switch (diagnostic.kind) {
  case diag::Kind::UnknownTarget:
  case diag::Kind::UnreachableState:
  case diag::Kind::NoTerminalState:
    break;
  default:
    return false;
  }
  report::Steps steps = report::stepsTo(tree, diagnostic.range);
  auto levels = std::ranges::count_if(
      steps, [](const report::Step &step) { return !step.isItem && step.key == "States"; });
  return levels < 2;
}

frontend::Definition check(std::shared_ptr<const source::File> file, source::Tree tree,
                           const frontend::ReadingOptions &options) {
  frontend::Definition result;
  result.diagnostics = std::make_shared<diag::Engine>(std::move(file));
  result.tree = std::make_shared<source::Tree>(std::move(tree));
  result.machine = parse::parseMachine(result.tree, *result.diagnostics, options.type);
  if (result.machine)
    sema::check(*result.machine, {}, *result.diagnostics);
  return result;
}

source::Tree readTree(const std::shared_ptr<const source::File> &file,
                      const frontend::ReadingOptions &options) {
  return source::read(file, options.notation.value_or(source::notationOf(file->name())),
                      options.definitions);
}

} // namespace

frontend::Definition readMachine(std::shared_ptr<const source::File> file,
                                 const frontend::ReadingOptions &options) {
  source::Tree tree = readTree(file, options);
  return check(std::move(file), std::move(tree), options);
}

frontend::Definition readState(std::shared_ptr<const source::File> file,
                               const frontend::ReadingOptions &options) {
  source::Tree tree = readTree(file, options);
  if (tree.root && tree.root->is(Node::Kind::Object))
    putInMachine(tree);
  frontend::Definition result = check(std::move(file), std::move(tree), options);
  result.diagnostics->retain([&](const diag::Diagnostic &diagnostic) {
    return !isAboutTransitions(diagnostic, *result.tree);
  });
  return result;
}

std::vector<report::AwsDiagnostic> diagnosticsOf(const frontend::Definition &definition,
                                                 bool warnings) {
  report::Findings file{"definition", definition.diagnostics.get(), definition.tree.get()};
  return report::inWordsOfAws(report::reportedByAws(file, warnings));
}

std::optional<asl::api::Error> invalidDefinition(const frontend::Definition &definition) {
  if (!definition.diagnostics->hasErrors())
    return std::nullopt;
  std::string list;
  for (const report::AwsDiagnostic &each : diagnosticsOf(definition, /*warnings=*/false)) {
    list += (list.empty() ? "" : ", ") + std::string(each.code) + ": " + each.message;
    // The words of the parser end with the place.
    if (each.location.empty() || !each.message.ends_with(each.location))
      list += " at " + (each.location.empty() ? "null" : each.location);
  }
  return asl::api::Error{"InvalidDefinition", "Invalid State Machine Definition: '" + list + "'"};
}

} // namespace aslc::calls
