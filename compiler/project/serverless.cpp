// Listing a configuration, and reading the definitions in it.
#include "compiler/project/serverless.h"

#include "compiler/diag/faults.h"
#include "compiler/project/cloudformation.h"
#include "compiler/project/definition.h"
#include "compiler/project/function.h"
#include "compiler/project/template_check.h"
#include "compiler/project/template_names.h"
#include "compiler/project/variables.h"
#include "runtime/support/number_text.h"

#include <cctype>

namespace aslc::project {

using source::Member;
using source::Node;

namespace {

/// `HelloLambdaFunction` for the function `hello`, as the framework calls its resource.
std::string resourceOf(std::string_view function, std::string_view kind = "LambdaFunction") {
  std::string id;
  for (char c : function)
    if (c == '-')
      id += "Dash";
    else if (c == '_')
      id += "Underscore";
    else
      id += id.empty() ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
  return id + std::string(kind);
}

/// A configuration, with what the definitions in it need.
class Configuration {
public:
  Configuration(std::shared_ptr<const source::Tree> tree, const Given &given)
      : given(given), variables(tree, this->given), root{tree, tree->root},
        around(tree, objectIn(tree->root, "resources"), given) {
    around.isOpen = true;
    around.onText = [this](const Decoded &part, source::Range range, Evaluator &own) {
      return variables.value(part, range, own);
    };
    Located name = variables.member(root, "service");
    if (name.node && name.node->is(Node::Kind::Object))
      name = variables.member(name, "name");
    service = name.node ? variables.replaced(name.node->text) : "service";
    forEachFunction([&](const Member &function, const Located &, const Located &body) {
      std::string_view own = textIn(body.node, "name");
      std::string called = own.empty() ? service + "-" + variables.stage() + "-" + function.key
                                       : variables.replaced(own);
      around.functions[function.key] = called;
      variables.functionNames[function.key] = called;
      around.functions[resourceOf(function.key)] = called;
    });
    takeCertain();
  }

  /// Calls `visit(member, map, body)` for each member of a section, which is an object or a list of
  /// objects.
  template <typename Visit> void forEachMember(const Located &section, Visit visit) {
    std::vector<Located> maps{section};
    if (section.node && section.node->is(Node::Kind::Array)) {
      maps.clear();
      for (const Node *item : itemsOf(section.node))
        maps.push_back(variables.follow({section.tree, item}));
    }
    for (const Located &map : maps)
      for (const Member &member : membersOf(map.node))
        visit(member, map, variables.follow({map.tree, member.value}));
  }

  /// The same for the functions of the configuration.
  template <typename Visit> void forEachFunction(Visit visit) {
    forEachMember(variables.member(root, "functions"), visit);
  }

  MachineText read(const Member &machine, const Located &body);
  std::string whyNoDefinition(const Member &machine, const Located &body, const Located &definition,
                              bool isWritten);

  /// The text of a field; empty without.
  std::string textOf(const Located &object, std::string_view field) {
    Located value = variables.member(object, field);
    auto text = value.node ? scalarText(*value.node) : std::nullopt;
    return text ? variables.replaced(*text) : std::string();
  }

  /// Remembers a text that stands for nothing, where a machine or its definition should be.
  void addUnknown(const Located &place) {
    if (place.node && !variables.whyNoValue(*place.node).empty())
      unknown_.emplace_back(place.tree->file.get(), place.node->range);
  }
  /// Whether whoever reads the machine says what is wrong at this place.
  bool isUnknown(const source::File &file, source::Range range) const {
    return std::any_of(unknown_.begin(), unknown_.end(), [&](const auto &each) {
      return each.first == &file && each.second.begin <= range.begin &&
             range.end <= each.second.end;
    });
  }

