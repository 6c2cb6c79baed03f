// Listing the resources of a template.
#include "compiler/project/cloudformation.h"

#include "compiler/diag/faults.h"
#include "compiler/project/definition.h"
#include "compiler/project/for_each.h"
#include "compiler/project/function.h"
#include "compiler/project/functions.h"
#include "compiler/project/template_check.h"
#include "runtime/support/file.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace aslc::project {

namespace fs = std::filesystem;

using source::Member;
using source::Node;

namespace {

constexpr size_t largestFile = 64u << 20; ///< bytes
constexpr size_t mostFiles = 200;         ///< of one project

constexpr std::array<std::string_view, 2> machineTypes = {"AWS::StepFunctions::StateMachine",
                                                          "AWS::Serverless::StateMachine"};

bool isResource(const Node &value) {
  size_t colons = textIn(&value, "Type").find("::");
  return colons != std::string_view::npos && colons > 0;
}

/// Evaluates a property to a text. Returns an empty text when the value is not a text, and nullopt
/// when it is `AWS::NoValue`.
std::optional<std::string> valueOf(const Template &from, const Node &property) {
  source::Tree scratch;
  scratch.file = from.file();
  diag::Engine ignored(from.file());
  const Node *made = Evaluator(from, scratch, ignored).value(property);
  return made ? std::optional(scalarText(*made).value_or("")) : std::nullopt;
}

std::string evaluated(const Template &from, const Node *property) {
  return property ? valueOf(from, *property).value_or("") : "";
}

class TemplateLister {
public:
  TemplateLister(std::shared_ptr<Template> from, std::string prefix, Project &project)
      : from_(std::move(from)), prefix_(std::move(prefix)), project_(project) {}

  void list() {
    checkReferences(*from_, project_);
    checkSpelling(*from_, project_);
    for (const Member &resource : from_->resources()->members) {
      std::string_view type = from_->typeOf(resource.key);
      if (isMachineType(type))
        machine(resource);
      else if (type == "AWS::StepFunctions::Activity")
        thing(Thing::Kind::Activity, resource, from_->nameOf(resource.key));
      else if (type == "AWS::Lambda::Function" || type == "AWS::Serverless::Function")
        function(resource);
      else if (type == "AWS::CloudFormation::Stack" || type == "AWS::Serverless::Application")
        stack(resource);
      else if (type == "AWS::Events::Rule" || type == "AWS::Scheduler::Schedule" ||
               type == "AWS::Pipes::Pipe")
        eventSource(resource);
    }
    checkNames(*from_, project_);
  }

private:
  const Node *properties(const Member &resource) const { return from_->properties(resource.key); }

  /// What the CDK calls a resource: `Stack/Flow` of `Stack/Flow/Resource`.
  static std::string cdkPath(const Member &resource) {
    std::string path(textIn(objectIn(resource.value, "Metadata"), "aws:cdk:path"));
    if (path.ends_with("/Resource"))
      path.resize(path.size() - std::string_view("/Resource").size());
    return path;
  }

  std::string nameOf(const Member &resource) const {
    std::string path = cdkPath(resource);
    return path.empty() ? prefix_ + resource.key : path;
  }

  void machine(const Member &resource) {
    Machine machine;
    machine.name = nameOf(resource);
    machine.nameInAws = from_->nameOf(resource.key);
    machine.otherNames = {resource.key, machine.nameInAws};
    const Node *own = properties(resource);
    machine.type = typeOf(own);
    machine.file = from_->file();
    machine.place = resource.keyRange;
    machine.definitionFile = own ? definitionFileOf(*from_, *own) : "";
    machine.read = [from = from_, member = &resource] { return readDefinition(*from, *member); };
    checkSubstitutions(*from_, resource, machine.definitionFile, project_);
    const Node *events = objectIn(own, "Events");
    for (const Member &event : membersOf(events))
      thing(Thing::Kind::EventSource, event, detailOfEvent(*event.value), machine.name);
    project_.machines.push_back(std::move(machine));
  }

