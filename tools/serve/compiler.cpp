// Definitions from the front end to code in memory.
#include "tools/serve/compiler.h"

#include "asl/engine/engine.h"
#include "compiler/ast/walk.h"
#include "compiler/driver/jit.h"
#include "compiler/sema/variables.h"
#include "tools/calls/calls.h"
#include "tools/calls/definition.h"

#include <malloc.h>

#include <map>
#include <set>

namespace aslc::serve {

namespace {

using asl::api::Json;

frontend::ReadingOptions readingOf(bool express) {
  frontend::ReadingOptions options;
  options.notation = source::Notation::Json;
  options.type = express ? ast::MachineType::Express : ast::MachineType::Standard;
  return options;
}

std::shared_ptr<const source::File> fileOf(const std::string &definition) {
  return std::make_shared<const source::File>("definition", definition);
}

/// The variables that each state reads, with the states of sub-workflows.
Json variableReferencesOf(const ast::Machine &machine) {
  std::map<std::string, std::set<std::string>> reads;
  ast::forEachMachine(machine, [&](const ast::Machine &each) {
    for (const ast::State &state : each.states)
      ast::forEachExpression(state, [&](const ast::ExpressionField &field) {
        for (const sema::VariableRead &read : sema::variablesIn(field.expression))
          if (read.name != "states")
            reads[state.name].insert(read.name);
      });
  });
  return reads.empty() ? Json() : Json(reads);
}

/// Whether a machine uses variables or JSONata.
bool isRecent(const ast::Machine &machine) {
  bool found = machine.language == ast::QueryLanguage::Jsonata;
  ast::forEachMachine(machine, [&](const ast::Machine &each) {
    for (const ast::State &state : each.states) {
      found = found || state.language == ast::QueryLanguage::Jsonata;
      ast::forEachAssign(state, [&](const auto &) { found = true; });
    }
  });
  return found;
}

constexpr size_t largeBytes = 100'000;

class LoadedCode final : public asl::service::Code {
public:
  explicit LoadedCode(std::unique_ptr<driver::LoadedMachine> machine)
      : machine_(std::move(machine)) {}
  const asl_module &module() const override { return machine_->module(); }

private:
  std::unique_ptr<driver::LoadedMachine> machine_;
};

class Compiler final : public asl::api::Compiler {
public:
  Verdict check(const std::string &definition, bool express) override {
    frontend::Definition checked = calls::readMachine(fileOf(definition), readingOf(express));
    Verdict verdict;
    verdict.refusal = calls::invalidDefinition(checked);
    if (verdict.refusal)
      return verdict;
    verdict.variableReferences = variableReferencesOf(*checked.machine);
    verdict.isRecent = isRecent(*checked.machine);
    return verdict;
  }

  asl::Expected<std::shared_ptr<const asl::service::Code>>
  compile(const asl::service::Snapshot &snapshot, asl::service::CodeQuality quality) override {
    driver::CompileResult compiled = driver::compile(
        fileOf(snapshot.definition), readingOf(snapshot.express), snapshot.machine, jit_,
        {.optimization = quality == asl::service::CodeQuality::Best ? 2u : 0u});
    // What the compilation of a large machine used is not needed again soon.
    if (snapshot.definition.size() > largeBytes)
      malloc_trim(0);
    if (!compiled.machine)
      return asl::Failure{compiled.problem.empty() ? firstErrorOf(compiled.definition)
                                                   : compiled.problem};
    if (std::string problem = asl::Engine::load(compiled.machine->module()); !problem.empty())
      return asl::Failure{problem};
    return std::shared_ptr<const asl::service::Code>(
        std::make_shared<LoadedCode>(std::move(compiled.machine)));
  }

  asl::api::Answer validate(const asl::api::Call &call) override {
    return calls::validateDefinition(call.request);
  }
  asl::api::Answer testState(const asl::api::Call &call,
                             asl::task::TaskExecutor *executor) override {
    return tester_.test(call.request, call.caller, executor);
  }
  void stopTests() override { tester_.stop(); }

private:
  static std::string firstErrorOf(const frontend::Definition &definition) {
    for (const diag::Diagnostic &diagnostic : definition.diagnostics->all())
      if (diagnostic.severity == diag::Severity::Error)
        return diagnostic.message;
    return "the definition is not valid";
  }

  driver::Jit jit_;
  calls::StateTester tester_;
};

} // namespace

std::unique_ptr<asl::api::Compiler> makeCompiler() { return std::make_unique<Compiler>(); }

} // namespace aslc::serve