  Given given;
  Variables variables;
  Located root;
  Template around;
  std::string service;

private:
  /// Finds the names of all resources, unless some of them are not known here.
  void takeCertain() {
    std::vector<std::string> names;
    Located section = variables.member(root, "resources");
    std::vector<Located> parts{section};
    if (section.node && section.node->is(Node::Kind::Array)) {
      parts.clear();
      for (const Node *item : section.node->items)
        parts.push_back(variables.follow({section.tree, item}));
    }
    for (const Located &part : parts)
      for (std::string_view field : {"Resources", "Parameters"}) {
        Located map = variables.member(part, field);
        bool isKnown = (!part.node || part.node->is(Node::Kind::Object)) &&
                       (!map.node || map.node->is(Node::Kind::Object));
        if (!isKnown || (part.node && valueIn(part.node, "Fn::Transform")))
          return;
        for (const Member &resource : membersOf(map.node))
          names.push_back(resource.key);
      }
    for (const auto &[name, called] : around.functions)
      names.push_back(name);
    forEachMember(variables.member(variables.member(root, "stepFunctions"), "stateMachines"),
                  [&](const Member &machine, const Located &, const Located &body) {
                    names.push_back(resourceOf(machine.key, "StepFunctionsStateMachine"));
                    for (std::string_view field : {"id", "name"})
                      if (std::string own = textOf(body, field); !own.empty())
                        names.push_back(own);
                  });
    around.certain = std::move(names);
  }

  std::vector<std::pair<const source::File *, source::Range>> unknown_;
};

std::string Configuration::whyNoDefinition(const Member &machine, const Located &body,
                                           const Located &definition, bool isWritten) {
  const Node *unknown = isWritten ? definition.node : body.node;
  if (std::string why = unknown ? variables.whyNoValue(*unknown) : ""; !why.empty())
    return std::string(isWritten ? "the definition of" : "the state machine") + " `" + machine.key +
           "` cannot be read: " + why;
  return isWritten
             ? "the definition of `" + machine.key + "` is neither an object nor the name of a file"
             : "the state machine `" + machine.key + "` has no `definition`";
}

MachineText Configuration::read(const Member &machine, const Located &body) {
  const Node *written = valueIn(body.node, "definition");
  Located definition = variables.follow({body.tree, written});
  bool isMade = definition.node && definition.node->range == source::Range{};
  const source::Tree &from = definition.node && !isMade ? *definition.tree : *body.tree;
  MachineText text{std::make_shared<source::Tree>(), std::make_shared<diag::Engine>(from.file)};
  text.tree->file = from.file;
  bool isGiven = definition.node &&
                 (definition.node->is(Node::Kind::Object) || definition.node->text.find('{') == 0);
  if (&from != root.tree.get())
    diag::reportFaults(from, *text.diagnostics);
  if (!isGiven) {
    bool isHere = &from == body.tree.get();
    const Node *unknown = written ? definition.node : body.node;
    bool isElsewhere = unknown && variables.isElsewhere(*unknown);
    source::Range place = !isHere                                          ? machine.keyRange
                          : written                                        ? written->range
                          : body.node && body.node->is(Node::Kind::String) ? body.node->range
                                                                           : machine.keyRange;
    text.diagnostics
        ->emit(place, diag::Kind::BadTemplate,
               {whyNoDefinition(machine, body, definition, written != nullptr)})
        .weaken(isElsewhere ? diag::Severity::Warning : diag::Severity::Error);
    return text;
  }
  Evaluator evaluator(around, *text.tree, *text.diagnostics);
  evaluator.readFrom(from);
  const Node *made = evaluator.value(*definition.node);
  if (made && made->is(Node::Kind::String))
    readInside(*text.tree, decodedOf(*text.tree, *made), made->range, nullptr);
  else
    text.tree->root = made;
  if (!given.definitions.allowUndefined)
    reportOpenPlaceholders(text, "give ");
  return text;
}

class Lister {
public:
  Lister(std::shared_ptr<Configuration> from, Project &project)
      : from_(std::move(from)), project_(project) {}

