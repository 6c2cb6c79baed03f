// Reading files of tests.
#include "tools/aslc/testing/suite.h"

#include "runtime/binding/binding.h"
#include "runtime/expr/time.h"
#include "runtime/support/file.h"
#include "tools/mocks/answers.h"
#include "tools/mocks/mock_file.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace aslc::testing {

namespace {

namespace fs = std::filesystem;
using mocks::Member;
using mocks::memberOf;
using mocks::Node;
using mocks::Problems;
using Kind = Node::Kind;

/// `path` as seen from the folder of the test file.
std::string beside(const std::string &suite, const std::string &path) {
  fs::path given(path);
  if (given.is_absolute())
    return path;
  return (fs::path(suite).parent_path() / given).lexically_normal().string();
}

/// The definition that lies beside a test file: `order.asl.json` for `order.asl.test.yaml`.
std::string definitionBeside(const std::string &suite) {
  std::string base = suite.substr(0, suite.rfind(".test."));
  for (const char *suffix : {".json", ".jsonc", ".yaml", ".yml"})
    if (std::error_code unknown; fs::is_regular_file(base + suffix, unknown))
      return base + suffix;
  return "";
}

/// What a test, or all tests of a file, are run with.
struct Settings {
  std::optional<Json> input;
  mocks::Plan plan;
  std::vector<std::string> stateNames;
  std::string tasks;
  std::optional<int64_t> startMs;
  uint64_t seed = 1;
  std::string execution;
  std::map<std::string, Wanted> expect;
  std::optional<InputSchema> schema;
};

/// The places of a value and of all in it, by their JSON pointers.
void addPlaces(const Node &node, const asl::document::File &file, const std::string &pointer,
               std::map<std::string, std::string> &places) {
  places[pointer] = file.placeText(node.range.begin);
  for (const Member &member : node.members)
    addPlaces(*member.value, file, pointer + "/" + member.key, places);
  for (size_t i = 0; i < node.items.size(); ++i)
    addPlaces(*node.items[i], file, pointer + "/" + std::to_string(i), places);
}

std::shared_ptr<const std::map<std::string, std::string>>
placesIn(const Node &node, const asl::document::File &file) {
  auto places = std::make_shared<std::map<std::string, std::string>>();
  addPlaces(node, file, "#", *places);
  return places;
}

/// The members of `change` in place of those of `base`, in objects within objects too.
Json merged(const Json &base, const Json &change) {
  if (!base.is_object() || !change.is_object())
    return change;
  Json result = base;
  for (const auto &[name, value] : change.items())
    result[name] = result.contains(name) ? merged(result[name], value) : value;
  return result;
}

/// The value of an alias is that of its anchor, which stands before it.
bool isAlias(const Member &member) { return member.value->range.begin < member.keyRange.begin; }

/// Where the members end that stand in a test itself.
uint32_t endOfMembers(const Node &test, std::string_view text) {
  uint32_t last = test.range.begin;
  for (const Member &member : test.members) {
    if (member.keyRange.begin < test.range.begin || member.keyRange.begin >= test.range.end)
      continue; // merged from elsewhere by `<<`
    uint32_t end = member.value->range.end;
    if (isAlias(member)) {
      size_t star = text.find('*', member.keyRange.end);
      end = static_cast<uint32_t>(std::min(text.find_first_of(" \t\r\n,}", star), text.size()));
    }
    last = std::max(last, end);
  }
  return last;
}

class SuiteReader {
public:
  SuiteReader(Suite &suite, std::vector<std::string> &files, Problems &problems)
      : suite_(suite), files_(files), problems_(problems) {}

