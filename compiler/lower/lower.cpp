// Machines and branches: the scopes of variables, and the states in their order.
#include "compiler/lower/lower.h"
#include "compiler/lower/definition_hash.h"
#include "compiler/lower/states.h"

#include <algorithm>

using namespace aslc;
using namespace aslc::lower;

namespace {

/// Adds a name unless it is there.
void addName(const std::string &name, std::vector<std::string> &names) {
  if (std::find(names.begin(), names.end(), name) == names.end())
    names.push_back(name);
}

/// Adds the names that `assign` gives values to, each once.
void addNames(const ast::TemplateField &assign, std::vector<std::string> &names) {
  if (!assign)
    return;
  if (assign->value->kind == ast::Template::Kind::Literal)
    for (const source::Member &member : assign->value->node->members)
      addName(member.key, names);
  for (const ast::Template::Entry &entry : assign->value->entries)
    addName(entry.key, names);
}

Scope scopeOf(const ast::Machine &machine, const Scope *outer) {
  Scope scope{outer, {}};
  for (const ast::State &state : machine.states) {
    addNames(state.assign, scope.variables);
    if (const auto *choice = state.as<ast::ChoiceState>())
      for (const ast::ChoiceRule &rule : choice->rules)
        addNames(rule.assign, scope.variables);
    for (const ast::Catcher &catcher : state.catchers)
      addNames(catcher.assign, scope.variables);
  }
  return scope;
}

mlir::ArrayAttr variablesOf(FlowBuilder &builder, const Scope &scope) {
  return scope.variables.empty() ? mlir::ArrayAttr() : builder.strings(scope.variables);
}

mlir::FlatSymbolRefAttr startOf(FlowBuilder &builder, const ast::Machine &machine) {
  return mlir::FlatSymbolRefAttr::get(builder.getContext(), machine.startAt->value);
}

} // namespace

void lower::lowerStates(FlowBuilder &builder, mlir::Region &region, const ast::Machine &machine,
                        const Scope &scope, bool inspected) {
  mlir::OpBuilder::InsertionGuard guard(builder);
  builder.createBlock(&region);
  StateLowering states(builder, scope, inspected);
  for (const ast::State &state : machine.states)
    states.lower(state);
}

void lower::lowerBranch(FlowBuilder &builder, const ast::Machine &machine, const Scope *outer) {
  FlowBuilder::Place place(builder, machine.range);
  Scope scope = scopeOf(machine, outer);
  auto branch = builder.make<ir::BranchOp>(startOf(builder, machine), variablesOf(builder, scope));
  lowerStates(builder, branch.getStates(), machine, scope);
}

mlir::OwningOpRef<mlir::ModuleOp> lower::lowerMachine(mlir::MLIRContext &context,
                                                      const ast::Machine &machine,
                                                      llvm::StringRef name,
                                                      const Inspection *inspection) {
  context.loadDialect<ir::AslDialect>();
  FlowBuilder builder(&context, *machine.tree);
  if (inspection && inspection->ways)
    builder.showWays();
  FlowBuilder::Place place(builder, machine.range);
  mlir::OwningOpRef<mlir::ModuleOp> module = builder.make<mlir::ModuleOp>();
  builder.setInsertionPointToEnd(module->getBody());
  Scope scope = scopeOf(machine, nullptr);
  if (inspection)
    for (const std::string &variable : inspection->variables)
      addName(variable, scope.variables);
  mlir::IntegerAttr timeout;
  if (machine.timeoutSeconds)
    timeout = builder.getI64IntegerAttr(machine.timeoutSeconds->value);
  bool isExpress = machine.type == ast::MachineType::Express;
  auto type = ir::MachineTypeAttr::get(&context, isExpress ? ir::MachineType::Express
                                                           : ir::MachineType::Standard);
  auto op = builder.make<ir::MachineOp>(builder.getStringAttr(name), startOf(builder, machine),
                                        variablesOf(builder, scope), timeout, type,
                                        /*definition_hash=*/mlir::StringAttr());
  lowerStates(builder, op.getStates(), machine, scope,
              /*inspected=*/inspection && inspection->fields);
  if (builder.hasFailed())
    return nullptr;
  if (std::string hash = definitionHash(machine); !hash.empty())
    op.setDefinitionHash(hash);
  return module;
}
