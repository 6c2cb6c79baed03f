// `aslc list`: the state machines of a project, and what they are used with.
#include "runtime/dom/text.h"
#include "tools/aslc/command/given_names.h"
#include "tools/aslc/command/options.h"
#include "tools/aslc/command/search.h"
#include "tools/aslc/verbs.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace aslc::tool {

namespace {

using Json = nlohmann::ordered_json;
using project::Thing;

/// A line of the list.
struct Row {
  std::string kind, name, place, detail;
};

class List {
public:
  explicit List(const DefinitionOptions &options) : options_(options) {}

  /// Adds what the file holds. False when it cannot be read or holds nothing of a project, which is
  /// reported.
  bool add(const std::string &path) {
    std::shared_ptr<const source::File> file = readDefinition(path);
    if (!file)
      return false;
    auto project = openProject(file, options_);
    if (!project)
      return definition(path);
    for (const std::string &problem : project->problems)
      std::fputs((problem + "\n").c_str(), stderr);
    std::vector<std::shared_ptr<diag::Engine>> problems = project->diagnostics;
    auto unknown = unknownNames(file, project, options_);
    if (unknown)
      problems.push_back(unknown);
    showDiagnostics(problems, options_);
    for (const project::Machine &machine : project->machines)
      this->machine(machine);
    for (const Thing &thing : project->things)
      this->thing(thing);
    if (project->machines.empty() && project->things.empty())
      empty_.push_back("`" + path + "` is " + project->what);
    return !project->hasErrors() && !(unknown && unknown->hasErrors());
  }

  std::string text() const {
    size_t kind = 0, name = 0, place = 0;
    for (const Row &row : rows_) {
      kind = std::max(kind, row.kind.size());
      name = std::max(name, row.name.size());
      place = std::max(place, row.place.size());
    }
    std::string out;
    for (const Row &row : rows_) {
      out += row.kind + std::string(kind - row.kind.size() + 2, ' ') + row.name +
             std::string(name - row.name.size() + 2, ' ') + row.place;
      if (!row.detail.empty())
        out += std::string(place - row.place.size() + 2, ' ') + row.detail;
      out += "\n";
    }
    return out;
  }

  std::string json() const { return asl::dom::write(json_, 2) + "\n"; }
  bool isEmpty() const { return rows_.empty(); }
  /// The templates with nothing to list, such as "`a.yaml` is an AWS SAM template".
  const std::vector<std::string> &empty() const { return empty_; }

private:
  bool definition(const std::string &path) {
    DefinitionOptions plain = options_;
    plain.reading.definitions.allowUndefined = true;
    std::string why;
    auto found = checkDefinitions(path, plain, /*forCodegen=*/false, why);
    const source::Node *root = !found.empty() && found[0].tree ? found[0].tree->root : nullptr;
    if (!root || !(root->find("StartAt") || root->find("States"))) {
      std::string problem = "aslc list: `" + path +
                            "` is neither a definition nor a template of SAM, CloudFormation, CDK, "
                            "Serverless Framework or Terraform\n";
      std::fputs(problem.c_str(), stderr);
      return false;
    }
    std::string name = std::filesystem::path(path).stem().stem();
    add("machine", name, path, 1, "",
        {{"type", "STANDARD"}, {"definition", path}, {"otherNames", Json::array()}});
    return true;
  }

  void machine(const project::Machine &machine) {
    bool isExpress = machine.type == ast::MachineType::Express;
    Json names = Json::array();
    for (const std::string &name : machine.otherNames)
      if (!name.empty() && name != machine.name)
        names.push_back(name);
    std::string own =
        machine.definitionFile.empty() ? machine.file->name() : machine.definitionFile;
    std::string detail = isExpress ? "express" : "";
    if (!machine.definitionFile.empty())
      detail += (isExpress ? " " : "") + machine.definitionFile;
    add("machine", machine.name, *machine.file, machine.place, detail,
        {{"type", isExpress ? "EXPRESS" : "STANDARD"}, {"definition", own}, {"otherNames", names}});
  }