  ast::MachineType typeOf(const Node *own) const {
    const Node *written = valueIn(own, valueIn(own, "Type") ? "Type" : "StateMachineType");
    if (!written)
      return ast::MachineType::Standard;
    return typeFrom(evaluated(*from_, written), written->is(Node::Kind::String), from_->file(),
                    written->range, project_);
  }

  std::string detailOfEvent(const Node &event) const {
    std::string detail(textIn(&event, "Type"));
    const Node *own = objectIn(&event, "Properties");
    for (std::string_view field : {"Schedule", "ScheduleExpression", "Method", "Path"})
      if (std::string text = evaluated(*from_, valueIn(own, field)); !text.empty())
        detail += " " + text;
    return detail;
  }

  void function(const Member &resource) {
    Function read = readFunction(*from_, resource);
    std::string detail;
    for (const std::string &text :
         {read.runtime, read.handler, evaluated(*from_, valueIn(properties(resource), "CodeUri"))})
      if (!text.empty())
        detail += (detail.empty() ? "" : " ") + text;
    thing(Thing::Kind::Function, resource, detail);
    project_.functions.push_back(std::move(read));
  }

  /// A rule, schedule or pipe that starts a machine of this template.
  void eventSource(const Member &resource) {
    const Node *own = properties(resource);
    std::string targets;
    for (std::string_view field : {"Targets", "Target"})
      if (const Node *value = valueIn(own, field))
        targets += source::toJson(*value);
    for (const Member &other : from_->resources()->members) {
      bool isTarget = isMachineType(from_->typeOf(other.key)) &&
                      (targets.find("\"" + other.key + "\"") != targets.npos ||
                       targets.find("\"" + other.key + ".") != targets.npos ||
                       targets.find("${" + other.key) != targets.npos);
      if (!isTarget)
        continue;
      std::string detail(from_->typeOf(resource.key));
      if (std::string text = evaluated(*from_, valueIn(own, "ScheduleExpression")); !text.empty())
        detail += " " + text;
      thing(Thing::Kind::EventSource, resource, detail, nameOf(other));
    }
  }

  void thing(Thing::Kind kind, const Member &member, std::string detail, std::string machine = {}) {
    bool isResource = kind != Thing::Kind::EventSource || machine.empty();
    project_.things.push_back({kind, isResource ? nameOf(member) : member.key, std::move(detail),
                               std::move(machine), from_->file(), member.keyRange});
  }

  /// A template inside of this one, when it is a file here.
  void stack(const Member &resource) {
    const Node *own = properties(resource);
    std::string path(textIn(objectIn(resource.value, "Metadata"), "aws:asset:path"));
    bool isKnown = !path.empty();
    for (std::string_view field : {"TemplateURL", "Location"})
      if (const Node *value = valueIn(own, field); value && path.empty()) {
        path = evaluated(*from_, value);
        isKnown = value->is(Node::Kind::String);
      }
    if (path.empty() || path.find("://") != path.npos)
      return;
    std::string file = pathFrom(*from_->file(), path);
    std::error_code ignored;
    if (!isKnown && !fs::exists(file, ignored))
      return; // the name comes from a parameter, or is that of an uploaded file
    Given inner = from_->given();
    inner.parameters.clear();
    const Node *values = objectIn(own, "Parameters");
    for (const Member &value : membersOf(values))
      if (auto text = valueOf(*from_, *value.value))
        inner.parameters[value.key] = *text;
    auto tree = addTemplateFile(file, from_->file(), resource.keyRange, diag::Severity::Warning,
                                inner, prefix_ + resource.key + "/", project_);
    if (tree && hasAllResources(Template(tree, inner))) {
      std::vector<std::string> &outputs = from_->outputs[resource.key];
      const Node *declared = objectIn(tree->root, "Outputs");
      for (const Member &output : membersOf(declared))
        outputs.push_back(output.key);
    }
    if (tree && values)
      checkNestedParameters(*values, from_->file(), *tree, project_);
  }

  std::shared_ptr<Template> from_;
  std::string prefix_;
  Project &project_;
};

} // namespace

bool isMachineType(std::string_view type) {
  return std::find(machineTypes.begin(), machineTypes.end(), type) != machineTypes.end();
}