  void list() {
    Variables &variables = from_->variables;
    Located section = variables.member(from_->root, "stepFunctions");
    for (const Member &member : membersOf(section.node))
      if (auto meant =
              meantKey(member.key, {"activities", "noOutput", "stateMachines", "validate"}))
        reportProblem(section.tree->file, member.keyRange, diag::Severity::Error,
                      "`stepFunctions` has no key `" + member.key + "`; did you mean `" + *meant +
                          "`?",
                      project_);
    Located machines = variables.member(section, "stateMachines");
    const Located &unknown =
        section.node && section.node->is(Node::Kind::String) ? section : machines;
    if (std::string why = unknown.node ? variables.whyNoValue(*unknown.node) : ""; !why.empty())
      reportProblem(unknown.tree->file, unknown.node->range, diag::Severity::Error,
                    "the state machines cannot be read: " + why, project_);
    from_->addUnknown(unknown);
    from_->forEachMember(machines, [&](const Member &each, const Located &map,
                                       const Located &body) { machine(each, map.tree, body); });
    Located activities = variables.member(section, "activities");
    for (const Node *each : itemsOf(activities.node))
      if (std::string name = variables.replaced(each->text); !name.empty())
        add(Thing::Kind::Activity, name, "", "", activities.tree, each->range);
    from_->forEachFunction([&](const Member &function, const Located &map, const Located &body) {
      add(Thing::Kind::Function, function.key, from_->textOf(body, "handler"), "", map.tree,
          function.keyRange);
      project_.functions.push_back(this->function(function, map, body));
    });
    if (from_->around.resources())
      addResources({from_, &from_->around}, "", project_);
  }

private:
  /// A function, with what all functions have by `provider`.
  Function function(const Member &member, const Located &map, const Located &body) {
    Variables &variables = from_->variables;
    Located provider = variables.member(from_->root, "provider");
    auto text = [&](std::string_view field) {
      std::string own = from_->textOf(body, field);
      return own.empty() ? from_->textOf(provider, field) : own;
    };
    Function function;
    function.name = from_->around.functions.find(member.key)->second;
    function.handler = from_->textOf(body, "handler");
    function.runtime = text("runtime");
    function.timeoutSeconds = 6;
    std::string timeout = text("timeout");
    if (auto seconds = asl::parseNumber<decltype(function.timeoutSeconds)>(timeout))
      function.timeoutSeconds = *seconds;
    for (const Located &from : {provider, body}) {
      Located environment = variables.member(from, "environment");
      for (const Member &each : membersOf(environment.node))
        function.environment[each.key] = from_->textOf(environment, each.key);
    }
    function.file = map.tree->file;
    function.place = member.keyRange;
    if (!from_->textOf(body, "image").empty())
      function.problem = "it is a container image";
    else
      setCode(function, pathFrom(*from_->root.tree->file, "."));
    return function;
  }

  void machine(const Member &member, const std::shared_ptr<const source::Tree> &tree,
               const Located &body) {
    Machine machine;
    machine.name = member.key;
    machine.otherNames = {from_->textOf(body, "id"), from_->textOf(body, "name")};
    machine.nameInAws = machine.otherNames[1].empty() ? member.key : machine.otherNames[1];
    const Node *type = valueIn(body.node, "type");
    std::string written = from_->textOf(body, "type");
    if (type)
      machine.type = typeFrom(written, written.find(':') == written.npos, body.tree->file,
                              type->range, project_);
    machine.file = tree->file;
    machine.place = member.keyRange;
    check(body);
    Located definition = from_->variables.member(body, "definition");
    from_->addUnknown(definition.node ? definition : body);
    if (definition.node && definition.tree->file != tree->file)
      machine.definitionFile = definition.tree->file->name();
    machine.read = [from = from_, own = &member, body] { return from->read(*own, body); };
    Located events = from_->variables.member(body, "events");
    for (const Node *event : itemsOf(events.node))
      for (const Member &kind : event->members)
        add(Thing::Kind::EventSource, kind.key, detailOfEvent({events.tree, kind.value}),
            member.key, events.tree, kind.keyRange);
    project_.machines.push_back(std::move(machine));
  }

