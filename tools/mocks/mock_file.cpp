#include "tools/mocks/mock_file.h"

#include "tools/mocks/answers.h"
#include "tools/mocks/recording.h"

#include <algorithm>

namespace aslc::mocks {

namespace {

using Kind = Node::Kind;

/// Reads a MockConfigFile.json.
class ConfigReader {
public:
  ConfigReader(Problems &problems, MockFile &file) : problems_(problems), file_(file) {}

  void read(const Node &root) {
    problems_.object(root, "a mock configuration", {"Comment", "StateMachines", "MockedResponses"});
    const Node *machines = memberOf(root, "StateMachines");
    const Node *responses = memberOf(root, "MockedResponses");
    if (!machines || !responses) {
      problems_.add(root, std::string(machines ? "`MockedResponses`" : "`StateMachines`") +
                              " is missing");
      return;
    }
    if (isObject(*responses, "`MockedResponses`"))
      for (const Member &member : responses->members)
        responses_[member.key] = response(*member.value);
    if (isObject(*machines, "`StateMachines`"))
      for (const Member &member : machines->members)
        machine(member);
  }

private:
  bool isObject(const Node &node, const std::string &what) {
    if (node.is(Kind::Object))
      return true;
    problems_.add(node, what + " must be an object, not " +
                            std::string(asl::document::kindName(node.kind)));
    return false;
  }

  void machine(const Member &member) {
    file_.machines[member.key].place = problems_.file().placeText(member.keyRange.begin);
    auto &cases = file_.machines[member.key].cases;
    if (!problems_.object(*member.value, "a state machine", {"Comment", "TestCases"}))
      return;
    const Node *given = memberOf(*member.value, "TestCases");
    if (!given) {
      problems_.add(*member.value, "`TestCases` is missing");
      return;
    }
    if (!isObject(*given, "`TestCases`"))
      return;
    for (const Member &testCase : given->members)
      if (isObject(*testCase.value, "a test case"))
        for (const Member &state : testCase.value->members)
          mock(state, cases[testCase.key]);
      else
        cases[testCase.key];
    for (const Member &testCase : given->members)
      cases[testCase.key]; // one without states mocks nothing
  }

  void mock(const Member &state, Plan &plan) {
    auto name = problems_.text(*state.value, state.key);
    if (!name)
      return;
    auto found = responses_.find(*name);
    if (found == responses_.end()) {
      std::vector<std::string> names;
      for (const auto &[each, mock] : responses_)
        names.push_back(each);
      problems_.add(*state.value,
                    ticked(*name) + " is not in `MockedResponses`" + meant(*name, names));
      return;
    }
    plan[state.key] = {found->second};
  }

  /// The answers of a response, which are numbered from 0 without gaps.
  Mock response(const Node &node) {
    Mock mock;
    mock.place = problems_.placeOf(node);
    if (!isObject(node, "a mocked response"))
      return mock;
    std::vector<std::pair<Range, const Member *>> ranges;
    for (const Member &member : node.members) {
      std::optional<Range> range = rangeOf(member.key);
      if (!range) {
        problems_.add(member, ticked(member.key) +
                                  " must be the number of a call, such as \"0\", or a range, such "
                                  "as \"1-2\"");
        continue;
      }
      ranges.emplace_back(*range, &member);
      mock.answers.push_back({*range, answer(*member.value)});
    }
    std::sort(ranges.begin(), ranges.end(),
              [](const auto &a, const auto &b) { return a.first.first < b.first.first; });
    uint64_t next = 0;
    for (const auto &[range, member] : ranges) {
      if (range.first != next) {
        problems_.add(*member, "the calls must be numbered without gaps: the next one is " +
                                   std::to_string(next));
        break;
      }
      next = range.last + 1;
    }
    return mock;
  }

  Answer answer(const Node &node) {
    Answer answer;
    if (!problems_.object(node, "a mocked response", {"Return", "Throw"}))
      return answer;
    const Node *result = memberOf(node, "Return"), *error = memberOf(node, "Throw");
    if (!result == !error) {
      problems_.add(node, "one of `Return` and `Throw` must be there");
    } else if (result) {
      answer.kind = Answer::Kind::Return;
      answer.json = toJson(*result);
    } else if (problems_.object(*error, "`Throw`", {"Error", "Cause"})) {
      answer.kind = Answer::Kind::Throw;
      for (const char *field : {"Error", "Cause"})
        if (const Node *text = memberOf(*error, field))
          (*field == 'E' ? answer.error : answer.cause) = problems_.text(*text, field);
        else
          problems_.add(*error, ticked(field) + " is missing");
    }
    return answer;
  }

  Problems &problems_;
  MockFile &file_;
  std::map<std::string, Mock, std::less<>> responses_;
};

/// Reads a file in aslc's own form.
class OwnReader {
public:
  OwnReader(Problems &problems, MockFile &file) : problems_(problems), file_(file) {}

