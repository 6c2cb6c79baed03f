// Listing the resources of a file, and reading the definitions in it.
#include "compiler/project/terraform_files.h"

#include "compiler/project/cloudformation.h"
#include "compiler/project/definition.h"
#include "compiler/project/function.h"
#include "compiler/project/hcl_values.h"
#include "compiler/project/template_check.h"
#include "compiler/project/terraform_definition.h"
#include "compiler/project/terraform_names.h"
#include "runtime/support/number_text.h"

#include <algorithm>
#include <filesystem>

namespace aslc::project {

using hcl::Block;
using hcl::Document;
using hcl::Expression;
using source::Node;

namespace {

namespace fs = std::filesystem;

constexpr size_t mostFiles = 200; ///< of one project
constexpr std::string_view machineType = "aws_sfn_state_machine";

void addModule(std::shared_ptr<Module> module, const std::string &prefix, Project &project);

class FileLister {
public:
  /// `prefix` comes before the addresses of a module inside of another one.
  FileLister(std::shared_ptr<Module> module, std::string prefix, Project &project)
      : module_(std::move(module)), prefix_(std::move(prefix)), project_(project) {}

  /// Lists what is declared in the first file of the module, or in all of them; functions always of
  /// all.
  void list(bool allFiles) {
    for (const auto &document : module_->documents()) {
      bool isListed = allFiles || document == module_->documents()[0];
      for (const Block &block : document->root.blocks) {
        bool isResource = block.type == "resource" && block.labels.size() == 2;
        if (isListed && isResource)
          resource(*document, block);
        if (isResource && block.labels[0] == "aws_lambda_function")
          for (const auto &instance : instancesOf(*document, block)) {
            module_->bindEach(instance ? &*instance : nullptr);
            function(*document, block);
            module_->bindEach(nullptr);
          }
        if (isListed && block.type == "module" && block.labels.size() == 1)
          inner(*document, block);
      }
    }
  }

private:
  std::string addressOf(const Block &block) const {
    return prefix_ + block.labels[0] + "." + block.labels[1];
  }
  std::string textOf(const Document &document, const Block &block, std::string_view name) const {
    const Expression *value = block.find(name);
    return value ? module_->text({&document, value}).value_or("") : "";
  }

  /// Runtime and handler of a function.
  std::string codeOf(const Document &document, const Block &block) const {
    std::string text = textOf(document, block, "runtime");
    std::string handler = textOf(document, block, "handler");
    return text + (text.empty() || handler.empty() ? "" : " ") + handler;
  }

  void resource(const Document &document, const Block &block) {
    const std::string &type = block.labels[0];
    checkType(document, block, project_);
    if (type == machineType) {
      checkNames(*module_, document, block, project_);
      checkArguments(document, block, project_);
      machine(document, block, addressOf(block), block.labels[1]);
    }
    if (type == "aws_sfn_activity")
      thing(Thing::Kind::Activity, document, block, textOf(document, block, "name"));
    else if (type == "aws_lambda_function")
      for (const auto &instance : instancesOf(document, block)) {
        module_->bindEach(instance ? &*instance : nullptr);
        thing(Thing::Kind::Function, document, block, codeOf(document, block), suffixOf(instance));
        module_->bindEach(nullptr);
      }
    else if (type == "aws_cloudwatch_event_target" || type == "aws_scheduler_schedule" ||
             type == "aws_pipes_pipe")
      eventSource(document, block);
  }

  /// A resource, or a module of the registry that makes one; `label` is its last name. With
  /// `for_each`, one for each key.
  void machine(const Document &document, const Block &block, const std::string &address,
               const std::string &label) {
    for (const auto &instance : instancesOf(document, block)) {
      std::string suffix = suffixOf(instance);
      bool isKeyed = instance && !instance->isCounted;
      machine(document, block, address + suffix, isKeyed ? instance->key : label + suffix,
              instance);
    }
  }

  /// What comes behind the address of a block for one of those that it makes.
  static std::string suffixOf(const std::optional<Module::Instance> &instance) {
    return !instance             ? ""
           : instance->isCounted ? "[" + instance->key + "]"
                                 : "[\"" + instance->key + "\"]";
  }

  /// One for each that a block makes; nullopt stands for a block without `for_each` and `count`, or
  /// where that makes one.
  std::vector<std::optional<Module::Instance>> instancesOf(const Document &document,
                                                           const Block &block) const {
    auto many = module_->instancesOf(document, block);
    if (!many || (many->isCounted && many->all.size() == 1))
      return {std::nullopt};
    return {std::make_move_iterator(many->all.begin()), std::make_move_iterator(many->all.end())};
  }