  /// Reports keys of a state machine and kinds of events that are almost others, and unknown names
  /// in all of it but the definition.
  void check(const Located &body) {
    const std::vector<std::string> keys = {"alarms",
                                           "configureTaskTimeouts",
                                           "definition",
                                           "dependsOn",
                                           "encryptionConfig",
                                           "events",
                                           "iamRoleStatements",
                                           "id",
                                           "inheritGlobalTags",
                                           "kmsKeyArns",
                                           "loggingConfig",
                                           "name",

                                           "notifications",
                                           "retain",
                                           "role",
                                           "tags",
                                           "tracingConfig",
                                           "type",
                                           "useExactVersion"};
    const std::vector<std::string> kinds = {"cloudwatchEvent", "eventBridge", "http", "schedule"};
    auto report = [&](source::Range place, const std::string &problem) {
      reportProblem(body.tree->file, place, diag::Severity::Error, problem, project_);
    };
    auto checkKey = [&](const Member &member, const std::vector<std::string> &known,
                        const char *what) {
      if (auto meant = meantKey(member.key, known))
        report(member.keyRange,
               std::string(what) + " `" + member.key + "`; did you mean `" + *meant + "`?");
    };
    if (const Node *events = valueIn(body.node, "events"); events && events->is(Node::Kind::Object))
      report(events->range, "the events of a state machine are a list");
    NameCheck names(from_->around, *body.tree, report);
    for (const Member &member : membersOf(body.node)) {
      checkKey(member, keys, "a state machine has no key");
      for (const Node *event :
           member.key == "events" ? itemsOf(member.value) : std::span<const Node *const>())
        for (const Member &kind : event->members)
          checkKey(kind, kinds, "there are no events of the kind");
      if (member.key != "definition")
        names.visit(*member.value);
    }
  }

  /// `rate(1 hour)`, also of `{rate: rate(1 hour)}`; `POST orders` of a path and a method.
  std::string detailOfEvent(const Located &event) {
    if (auto text = event.node ? scalarText(*event.node) : std::nullopt)
      return from_->variables.replaced(*text);
    std::string detail;
    for (std::string_view field : {"method", "path", "rate"})
      if (std::string text = from_->textOf(event, field); !text.empty())
        detail += (detail.empty() ? "" : " ") + text;
    return detail;
  }

  void add(Thing::Kind kind, std::string name, std::string detail, std::string machine,
           const std::shared_ptr<const source::Tree> &tree, source::Range place) {
    project_.things.push_back(
        {kind, std::move(name), std::move(detail), std::move(machine), tree->file, place});
  }

  std::shared_ptr<Configuration> from_;
  Project &project_;
};

} // namespace

bool isServerless(const Node &root) {
  return !root.find("StartAt") &&
         (root.find("stepFunctions") || (root.find("service") && root.find("provider")));
}

void addServerless(std::shared_ptr<const source::Tree> tree, const Given &given, Project &project) {
  auto from = std::make_shared<Configuration>(std::move(tree), given);
  Lister(from, project).list();
  auto files = from->variables.files(); // a copy: looking variables up may read more
  files.emplace(from->root.tree->file->name(), from->root.tree);
  for (const auto &[path, read] : files)
    if (read)
      from->variables.check(*read, [&](source::Range range, const std::string &problem) {
        if (!from->isUnknown(*read->file, range))
          reportProblem(read->file, range, diag::Severity::Error, problem, project);
      });
  for (const auto &[path, read] : from->variables.files())
    if (read)
      project.files.push_back(path);
}

} // namespace aslc::project
