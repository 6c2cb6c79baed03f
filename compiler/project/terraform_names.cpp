#include "compiler/project/terraform_names.h"

#include "compiler/project/cloudformation.h"
#include "compiler/project/definition.h"
#include "compiler/project/template_check.h"
#include "compiler/project/terraform_files.h"
#include "runtime/support/closest.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

namespace aslc::project {

namespace fs = std::filesystem;

using hcl::Block;
using hcl::Document;
using hcl::Expression;

namespace {

/// Finds the unknown names in the arguments of a block.
class NameFinder {
public:
  NameFinder(const Module &module, const Document &document, Project &project)
      : module_(module), document_(document), project_(project) {}

  void visit(const Block &block) {
    // These name arguments of the block itself, providers, and what runs elsewhere.
    constexpr std::array<std::string_view, 3> others = {"lifecycle", "provisioner", "connection"};
    if (std::find(others.begin(), others.end(), block.type) != others.end())
      return;
    auto before = bound_;
    for (const hcl::Attribute &attribute : block.attributes)
      if (attribute.name != "provider" && attribute.name != "providers" &&
          attribute.name != "iterator")
        visit(*attribute.value);
    if (block.type == "dynamic") {
      const Expression *iterator = block.find("iterator");
      bool isNamed = iterator && iterator->is(Expression::Kind::Path);
      bound_.insert(isNamed ? iterator->steps[0] : std::string(block.label(0)));
    }
    for (const Block &inner : block.blocks)
      visit(inner);
    bound_ = std::move(before);
  }

private:
  void visit(const Expression &from) {
    if (from.is(Expression::Kind::Path))
      return name(from);
    if (from.is(Expression::Kind::Call) && (from.text == "try" || from.text == "can"))
      return; // their arguments may be wrong
    auto before = bound_;
    for (const hcl::Part &part : from.parts)
      if (part.value)
        visit(*part.value);
    for (const auto &item : from.items) {
      if (item)
        visit(*item);
      if (from.is(Expression::Kind::For)) // after the collection, which is the first
        bound_.insert(from.steps.begin(), from.steps.end());
    }
    bound_ = std::move(before);
  }

  void name(const Expression &path) {
    if (bound_.contains(path.steps[0]))
      return;
    std::string wrong = module_.unknownName(path.steps);
    if (wrong.empty())
      wrong = module_.unknownAttribute(path.steps);
    if (!wrong.empty())
      reportProblem(document_.file, path.range, diag::Severity::Error, wrong, project_);
  }