  void machine(const Document &document, const Block &block, std::string address,
               const std::string &label, std::optional<Module::Instance> instance) {
    module_->bindEach(instance ? &*instance : nullptr);
    Machine machine;
    machine.name = std::move(address);
    machine.nameInAws = textOf(document, block, "name");
    if (machine.nameInAws.empty())
      machine.nameInAws = label;
    machine.otherNames = {label, machine.nameInAws};
    machine.type = typeOf(document, block);
    machine.file = document.file;
    machine.place = block.range;
    const Expression *definition = block.find("definition");
    machine.definitionFile = definition ? fileOf({&document, definition}) : "";
    machine.read = [module = module_, own = &document, member = &block, instance] {
      module->bindEach(instance ? &*instance : nullptr);
      MachineText text = read(*module, *own, *member);
      module->bindEach(nullptr);
      return text;
    };
    project_.machines.push_back(std::move(machine));
    module_->bindEach(nullptr);
  }

  ast::MachineType typeOf(const Document &document, const Block &block) {
    const Expression *written = block.find("type");
    if (!written)
      return ast::MachineType::Standard;
    bool isWritten = written->is(Expression::Kind::Text) && written->parts.size() == 1 &&
                     !written->parts[0].value;
    return typeFrom(textOf(document, block, "type"), isWritten, document.file, written->range,
                    project_);
  }

  static MachineText read(const Module &module, const Document &document, const Block &block) {
    if (const Expression *definition = block.find("definition"))
      return readTerraformDefinition(module, {&document, definition});
    MachineText text{std::make_shared<source::Tree>(),
                     std::make_shared<diag::Engine>(document.file)};
    text.tree->file = document.file;
    text.diagnostics->emit(block.range, diag::Kind::BadTemplate,
                           {"the state machine `" + block.labels.back() + "` has no `definition`"});
    return text;
  }

  /// The file that a definition is read from; empty when it is in the module.
  std::string fileOf(Placed definition) const {
    Placed at = module_->follow(definition);
    while (at.expression->isCall("jsonencode") || at.expression->isCall("yamldecode") ||
           at.expression->isCall("jsondecode"))
      at = module_->follow({at.document, at.expression->items[0].get()});
    const std::vector<std::string> &steps = at.expression->steps;
    if (steps.size() >= 4 && steps[0] == "data" && steps[1] == "template_file") {
      const Block *block = module_->block("data", steps[1], steps[2], &at.document);
      const Expression *written = block ? block->find("template") : nullptr;
      if (!written)
        return {};
      at = module_->follow({at.document, written});
    }
    if (!at.expression->isCall("file") && !at.expression->isCall("templatefile"))
      return {};
    auto name = module_->text({at.document, at.expression->items[0].get()});
    return name ? pathFrom(*at.document->file, *name) : "";
  }

  /// What the arguments of a resource or module say, but for environment and code.
  Function functionIn(const Document &document, const Block &block) const {
    Function function;
    std::string name = textOf(document, block, "function_name");
    function.name = name.empty() ? block.labels.back() : name;
    function.handler = textOf(document, block, "handler");
    function.runtime = textOf(document, block, "runtime");
    function.timeoutSeconds = number(document, block, "timeout", function.timeoutSeconds);
    function.memoryMb =
        static_cast<unsigned>(number(document, block, "memory_size", function.memoryMb));
    function.file = document.file;
    function.place = block.range;
    return function;
  }

  void function(const Document &document, const Block &block) {
    Function function = functionIn(document, block);
    for (const Block &inner : block.blocks)
      if (const Expression *variables =
              inner.type == "environment" ? inner.find("variables") : nullptr)
        takeVariables({&document, variables}, function.environment);
    if (textOf(document, block, "package_type") == "Image")
      function.problem = "it is a container image";
    else
      locate(document, block, function);
    project_.functions.push_back(std::move(function));
  }

  void takeVariables(Placed at, Texts &environment) const {
    source::Tree scratch;
    scratch.file = at.document->file;
    diag::Engine ignored(scratch.file);
    const Node *made = HclEvaluator(*module_, scratch, ignored).value(at);
    for (const source::Member &each : made->members)
      environment[each.key] = scalarText(*each.value).value_or("");
  }

  /// The folder that `archive_file` makes the archive of, or the archive itself.
  void locate(const Document &document, const Block &block, Function &function) const {
    const Expression *filename = block.find("filename");
    if (!filename) {
      function.problem = "its code is not an archive here";
      return;
    }
    Placed at = module_->follow({&document, filename});
    const std::vector<std::string> &steps = at.expression->steps;
    const Document *where = nullptr;
    const Block *archive = steps.size() >= 4 && steps[0] == "data" && steps[1] == "archive_file"
                               ? module_->block("data", steps[1], steps[2], &where)
                               : archiveOf(module_->text(at).value_or(""), &where);
    if (!archive) {
      setCode(function, pathFrom(*document.file, module_->text(at).value_or("")));
      return;
    }
    std::string folder = textOf(*where, *archive, "source_dir");
    if (folder.empty())
      folder = fs::path(textOf(*where, *archive, "source_file")).parent_path();
    setCode(function, pathFrom(*where->file, folder.empty() ? "." : folder));
  }

  /// The `archive_file` that writes to this path, or null.
  const Block *archiveOf(const std::string &path, const Document **where) const {
    for (const auto &document : module_->documents())
      for (const Block &block : document->root.blocks)
        if (block.type == "data" && block.label(0) == "archive_file" && !path.empty() &&
            textOf(*document, block, "output_path") == path) {
          *where = document.get();
          return &block;
        }
    return nullptr;
  }