  void thing(const Thing &thing) {
    const char *kind = thing.kind == Thing::Kind::Activity   ? "activity"
                       : thing.kind == Thing::Kind::Function ? "function"
                                                             : "event";
    Json members = Json::object();
    if (thing.kind != Thing::Kind::Activity)
      members["detail"] = thing.detail;
    if (thing.kind == Thing::Kind::EventSource)
      members["machine"] = thing.machine;
    std::string detail = thing.detail;
    if (!thing.machine.empty())
      detail += (detail.empty() ? "starts " : ", starts ") + thing.machine;
    add(kind, thing.name, *thing.file, thing.place, detail, members);
  }

  void add(const char *kind, const std::string &name, const source::File &file, source::Range range,
           const std::string &detail, const Json &members) {
    add(kind, name, file.name(), file.lineColumn(range.begin).line, detail, members);
  }

  void add(const std::string &kind, const std::string &name, const std::string &file, uint32_t line,
           const std::string &detail, const Json &members) {
    rows_.push_back({kind, name, file + ":" + std::to_string(line), detail});
    Json entry{{"name", name}, {"file", file}, {"line", line}};
    entry.update(members);
    const char *list = kind == "machine"    ? "machines"
                       : kind == "activity" ? "activities"
                       : kind == "function" ? "functions"
                                            : "eventSources";
    json_[list].push_back(std::move(entry));
  }

  const DefinitionOptions &options_;
  std::vector<Row> rows_;
  std::vector<std::string> empty_;
  Json json_{{"machines", Json::array()},
             {"activities", Json::array()},
             {"functions", Json::array()},
             {"eventSources", Json::array()}};
};

int list(std::span<const std::string> arguments) {
  DefinitionOptions reading;
  bool json = false;
  CommandLine line("list", "aslc list [OPTION...] [FOLDER|FILE]",
                   "Lists the state machines of a project with the place where they are declared,\n"
                   "and its activities, functions and event sources. By default, of the current\n"
                   "folder. Exit status: 0 listed, 1 there is nothing to list or a template has\n"
                   "errors, 2 usage or a file that cannot be read.");
  line.addFlag("--json", "as a JSON object", json);
  addDefinitionOptions(line, reading);
  if (auto status = line.read(arguments))
    return *status;
  if (line.operands().size() > 1)
    return line.fail("one FOLDER or FILE at a time");
  std::string operand = line.operands().empty() ? "." : line.operands()[0];
  std::vector<std::string> paths{operand};
  std::error_code ignored;
  if (std::filesystem::is_directory(operand, ignored)) {
    std::string problem;
    paths = findDefinitions(operand, reading, problem);
    if (!problem.empty())
      return line.fail("cannot search `" + operand + "`: " + problem);
    if (paths.empty())
      for (EmptyTemplate &each : findEmptyTemplates(operand, reading))
        paths.push_back(std::move(each.path));
  } else if (operand != "-" && !std::filesystem::exists(operand, ignored)) {
    return line.fail("there is no `" + operand + "`");
  }
  if (paths.size() != 1)
    reading.seen = std::make_shared<SeenNames>();
  List found(reading);
  bool isComplete = true;
  for (const std::string &path : paths)
    isComplete &= found.add(path);
  std::fputs((json ? found.json() : found.text()).c_str(), stdout);
  if (found.isEmpty() && paths.empty())
    std::fputs(("aslc list: `" + operand + "` holds no definition and no template\n").c_str(),
               stderr);
  if (found.isEmpty())
    for (const std::string &each : found.empty())
      std::fputs(("aslc list: " + each +
                  " and holds nothing to list: no state machine, activity, function or event "
                  "source\n")
                     .c_str(),
                 stderr);
  isComplete &= showUnseen(reading, "list");
  return isComplete && !found.isEmpty() ? exitClean : exitFaulty;
}

} // namespace

const Verb listVerb{"list", "list the state machines of a project", list};

} // namespace aslc::tool
