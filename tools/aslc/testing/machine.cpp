#include "tools/aslc/testing/machine.h"

#include "asl/engine/engine.h"
#include "compiler/codegen/settings.h"
#include "compiler/driver/jit.h"
#include "compiler/lower/inspection.h"
#include "compiler/source/file.h"
#include "tools/aslc/command/given_names.h"
#include "tools/aslc/command/options.h"
#include "tools/aslc/testing/observer.h"
#include "tools/mocks/place.h"

#include <algorithm>

namespace aslc::testing {

namespace {

class Loaded final : public Machine {
public:
  Loaded(ast::Machine checked, std::unique_ptr<driver::LoadedMachine> code)
      : Machine(std::move(checked)), code_(std::move(code)) {}
  const asl_module &module() const override { return code_->module(); }

private:
  std::unique_ptr<driver::LoadedMachine> code_;
};

std::vector<driver::Substitute> substitutes(bool observed) {
  std::vector<driver::Substitute> list;
  if (observed)
    for (auto [name, function] : observingFunctions(codegen::observeFunction))
      list.push_back({name, function});
  auto [name, function] = mocks::placeWatch();
  list.push_back({name, function});
  return list;
}

tool::DefinitionOptions optionsFor(const Subject &subject) {
  tool::DefinitionOptions options;
  options.machine = subject.machine;
  for (const auto &[name, value] : subject.defines) {
    options.reading.definitions.values[name] = value;
    options.definedNames.push_back(name);
  }
  for (const auto &[name, value] : subject.parameters)
    options.parameters[name] = value;
  if (subject.type) {
    options.typeGiven = true;
    options.reading.type =
        *subject.type == "express" ? ast::MachineType::Express : ast::MachineType::Standard;
  }
  return options;
}

/// A name that has a value in the test file, and that the machine's file does not have: a message
/// with its place. Empty when there is none.
std::string unknownName(const Subject &subject) {
  if (subject.places.empty())
    return "";
  tool::DefinitionOptions options = optionsFor(subject);
  std::string why;
  auto file = tool::readDefinition(subject.file, &why);
  if (!file)
    return ""; // which is said when it is read
  auto unknown = tool::findUnknown(*file, tool::openProject(file, options), options);
  return unknown.empty() ? ""
                         : subject.places.at(unknown[0].name) + ": error: " + unknown[0].message +
                               " (" + subject.file + ")";
}

} // namespace

class Machines::Compiler {
public:
  explicit Compiler(bool observed) : jit_(substitutes(observed)), observed_(observed) {}

  /// `files` gets what the machine is made of, also when that has errors.
  asl::Expected<std::shared_ptr<Machine>> compile(const Subject &subject,
                                                  std::vector<std::string> &files) {
    if (std::string unknown = unknownName(subject); !unknown.empty())
      return asl::Failure{unknown};
    std::string why;
    auto definition =
        tool::checkDefinition(subject.file, optionsFor(subject), /*forCodegen=*/true, &why);
    if (!definition)
      return asl::Failure{subject.place + ": error: the machine cannot be read from `" +
                          subject.file + "`: " + why};
    files = definition->files;
    files.push_back(definition->diagnostics->file().name());
    if (!definition->ok()) {
      std::string found = diag::renderText(*definition->diagnostics, /*color=*/false);
      while (found.ends_with('\n'))
        found.pop_back();
      return asl::Failure{found};
    }
    std::string name =
        source::machineName(definition->name.empty() ? subject.file : definition->name);
    lower::Inspection ways{.variables = {}, .fields = false, .ways = true};
    auto code = driver::load(*definition->machine, name, jit_,
                             {.optimization = 0, .inspection = observed_ ? &ways : nullptr});
    if (!code)
      return asl::Failure{subject.file + ": error: " + llvm::toString(code.takeError())};
    if (std::string refused = asl::Engine::load((*code)->module()); !refused.empty())
      return asl::Failure{subject.file + ": error: " + refused};
    auto machine = std::make_shared<Loaded>(*std::move(definition->machine), std::move(*code));
    machine->name = name;
    machine->tree = definition->tree;
    for (const ast::State &state : machine->definition.states)
      machine->outermost.insert(state.name);
    if (observed_) {
      machine->coverable = std::make_unique<Coverable>(machine->definition);
      machine->counts = std::make_unique<Counts>(machine->coverable->items().size());
    }
    return std::shared_ptr<Machine>(std::move(machine));
  }

private:
  driver::Jit jit_;
  bool observed_;
};

struct Machines::Entry {
  Subject subject;
  std::once_flag once;
  std::shared_ptr<Machine> machine;
  std::vector<std::string> files;
  std::string problem;
};

Machines::Machines(bool observed) : compiler_(std::make_unique<Compiler>(observed)) {}
Machines::~Machines() = default;

asl::Expected<std::shared_ptr<Machine>> Machines::get(const Subject &subject) {
  Entry *entry = nullptr;
  {
    std::lock_guard lock(mutex_);
    for (const auto &each : entries_)
      if (each->subject.file == subject.file && each->subject.machine == subject.machine &&
          each->subject.defines == subject.defines &&
          each->subject.parameters == subject.parameters && each->subject.type == subject.type)
        entry = each.get();
    if (!entry) {
      entry = entries_.emplace_back(std::make_unique<Entry>()).get();
      entry->subject = subject;
    }
  }
  std::call_once(entry->once, [&] {
    auto compiled = compiler_->compile(subject, entry->files);
    if (compiled)
      entry->machine = *compiled;
    else
      entry->problem = compiled.error();
  });
  if (!entry->machine)
    return asl::Failure{entry->problem};
  return entry->machine;
}

std::vector<std::shared_ptr<Machine>> Machines::all() const {
  std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Machine>> machines;
  for (const auto &entry : entries_)
    if (entry->machine)
      machines.push_back(entry->machine);
  std::sort(machines.begin(), machines.end(), [](const auto &a, const auto &b) {
    return std::tuple(a->tree->file->name(), a->name) < std::tuple(b->tree->file->name(), b->name);
  });
  return machines;
}

std::vector<std::string> Machines::files() const {
  std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  for (const auto &entry : entries_)
    all.insert(all.end(), entry->files.begin(), entry->files.end());
  return all;
}

std::vector<std::shared_ptr<Machine>> Machines::merged() {
  std::vector<std::shared_ptr<Machine>> found;
  for (const auto &machine : all()) {
    Machine *same = found.empty() ? nullptr : found.back().get();
    bool isSame = same && same->name == machine->name &&
                  same->tree->file->name() == machine->tree->file->name() &&
                  same->coverable->items().size() == machine->coverable->items().size();
    if (!isSame) {
      found.push_back(machine);
      continue;
    }
    for (size_t i = 0; i < same->coverable->items().size(); ++i)
      same->counts->add(i, machine->counts->of(i));
  }
  return found;
}

} // namespace aslc::testing