  double number(const Document &document, const Block &block, std::string_view name,
                double fallback) const {
    std::string text = textOf(document, block, name);
    return std::clamp(asl::parseNumber<double>(text).value_or(fallback), 1.0, 1e6);
  }

  /// A rule, schedule or pipe that starts a machine.
  void eventSource(const Document &document, const Block &block) {
    std::string machine = machineIn(block);
    if (machine.empty())
      return;
    std::string detail = block.labels[0];
    if (std::string when = textOf(document, block, "schedule_expression"); !when.empty())
      detail += " " + when;
    project_.things.push_back({Thing::Kind::EventSource, addressOf(block), detail,
                               std::move(machine), document.file, block.range});
  }

  /// The address of the state machine whose ARN is a target; empty without.
  std::string machineIn(const Block &block) const {
    for (const hcl::Attribute &attribute : block.attributes) {
      const std::vector<std::string> &steps = attribute.value->steps;
      if (steps.size() >= 3 && steps[0] == machineType)
        return prefix_ + steps[0] + "." + steps[1];
    }
    for (const Block &inner : block.blocks)
      if (std::string found = machineIn(inner); !found.empty())
        return found;
    return {};
  }

  void thing(Thing::Kind kind, const Document &document, const Block &block, std::string detail,
             const std::string &suffix = {}) {
    project_.things.push_back(
        {kind, addressOf(block) + suffix, std::move(detail), {}, document.file, block.range});
  }

  /// The function of the module `lambda` of the registry.
  void moduleFunction(const Document &document, const Block &block) {
    project_.things.push_back(
        {Thing::Kind::Function,
         prefix_ + "module." + block.labels[0],
         textOf(document, block, "runtime") + " " + textOf(document, block, "handler"),
         {},
         document.file,
         block.range});
    Function function = functionIn(document, block);
    if (const Expression *variables = block.find("environment_variables"))
      takeVariables({&document, variables}, function.environment);
    std::string folder = textOf(document, block, "source_path");
    if (folder.empty())
      function.problem = "its code is not a folder here";
    else
      setCode(function, pathFrom(*document.file, folder));
    project_.functions.push_back(std::move(function));
  }

  /// A module in a folder here, or one of the registry that makes machines or functions, with the
  /// values that its block gives to its variables.
  void inner(const Document &document, const Block &block) {
    std::string source = textOf(document, block, "source");
    checkNames(*module_, document, block, project_);
    if (const Expression *written = block.find("source"))
      checkFolder(*module_, document, *written, project_);
    if (source.starts_with("terraform-aws-modules/step-functions/"))
      return machine(document, block, prefix_ + "module." + block.labels[0], block.labels[0]);
    if (source.starts_with("terraform-aws-modules/lambda/"))
      return moduleFunction(document, block);
    const Module::Children *all = module_->children(document, block);
    if (!all)
      return;
    if (!all->modules.empty())
      for (const Module::Problem &problem : all->modules[0].second->wrongArguments(document, block))
        reportProblem(problem.file, problem.range, diag::Severity::Error, problem.message,
                      project_);
    for (const auto &[key, module] : all->modules) {
      std::string suffix = all->isCounted ? "[" + key + "]" : "[\"" + key + "\"]";
      bool isOne = !all->isKeyed || (all->isCounted && all->modules.size() == 1);
      addModule(module, prefix_ + "module." + block.labels[0] + (isOne ? "" : suffix) + ".",
                project_);
    }
  }

  std::shared_ptr<Module> module_;
  std::string prefix_;
  Project &project_;
};

void report(const Module &module, Project &project) {
  for (const auto &document : module.documents())
    if (!document->wrong.empty())
      reportProblem(document->file, document->wrongAt,
                    document == module.documents()[0] ? diag::Severity::Error
                                                      : diag::Severity::Warning,
                    document->wrong, project);
  for (const Module::Problem &problem : module.problems())
    reportProblem(problem.file, problem.range, diag::Severity::Error, problem.message, project);
}

void addModule(std::shared_ptr<Module> module, const std::string &prefix, Project &project) {
  if (project.files.size() >= mostFiles)
    return;
  for (const auto &document : module->documents())
    project.files.push_back(document->file->name());
  report(*module, project);
  FileLister(std::move(module), prefix, project).list(/*allFiles=*/true);
}

} // namespace

bool isTerraformFile(std::string_view name) {
  return name.ends_with(".tf") || name.ends_with(".tofu") || name.ends_with(".tf.json") ||
         name.ends_with(".tofu.json");
}

void addTerraformFile(std::shared_ptr<const source::File> file, const Given &given,
                      Project &project) {
  auto module = std::make_shared<Module>(std::move(file), given);
  report(*module, project);
  project.parameters.emplace();
  for (const auto &document : module->documents())
    for (const Block &block : document->root.blocks)
      if (block.type == "variable")
        project.parameters->emplace_back(block.label(0));
  FileLister(std::move(module), "", project).list(/*allFiles=*/false);
}

} // namespace aslc::project
