// Resources of a plan or state.
#include "compiler/project/terraform.h"

#include "compiler/project/definition.h"
#include "compiler/project/function.h"
#include "compiler/project/template_check.h"
#include "compiler/source/placeholder.h"
#include "runtime/support/number_text.h"

#include <algorithm>
#include <filesystem>

namespace aslc::project {

using source::Node;

namespace {

MachineText readValue(const std::shared_ptr<const source::Tree> &from, const Node &resource,
                      source::Range place, const source::Definitions &definitions) {
  MachineText text{std::make_shared<source::Tree>(), std::make_shared<diag::Engine>(from->file)};
  text.tree->file = from->file;
  const Node *definition = valueIn(objectIn(&resource, "values"), "definition");
  if (!definition || !definition->is(Node::Kind::String)) {
    text.diagnostics
        ->emit(definition ? definition->range : place, diag::Kind::BadTemplate,
               {"the definition of `" + std::string(textIn(&resource, "address")) +
                "` is not known before Terraform applies the plan"})
        .weaken(diag::Severity::Warning)
        .hint("give aslc the state, or the template of `templatefile` with `--define`");
    return text;
  }
  source::Definitions own = definitions;
  own.allowUndefined = true;
  source::DefinedPlaceholders placeholders(own);
  readInside(*text.tree, decodedOf(*from, *definition), definition->range, &placeholders);
  return text;
}

/// The folders that the archives of `archive_file` are made of, by the names of the archives.
void addArchives(const Node &module, Texts &archives) {
  for (const Node *resource : itemsOf(valueIn(&module, "resources"))) {
    const Node *values = objectIn(resource, "values");
    if (textIn(resource, "type") != "archive_file")
      continue;
    std::string folder(textIn(values, "source_dir"));
    if (folder.empty())
      folder = std::filesystem::path(textIn(values, "source_file")).parent_path().string();
    archives.emplace(textIn(values, "output_path"), folder.empty() ? "." : folder);
  }
  for (const Node *child : itemsOf(valueIn(&module, "child_modules")))
    addArchives(*child, archives);
}

class Modules {
public:
  Modules(std::shared_ptr<const source::Tree> tree, const Given &given, Project &project)
      : tree_(std::move(tree)), given_(given), project_(project) {
    for (const Node *from : {objectIn(objectIn(tree_->root, "prior_state"), "values"),
                             objectIn(tree_->root, "values")})
      if (const Node *module = objectIn(from, "root_module"))
        addArchives(*module, archives_);
  }

  void add(const Node &module) {
    for (const Node *resource : itemsOf(valueIn(&module, "resources")))
      this->resource(*resource);
    for (const Node *child : itemsOf(valueIn(&module, "child_modules")))
      add(*child);
  }

private:
  void resource(const Node &resource) {
    std::string_view type = textIn(&resource, "type");
    std::string address(textIn(&resource, "address"));
    const Node *values = objectIn(&resource, "values");
    const source::Member *member = resource.find("address");
    if (!member)
      return;
    source::Range place = member->value->range;
    std::string name(textIn(values, "name"));
    if (type == "aws_sfn_state_machine") {
      Machine machine;
      machine.name = address;
      machine.otherNames = {std::string(textIn(&resource, "name")), name};
      machine.nameInAws = name.empty() ? machine.otherNames[0] : name;
      const Node *written = valueIn(values, "type");
      machine.type = typeFrom(std::string(textIn(values, "type")), /*isWritten=*/true, tree_->file,
                              written ? written->range : place, project_);
      machine.file = tree_->file;
      machine.place = place;
      machine.read = [tree = tree_, node = &resource, place, definitions = given_.definitions] {
        return readValue(tree, *node, place, definitions);
      };
      project_.machines.push_back(std::move(machine));
    } else if (type == "aws_sfn_activity") {
      project_.things.push_back({Thing::Kind::Activity, address, name, {}, tree_->file, place});
    } else if (type == "aws_lambda_function") {
      std::string detail(textIn(values, "runtime"));
      detail += " " + std::string(textIn(values, "handler"));
      project_.things.push_back({Thing::Kind::Function, address, detail, {}, tree_->file, place});
      if (values)
        function(*values, place);
    }
  }

  void function(const Node &values, source::Range place) {
    Function function;
    function.name = textIn(&values, "function_name");
    function.handler = textIn(&values, "handler");
    function.runtime = textIn(&values, "runtime");
    function.timeoutSeconds = number(values, "timeout", function.timeoutSeconds);
    function.memoryMb = static_cast<unsigned>(number(values, "memory_size", function.memoryMb));
    for (const Node *environment : itemsOf(valueIn(&values, "environment")))
      for (const source::Member &each : membersOf(objectIn(environment, "variables")))
        function.environment[each.key] = scalarText(*each.value).value_or("");
    function.file = tree_->file;
    function.place = place;
    auto archive = archives_.find(textIn(&values, "filename"));
    if (textIn(&values, "package_type") == "Image")
      function.problem = "it is a container image";
    else if (archive == archives_.end())
      function.problem = "its code is not an archive that Terraform makes from a folder";
    else
      setCode(function, pathFrom(*tree_->file, archive->second));
    project_.functions.push_back(std::move(function));
  }

  static double number(const Node &values, std::string_view field, double fallback) {
    const Node *value = valueIn(&values, field);
    std::string text = value ? scalarText(*value).value_or("") : "";
    return std::clamp(asl::parseNumber<double>(text).value_or(fallback), 1.0, 1e6);
  }

  std::shared_ptr<const source::Tree> tree_;
  const Given &given_;
  Project &project_;
  Texts archives_;
};

} // namespace

bool isTerraformShow(const Node &root) {
  return valueIn(&root, "format_version") &&
         (objectIn(&root, "planned_values") || objectIn(&root, "values"));
}

void addTerraform(std::shared_ptr<const source::Tree> tree, const Given &given, Project &project) {
  const Node *values = objectIn(tree->root, "planned_values");
  if (!values)
    values = objectIn(tree->root, "values");
  if (const Node *module = objectIn(values, "root_module"))
    Modules(tree, given, project).add(*module);
}

} // namespace aslc::project