bool isTemplate(const Node &root) {
  if (root.find("StartAt") || root.find("States"))
    return false;
  const Node *resources = objectIn(&root, "Resources");
  return resources &&
         (root.find("AWSTemplateFormatVersion") || resources->members.empty() ||
          std::any_of(resources->members.begin(), resources->members.end(), [](const Member &each) {
            return isResource(*each.value) || each.key.starts_with("Fn::ForEach::");
          }));
}

std::string kindOfTemplate(const Node &root) {
  const Node *transform = valueIn(&root, "Transform");
  if (transform && source::toJson(*transform).find("AWS::Serverless") != std::string::npos)
    return "an AWS SAM template";
  const Node *resources = objectIn(&root, "Resources");
  for (const Member &resource : resources->members)
    if (!textIn(objectIn(resource.value, "Metadata"), "aws:cdk:path").empty())
      return "a CloudFormation template that the CDK made";
  return "a CloudFormation template";
}

bool reportTemplateFaults(const source::Tree &tree, Project &project) {
  if (tree.faults.empty())
    return true;
  auto diagnostics = std::make_shared<diag::Engine>(tree.file);
  bool isWhole = diag::reportFaults(tree, *diagnostics);
  project.diagnostics.push_back(std::move(diagnostics));
  return isWhole;
}

namespace {

void addContents(std::shared_ptr<const source::Tree> tree, const Given &given,
                 const std::string &prefix, Project &project) {
  auto from = std::make_shared<Template>(withLoops(std::move(tree), given), given);
  from->isOpen = !hasAllResources(*from);
  if (prefix.empty()) // the others get their values from the template around them
    addParameters(*from, project);
  addResources(std::move(from), prefix, project);
}

} // namespace

void addTemplate(std::shared_ptr<const source::Tree> tree, const Given &given,
                 const std::string &prefix, Project &project) {
  reportTemplateFaults(*tree, project);
  addContents(std::move(tree), given, prefix, project);
}

void addResources(std::shared_ptr<Template> from, const std::string &prefix, Project &project) {
  if (from->resources())
    TemplateLister(std::move(from), prefix, project).list();
}

void reportProblem(const std::shared_ptr<const source::File> &file, source::Range range,
                   diag::Severity severity, const std::string &problem, Project &project) {
  for (const auto &known : project.diagnostics) // of a template that is used twice
    for (const diag::Diagnostic &each : known->all())
      if (known->file().name() == file->name() && each.range == range &&
          each.message.find(problem) != std::string::npos)
        return;
  auto diagnostics = std::make_shared<diag::Engine>(file);
  diagnostics->emit(range, diag::Kind::BadTemplate, {problem}).weaken(severity);
  project.diagnostics.push_back(std::move(diagnostics));
}

std::shared_ptr<const source::Tree> addTemplateFile(const std::string &path,
                                                    const std::shared_ptr<const source::File> &from,
                                                    source::Range range, diag::Severity severity,
                                                    const Given &given, const std::string &prefix,
                                                    Project &project) {
  std::vector<std::string> &around = project.around;
  if (std::find(around.begin(), around.end(), path) != around.end() ||
      project.files.size() >= mostFiles)
    return nullptr;
  std::error_code ignored;
  auto text = fs::is_directory(path, ignored)
                  ? asl::Expected<std::string>(asl::Failure{"it is a folder"})
                  : asl::readFile(path, largestFile);
  if (!text) {
    reportProblem(from, range, severity,
                  "the template `" + path + "` cannot be read: " + text.error(), project);
    return nullptr;
  }
  bool isNew = std::find(project.files.begin(), project.files.end(), path) == project.files.end();
  project.files.push_back(path);
  auto tree = readTemplate(std::make_shared<const source::File>(path, *std::move(text)));
  bool isWhole = !isNew || reportTemplateFaults(*tree, project);
  if (tree->root && isTemplate(*tree->root)) {
    around.push_back(path);
    addContents(tree, given, prefix, project);
    around.pop_back();
    return tree;
  }
  if (isWhole)
    reportProblem(from, range, severity, "`" + path + "` is not a CloudFormation template",
                  project);
  return nullptr;
}

} // namespace aslc::project