  void read(const Node &root) {
    if (root.find("States") && !root.find("tests"))
      return problems_.add(root, "this is a definition; its tests are in a file whose name ends in "
                                 "`.asl.test.yaml`");
    if (!problems_.object(root, "a test file",
                          {"machine", "define", "parameters", "type", "mock", "mocks", "tasks",
                           "clock", "seed", "execution", "input", "expect", "schema", "tests"}))
      return;
    subject(root);
    Settings common;
    settings(root, common);
    const Node *tests = memberOf(root, "tests");
    if (!tests) {
      problems_.add(root, "`tests` is missing: the list of tests");
      return;
    }
    if (tests->is(Kind::Array) && tests->items.empty())
      problems_.add(*tests, "`tests` has no test");
    for (const Node *test : problems_.list(*tests, "tests"))
      readTest(*test, common);
  }

private:
  // ---- The machine

  void subject(const Node &root) {
    Subject &subject = suite_.subject;
    subject.place = problems_.placeOf(root);
    const Node *machine = memberOf(root, "machine");
    if (!machine)
      subject.file = definitionBeside(suite_.path);
    else
      readMachine(*machine, subject);
    if (subject.file.empty() && (!machine || machine->is(Kind::Object)))
      problems_.add(machine ? *machine : root,
                    machine ? "`file` is missing"
                            : "`machine` is missing, and there is no definition beside this file");
    texts(root, "define", subject.defines);
    texts(root, "parameters", subject.parameters);
    if (const Node *type = memberOf(root, "type")) {
      subject.type = problems_.text(*type, "type");
      if (subject.type) // AWS writes it in capital letters
        std::ranges::transform(*subject.type, subject.type->begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      if (subject.type && *subject.type != "standard" && *subject.type != "express")
        problems_.add(*type, "`type` must be standard or express");
    }
  }

  void readMachine(const Node &machine, Subject &subject) {
    subject.place = problems_.placeOf(machine);
    const Node *file = &machine, *name = nullptr;
    if (machine.is(Kind::Object)) {
      problems_.object(machine, "`machine`", {"file", "name"});
      file = memberOf(machine, "file");
      name = memberOf(machine, "name");
    }
    if (file)
      if (auto path = problems_.text(*file, machine.is(Kind::Object) ? "file" : "machine"))
        subject.file = beside(suite_.path, *path);
    if (name)
      subject.machine = problems_.text(*name, "name").value_or("");
  }

  void texts(const Node &root, std::string_view field, std::map<std::string, std::string> &to) {
    const Node *node = memberOf(root, field);
    if (!node)
      return;
    if (!node->is(Kind::Object))
      problems_.add(*node, "`" + std::string(field) + "` must be an object of names and values");
    for (const Member &member : node->members)
      suite_.subject.places[member.key] = problems_.file().placeText(member.keyRange.begin);
    for (const Member &member : node->members)
      to[member.key] = member.value->is(Kind::String) ? member.value->text : toJson(*member.value);
  }

  // ---- What tests are run with

  void settings(const Node &node, Settings &to) {
    if (const Node *input = memberOf(node, "input")) {
      Json value = mocks::jsonOf(*input);
      to.input = to.input ? merged(*to.input, value) : value;
    }
    if (const Node *mock = memberOf(node, "mock"))
      mockFile(*mock, to);
    if (const Node *given = memberOf(node, "mocks"))
      for (auto &[state, list] : mocks::readPlan(*given, problems_)) {
        to.plan[state] = std::move(list);
        to.stateNames.push_back(state);
      }
    if (const Node *tasks = memberOf(node, "tasks"))
      taskFile(*tasks, to);
    if (const Node *clock = memberOf(node, "clock"))
      readClock(*clock, to);
    if (const Node *seed = memberOf(node, "seed"))
      to.seed = std::max<uint64_t>(problems_.count(*seed, "seed").value_or(1), 1);
    if (const Node *name = memberOf(node, "execution"))
      to.execution = problems_.text(*name, "execution").value_or("");
    if (const Node *expect = memberOf(node, "expect"))
      readExpect(*expect, to);
    if (const Node *schema = memberOf(node, "schema"))
      readSchema(*schema, to);
  }

  void mockFile(const Node &node, Settings &to) {
    if (!problems_.object(node, "`mock`", {"file", "case", "machine"}))
      return;
    const Node *file = memberOf(node, "file");
    auto path = file ? problems_.text(*file, "file") : std::nullopt;
    if (!file)
      problems_.add(node, "`file` is missing: the file of mocks");
    if (!path)
      return;
    asl::Expected<mocks::MockFile> read = mocks::readMockFile(beside(suite_.path, *path));
    files_.push_back(beside(suite_.path, *path));
    if (!read) {
      problems_.add(*file, "the mocks cannot be used:\n" + read.error());
      return;
    }
    const Node *testCase = memberOf(node, "case"), *machine = memberOf(node, "machine");
    std::string name = machine ? problems_.text(*machine, "machine").value_or("") : "";
    if (machine && !read->isConfig && !name.empty() && !read->machines.contains(name)) {
      std::vector<std::string> names;
      for (const auto &[each, scope] : read->machines)
        names.push_back(each);
      problems_.add(*machine, mocks::ticked(name) + " is not a machine of " + read->path +
                                  mocks::meant(name, names));
    }
    if (name.empty())
      name = read->machines.size() == 1 ? read->machines.begin()->first : suite_.subject.machine;
    auto plan =
        mocks::planFor(*read, name, testCase ? problems_.text(*testCase, "case").value_or("") : "");
    if (!plan)
      problems_.add(node, plan.error());
    else
      for (auto &[state, list] : *plan)
        to.plan[state] = list;
  }

  void taskFile(const Node &node, Settings &to) {
    auto path = problems_.text(node, "tasks");
    if (!path)
      return;
    to.tasks = beside(suite_.path, *path);
    files_.push_back(to.tasks);
    if (auto read = asl::binding::readBindingFile(to.tasks); !read)
      problems_.add(node, "the task file cannot be used:\n" + read.error());
  }

  void readClock(const Node &node, Settings &to) {
    auto text = problems_.text(node, "clock");
    auto instant = text ? asl::parseTimestamp(*text) : std::nullopt;
    if (instant)
      to.startMs = instant->seconds * 1000 + instant->nanoseconds / 1000000;
    else if (text)
      problems_.add(node, "`clock` must be a time such as 2026-03-01T09:00:00Z");
  }

  void readExpect(const Node &node, Settings &to) {
    if (!problems_.object(node, "`expect`",
                          {"status", "output", "outputContains", "error", "cause", "causeContains",
                           "path", "visits", "calls", "waits", "duration"}))
      return;
    for (const Member &member : node.members) {
      std::vector<StateName> states;
      checkExpectation(member, states);
      to.expect[member.key] = {mocks::jsonOf(*member.value), member.value->range, std::move(states),
                               isAlias(member)};
    }
  }

  /// Adds the states that it names to `states`.
  void checkExpectation(const Member &member, std::vector<StateName> &states) {
    const Node &value = *member.value;
    const std::string &field = member.key;
    if (field == "status") {
      static const std::vector<std::string> statuses = {"SUCCEEDED", "FAILED", "TIMED_OUT",
                                                        "ABORTED"};
      auto text = problems_.text(value, field);
      if (text && std::find(statuses.begin(), statuses.end(), *text) == statuses.end())
        problems_.add(value, "`status` must be SUCCEEDED, FAILED, TIMED_OUT or ABORTED" +
                                 mocks::meant(*text, statuses));
    } else if (field == "error" || field == "cause" || field == "causeContains") {
      problems_.text(value, field);
    } else if (field == "duration") {
      problems_.number(value, field);
    } else if (field == "path") {
      for (const Node *state : problems_.list(value, field))
        problems_.text(*state, "path");
    } else if (field == "visits" || field == "waits" || field == "calls") {
      checkByState(field, value);
      for (const Member &state : value.members)
        states.push_back({state.key, problems_.file().placeText(state.keyRange.begin)});
    }
  }

  void checkByState(const std::string &field, const Node &value) {
    if (!value.is(Kind::Object))
      problems_.add(value, "`" + field + "` must be an object with the names of states");
    for (const Member &state : value.members) {
      bool isList = state.value->is(Kind::Array);
      if (field == "waits" && !isList)
        problems_.number(*state.value, field);
      else if (field == "visits" || !isList)
        problems_.count(*state.value, field);
      if (field == "visits" || !isList)
        continue;
      for (const Node *item : state.value->items)
        if (field == "waits")
          problems_.number(*item, field);
        else if (problems_.object(*item, "a call", {"request", "requestContains"}) &&
                 item->members.size() != 1)
          problems_.add(*item, "a call has one of `request` and `requestContains`");
    }
  }

  void readSchema(const Node &node, Settings &to) {
    if (!node.is(Kind::String)) {
      to.schema = {mocks::jsonOf(node), placesIn(node, problems_.file())};
      return;
    }
    std::string path = beside(suite_.path, node.text);
    auto tree = mocks::readDocument(path);
    files_.push_back(path);
    if (tree)
      to.schema = {mocks::jsonOf(*tree->root), placesIn(*tree->root, *tree->file)};
    else
      problems_.add(node, "the schema cannot be read:\n" + tree.error());
  }

  // ---- Tests

  void readTest(const Node &node, const Settings &common) {
    if (!problems_.object(node, "a test",
                          {"name", "mock", "mocks", "tasks", "clock", "seed", "execution", "input",
                           "expect", "schema", "cases"}))
      return;
    const Node *name = memberOf(node, "name");
    if (!name)
      problems_.add(node, "`name` is missing");
    std::string title = name ? problems_.text(*name, "name").value_or("") : "";
    Settings own = common;
    settings(node, own);
    const Node *cases = memberOf(node, "cases");
    if (!cases)
      return add(title, node, own, !memberOf(node, "expect"));
    size_t number = 0;
    for (const Node *row : problems_.list(*cases, "cases")) {
      ++number;
      if (!problems_.object(
              *row, "a case",
              {"name", "mock", "mocks", "tasks", "clock", "seed", "execution", "input", "expect"}))
        continue;
      Settings changed = own;
      settings(*row, changed);
      const Node *rowName = memberOf(*row, "name");
      std::string rowTitle =
          rowName ? problems_.text(*rowName, "name").value_or("") : std::to_string(number);
      add(title + " / " + rowTitle, *row, changed, changed.expect.empty());
    }
  }

  void add(const std::string &name, const Node &node, const Settings &settings, bool mayExpect) {
    for (const Case &other : suite_.cases)
      if (other.name == name)
        problems_.add(node, "another test has the name `" + name + "` too");
    Case &added = suite_.cases.emplace_back();
    added.name = name;
    added.range = node.range;
    if (settings.input)
      added.input = settings.input->dump();
    added.plan = settings.plan;
    added.stateNames = settings.stateNames;
    added.tasks = settings.tasks;
    added.startMs = settings.startMs;
    added.seed = settings.seed;
    added.execution = settings.execution;
    added.expect = settings.expect;
    added.schema = settings.schema;
    if (mayExpect && !node.members.empty())
      added.expectAt = {endOfMembers(node, suite_.file->text()),
                        suite_.file->lineColumn(node.members.front().keyRange.begin).column};
  }

  Suite &suite_;
  std::vector<std::string> &files_; ///< that are read besides
  Problems &problems_;
};

} // namespace

asl::Expected<Suite> readSuite(const std::string &path, std::vector<std::string> *files) {
  asl::Expected<asl::document::Tree> tree = mocks::readDocument(path);
  if (!tree)
    return tree.failure();
  Suite suite;
  suite.path = path;
  suite.file = tree->file;
  Problems problems(tree->file);
  std::vector<std::string> ignored;
  SuiteReader(suite, files ? *files : ignored, problems).read(*tree->root);
  if (!problems.none())
    return asl::Failure{problems.text()};
  return suite;
}

} // namespace aslc::testing