  void read(const Node &root) {
    if (!problems_.object(root, "a mock file", {"comment", "mocks", "cases", "machines"}))
      return;
    const Node *machines = memberOf(root, "machines");
    if (!scope(root, file_.all) && !machines)
      problems_.add(root, "`mocks` is missing; or `StateMachines` and `MockedResponses`, as in a "
                          "MockConfigFile.json");
    if (!machines)
      return;
    if (!machines->is(Kind::Object))
      problems_.add(*machines, "`machines` must be an object of machines and their mocks");
    for (const Member &member : machines->members) {
      file_.machines[member.key].place = problems_.file().placeText(member.keyRange.begin);
      if (problems_.object(*member.value, "a machine", {"comment", "mocks", "cases"}) &&
          !scope(*member.value, file_.machines[member.key]))
        problems_.add(*member.value, "`mocks` is missing");
    }
  }

private:
  /// Whether there is anything.
  bool scope(const Node &node, MockScope &to) {
    const Node *mocks = memberOf(node, "mocks"), *cases = memberOf(node, "cases");
    if (mocks)
      to.plan = readPlan(*mocks, problems_);
    if (cases && !cases->is(Kind::Object))
      problems_.add(*cases, "`cases` must be an object of test cases and their mocks");
    if (cases)
      for (const Member &member : cases->members)
        to.cases[member.key] = readPlan(*member.value, problems_);
    return mocks || cases;
  }

  Problems &problems_;
  MockFile &file_;
};

/// `a`, `b` and `c`
template <typename Names> std::string listOf(const Names &names) {
  std::string list;
  size_t left = names.size();
  for (const auto &[name, value] : names) {
    --left;
    list += (list.empty() ? "" : left == 0 ? " and " : ", ") + ticked(name);
  }
  return list;
}

} // namespace

asl::Expected<MockFile> readMockFile(const std::string &path) {
  asl::Expected<asl::document::Tree> tree = readDocument(path);
  if (!tree)
    return tree.failure();
  MockFile file;
  file.path = path;
  Problems problems(tree->file);
  const Node &root = *tree->root;
  file.isConfig = root.find("StateMachines") || root.find("MockedResponses");
  if (file.isConfig) {
    ConfigReader(problems, file).read(root);
  } else if (root.find("calls") && !root.find("mocks")) {
    file.isRecording = true;
    file.all.plan = planOf(readRecording(root, problems));
  } else {
    OwnReader(problems, file).read(root);
  }
  if (!problems.none())
    return asl::Failure{problems.text()};
  return file;
}

namespace {

/// Of a MockConfigFile.json, which has nothing but cases.
asl::Expected<Plan> configPlan(const MockFile &file, std::string_view machine,
                               std::string_view testCase) {
  auto found = file.machines.find(machine);
  if (found == file.machines.end())
    return asl::Failure{file.path + " has no state machine " + ticked(machine) +
                        (file.machines.empty() ? "" : "; there is " + listOf(file.machines)) +
                        ", chosen as `Machine#Case`"};
  const auto &cases = found->second.cases;
  if (testCase.empty())
    return asl::Failure{"the test case of " + file.path + " is missing; " + ticked(machine) +
                        " has " + listOf(cases)};
  auto plan = cases.find(testCase);
  if (plan == cases.end())
    return asl::Failure{file.path + " has no test case " + ticked(testCase) + " for " +
                        ticked(machine) + "; there is " + listOf(cases)};
  return plan->second;
}

/// Puts the mocks of `from` in place of those of the same states.
void overlay(Plan &to, const Plan &from) {
  for (const auto &[state, list] : from)
    to[state] = list;
}

/// Of a file in aslc's own form: what holds in all cases and machines, then what is more special.
asl::Expected<Plan> ownPlan(const MockFile &file, std::string_view machine,
                            std::string_view testCase) {
  std::vector<const MockScope *> scopes = {&file.all};
  if (auto own = file.machines.find(machine); own != file.machines.end())
    scopes.push_back(&own->second);
  Plan plan;
  for (const MockScope *scope : scopes)
    overlay(plan, scope->plan);
  if (testCase.empty())
    return plan;
  bool isThere = false;
  std::map<std::string, Plan, std::less<>> known;
  for (const MockScope *scope : scopes) {
    known.insert(scope->cases.begin(), scope->cases.end());
    auto found = scope->cases.find(testCase);
    isThere |= found != scope->cases.end();
    if (found != scope->cases.end())
      overlay(plan, found->second);
  }
  if (isThere)
    return plan;
  return asl::Failure{file.path + " has no test case " + ticked(testCase) + " for " +
                      ticked(machine) + (known.empty() ? "" : "; there is " + listOf(known))};
}

} // namespace

asl::Expected<Plan> planFor(const MockFile &file, std::string_view machine,
                            std::string_view testCase) {
  if (file.isRecording && !testCase.empty())
    return asl::Failure{file.path + " has no test cases: it is a recording"};
  size_t mark = testCase.find('#');
  if (mark != testCase.npos) {
    machine = testCase.substr(0, mark);
    testCase = testCase.substr(mark + 1);
  }
  return file.isConfig ? configPlan(file, machine, testCase) : ownPlan(file, machine, testCase);
}

} // namespace aslc::mocks
