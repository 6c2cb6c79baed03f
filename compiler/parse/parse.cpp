// Definitions and sub-workflows: the outline around the states.
#include "compiler/parse/parse.h"

#include "compiler/diag/faults.h"
#include "compiler/parse/other_file.h"
#include "compiler/parse/state.h"

#include <array>

namespace aslc::parse {

namespace {

constexpr FieldRule definitionRules[] = {
    {"Comment"}, {"StartAt"}, {"States"}, {"Version"}, {"QueryLanguage"}, {"TimeoutSeconds"},
};
constexpr FieldRule branchRules[] = {{"Comment"}, {"StartAt"}, {"States"}};
constexpr FieldRule processorRules[] = {{"Comment"}, {"StartAt"}, {"States"}, {"ProcessorConfig"}};

std::string ofDefinition(std::string_view field) {
  for (const FieldRule &rule : definitionRules)
    if (rule.name == field)
      return "it is a field of the whole definition";
  return field == "ProcessorConfig" ? "it is a field of `ItemProcessor`" : "";
}

std::span<const FieldRule> rulesOf(MachineRole role) {
  switch (role) {
  case MachineRole::Definition:
    return definitionRules;
  case MachineRole::Branch:
    return branchRules;
  case MachineRole::Processor:
    return processorRules;
  }
  return {};
}

void readStates(Fields &fields, ast::Machine &machine) {
  Context &context = fields.context();
  const Member *member = fields.require("States");
  const Node *states = readObject(context, member);
  if (!states)
    return;
  if (states->members.empty())
    context.diags.emit(states->range, diag::Kind::EmptyValue, {"States"});
  machine.states.reserve(machine.states.size() + states->members.size());
  for (const Member &state : states->members)
    machine.states.push_back(readState(context, state));
}

/// The fields that only the whole definition has.
void readSettings(Fields &fields, ast::Machine &machine) {
  Context &context = fields.context();
  static constexpr std::array<std::string_view, 1> versions = {"1.0"};
  readWord(context, fields.find("Version"), versions);
  const Member *timeout = fields.find("TimeoutSeconds");
  if (auto seconds = readNumber(context, timeout, {1, 99999999, true}))
    machine.timeoutSeconds = ast::Field<int64_t>{static_cast<int64_t>(*seconds), timeout->keyRange,
                                                 timeout->value->range, timeout->value};
}

} // namespace

std::unique_ptr<ast::Machine> readMachine(Context &context, const Node &object, MachineRole role,
                                          std::string what) {
  auto machine = std::make_unique<ast::Machine>();
  machine->range = object.range;
  machine->node = &object;
  machine->language = context.language;
  Fields fields(
      context, object,
      {std::move(what), rulesOf(role), role == MachineRole::Definition ? nullptr : ofDefinition},
      QueryLanguage::JsonPath);
  machine->comment = readText(context, fields.find("Comment"));
  machine->startAt = readText(context, fields.require("StartAt"));
  if (role == MachineRole::Definition)
    readSettings(fields, *machine);
  readStates(fields, *machine);
  return machine;
}

std::optional<ast::Machine> parseMachine(std::shared_ptr<const source::Tree> tree,
                                         diag::Engine &diags, ast::MachineType type) {
  if (reportOtherFile(*tree, diags))
    return std::nullopt;
  if (!diag::reportFaults(*tree, diags) || !tree->root)
    return std::nullopt;
  if (!tree->root->is(Node::Kind::Object)) {
    diags.emit(tree->root->range, diag::Kind::NotAnObject, {describe(*tree->root)});
    return std::nullopt;
  }
  Context context{diags};
  for (const source::Fault &fault : tree->faults)
    context.undefinedReported |= fault.kind == source::FaultKind::UndefinedPlaceholder;
  context.language = readLanguage(context, *tree->root, QueryLanguage::JsonPath);
  auto machine = readMachine(context, *tree->root, MachineRole::Definition, "a definition");
  machine->type = type;
  diag::reportAmbiguous(*tree, context.unread, diags);
  reportUnparsed(*machine, *tree, diags);
  machine->tree = std::move(tree);
  return std::move(*machine);
}

} // namespace aslc::parse