  const Module &module_;
  const Document &document_;
  Project &project_;
  std::set<std::string, std::less<>> bound_; ///< names of loops
};

/// Reports the arguments of a block inside of a state machine that are almost those of such a
/// block.
void checkInner(const Document &document, const Block &block, Project &project) {
  static const std::map<std::string, std::vector<std::string>> all = {
      {"encryption_configuration", {"kms_data_key_reuse_period_seconds", "kms_key_id", "type"}},
      {"logging_configuration", {"include_execution_data", "level", "log_destination"}},
      {"timeouts", {"create", "delete", "update"}},
      {"tracing_configuration", {"enabled"}}};
  auto known = all.find(block.type);
  if (known == all.end())
    return;
  for (const hcl::Attribute &attribute : block.attributes)
    if (auto meant = meantKey(attribute.name, known->second))
      reportProblem(document.file, attribute.range, diag::Severity::Error,
                    "`" + block.type + "` has no argument `" + attribute.name +
                        "`; did you mean `" + *meant + "`?",
                    project);
}

} // namespace

void checkNames(const Module &module, const Document &document, const Block &block,
                Project &project) {
  NameFinder(module, document, project).visit(block);
}

void checkArguments(const Document &document, const Block &block, Project &project) {
  const std::vector<std::string> names = {"connection",
                                          "count",
                                          "definition",
                                          "depends_on",
                                          "dynamic",
                                          "encryption_configuration",
                                          "for_each",
                                          "lifecycle",
                                          "logging_configuration",
                                          "name",
                                          "name_prefix",
                                          "provider",
                                          "provisioner",
                                          "publish",
                                          "region",
                                          "role_arn",
                                          "tags",
                                          "tags_all",
                                          "timeouts",
                                          "tracing_configuration",
                                          "type"};
  auto check = [&](const std::string &name, source::Range place) {
    if (auto meant = meantKey(name, names))
      reportProblem(document.file, place, diag::Severity::Error,
                    "a state machine has no argument `" + name + "`; did you mean `" + *meant +
                        "`?",
                    project);
  };
  for (const hcl::Attribute &attribute : block.attributes)
    check(attribute.name, attribute.range);
  for (const Block &inner : block.blocks) {
    check(inner.type, inner.range);
    checkInner(document, inner, project);
  }
}

void checkType(const Document &document, const Block &block, Project &project) {
  constexpr size_t most = 2; // letters that are wrong
  const std::string machine = "aws_sfn_state_machine";
  if (block.labels[0] != machine && asl::closest(block.labels[0], std::vector{machine}, most))
    reportProblem(document.file, block.range, diag::Severity::Error,
                  "there is no type of resources `" + block.labels[0] + "`; did you mean `" +
                      machine + "`?",
                  project);
}

void checkFolder(const Module &module, const Document &document, const Expression &source,
                 Project &project) {
  std::string name = module.text({&document, &source}).value_or("");
  if (!name.starts_with("./") && !name.starts_with("../"))
    return;
  std::string folder = pathFrom(*document.file, name);
  std::error_code failed;
  bool hasFiles = false;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed))
    hasFiles |= isTerraformFile(entry->path().string());
  if (hasFiles)
    return;
  bool isThere = fs::is_directory(folder, failed);
  reportProblem(document.file, source.range, diag::Severity::Error,
                isThere ? "the folder `" + folder + "` holds no files of Terraform"
                        : "there is no folder `" + folder + "`",
                project);
}

std::string Module::unknownOutput(const std::vector<std::string> &steps) const {
  const Children *all = children(steps[1]);
  size_t at = all && all->isKeyed ? 3 : 2;
  if (!all || all->modules.empty() || steps.size() <= at)
    return {};
  const Module &module = *all->modules[0].second;
  bool isWhole = std::all_of(module.documents_.begin(), module.documents_.end(),
                             [](const auto &document) { return document->wrong.empty(); });
  if (!isWhole || module.output(steps[at]).expression)
    return {};
  auto meant = asl::closest(steps[at], module.outputs());
  return "the module `" + steps[1] + "` has no output `" + steps[at] + "`" +
         (meant ? "; did you mean `" + *meant + "`?" : "");
}

std::string Module::unknownAttribute(const std::vector<std::string> &steps) const {
  // Of all resources here; a resource has those of its arguments as well.
  constexpr std::array<std::string_view, 6> common = {
      "arn", "name", "url", "invoke_arn", "function_name", "qualified_arn"};
  constexpr std::array<std::string_view, 4> others = {"id", "tags", "tags_all", "region"};
  if (steps[0] == "module" && steps.size() > 1)
    return unknownOutput(steps);
  bool isData = steps[0] == "data";
  size_t named = isData ? 3 : 2;
  const Document *document = nullptr;
  const Block *declared =
      steps.size() > named
          ? block(isData ? "data" : "resource", steps[named - 2], steps[named - 1], &document)
          : nullptr;
  if (!declared || !isKnownType(steps[named - 2]))
    return {};
  bool isMany = declared->find("count") || declared->find("for_each");
  size_t at = named + (isMany ? 1 : 0);
  if (steps.size() <= at)
    return {};
  std::vector<std::string> names(common.begin(), common.end());
  for (const hcl::Attribute &attribute : declared->attributes)
    names.push_back(attribute.name);
  const std::string &name = steps[at];
  bool isKnown = std::find(names.begin(), names.end(), name) != names.end() ||
                 std::find(others.begin(), others.end(), name) != others.end() ||
                 std::any_of(declared->blocks.begin(), declared->blocks.end(),
                             [&](const Block &inner) { return inner.type == name; });
  auto meant = isKnown ? std::nullopt : asl::closest(name, names, 1);
  return meant ? "`" + steps[named - 2] + "." + steps[named - 1] + "` has no attribute `" + name +
                     "`; did you mean `" + *meant + "`?"
               : "";
}

} // namespace aslc::project
