// Reading mocks in aslc's own form: docs/testing.md describes it.
#include "tools/mocks/answers.h"

#include "runtime/dom/text.h"
#include "runtime/support/number_text.h"

namespace aslc::mocks {

namespace {

using Kind = Node::Kind;

/// Reads one mock.
class MockReader {
public:
  explicit MockReader(Problems &problems) : problems_(problems) {}

  Mock read(const Node &node) {
    Mock mock;
    mock.place = problems_.placeOf(node);
    if (!problems_.object(node, "a mock",
                          {"when", "result", "return", "error", "hang", "results", "failedAt",
                           "submitted", "delaySeconds", "deliverTwice", "times", "faults"}))
      return mock;
    if (const Node *when = memberOf(node, "when"))
      condition(*when, mock);
    if (const Node *times = memberOf(node, "times"))
      mock.times = problems_.count(*times, "times");
    if (const Node *results = memberOf(node, "results"))
      sequence(node, *results, mock);
    else if (auto answer = this->answer(node, "a mock"))
      mock.answers.push_back({{}, *answer});
    if (const Node *faults = memberOf(node, "faults"))
      for (const Node *fault : problems_.list(*faults, "faults"))
        readFault(*fault, mock);
    return mock;
  }

private:
  void condition(const Node &node, Mock &mock) {
    if (!problems_.object(node, "`when`",
                          {"input", "inputContains", "iteration", "attempt", "call"}))
      return;
    if (const Node *input = memberOf(node, "input"))
      mock.input = jsonOf(*input);
    if (const Node *input = memberOf(node, "inputContains"))
      mock.inputContains = jsonOf(*input);
    if (const Node *iteration = memberOf(node, "iteration"))
      mock.iteration = problems_.count(*iteration, "iteration");
    if (const Node *attempt = memberOf(node, "attempt"))
      mock.attempt = problems_.count(*attempt, "attempt");
    if (const Node *call = memberOf(node, "call"))
      mock.call = range(*call);
  }

  Range range(const Node &node) {
    std::optional<Range> found;
    if (node.is(Kind::Number) || node.is(Kind::String))
      found = rangeOf(node.text);
    if (!found)
      problems_.add(node,
                    "`call` must be the number of a call, from 0, or a range such as \"1-3\"");
    return found.value_or(Range{});
  }

  void sequence(const Node &node, const Node &results, Mock &mock) {
    for (std::string_view field : {"result", "return", "error", "hang", "failedAt", "submitted",
                                   "delaySeconds", "deliverTwice"})
      if (const Member *misplaced = node.find(field))
        problems_.add(*misplaced, "`" + misplaced->key +
                                      "` belongs in an entry of `results`, if there are any");
    const std::vector<const Node *> &items = problems_.list(results, "results");
    if (results.is(Kind::Array) && items.empty())
      problems_.add(results, "`results` must be a list of answers, one for each call");
    for (size_t i = 0; i < items.size(); ++i)
      if (problems_.object(*items[i], "an answer",
                           {"result", "return", "error", "hang", "failedAt", "submitted",
                            "delaySeconds", "deliverTwice"}))
        if (auto answer = this->answer(*items[i], "an answer"))
          mock.answers.push_back({{i, i}, *answer});
  }

public:
  /// The answer that `node` gives; nothing when it gives none, which is then reported.
  std::optional<Answer> answer(const Node &node, std::string_view what) {
    const Member *way = nullptr;
    for (std::string_view field : {"result", "return", "error", "hang"})
      if (const Member *member = node.find(field)) {
        if (way)
          problems_.add(*member, "`" + member->key + "` and `" + way->key + "` exclude each other");
        way = member;
      }
    if (!way) {
      problems_.add(node, std::string(what) +
                              " needs one of `result`, `return`, `error` and `hang`" +
                              (what == "a mock" ? ", or `results`" : ""));
      return std::nullopt;
    }
    Answer answer;
    if (way->key == "error") {
      error(*way->value, answer);
    } else if (way->key == "hang") {
      if (!problems_.boolean(*way->value, "hang"))
        problems_.add(*way->value, "`hang` can only be true");
    } else {
      answer.kind = way->key == "result" ? Answer::Kind::Result : Answer::Kind::Return;
      answer.json = toJson(*way->value);
    }
    if (const Node *failedAt = memberOf(node, "failedAt"))
      failure(*failedAt, answer);
    if (const Node *submitted = memberOf(node, "submitted"))
      answer.submitted = toJson(*submitted);
    if (const Node *delay = memberOf(node, "delaySeconds"))
      answer.delaySeconds = problems_.number(*delay, "delaySeconds").value_or(0);
    if (const Node *twice = memberOf(node, "deliverTwice"))
      answer.twice = problems_.boolean(*twice, "deliverTwice");
    return answer;
  }

private:
  void failure(const Node &node, Answer &answer) {
    using asl::task::FailedAt;
    std::optional<std::string> text = problems_.text(node, "failedAt");
    if (!text)
      return;
    for (FailedAt at : {FailedAt::Schedule, FailedAt::Start, FailedAt::Submit})
      if (nameOf(at) == *text)
        answer.failedAt = at;
    if (answer.failedAt == FailedAt::Run || answer.kind != Answer::Kind::Throw)
      problems_.add(node, "`failedAt` says of an `error` what could not be done: `schedule`, "
                          "`start` or `submit`");
  }

  void error(const Node &node, Answer &answer) {
    answer.kind = Answer::Kind::Throw;
    if (node.is(Kind::String)) {
      answer.error = node.text;
      return;
    }
    if (!problems_.object(node, "`error`", {"Error", "Cause"}))
      return;
    if (const Node *name = memberOf(node, "Error"))
      answer.error = problems_.text(*name, "Error");
    if (const Node *cause = memberOf(node, "Cause"))
      answer.cause = cause->is(Kind::String) ? cause->text : toJson(*cause);
  }

  void readFault(const Node &node, Mock &mock) {
    if (!problems_.object(node, "a fault",
                          {"call", "error", "throttle", "loseCallback", "deliverTwice"}))
      return;
    const Node *call = memberOf(node, "call");
    if (!call) {
      problems_.add(node, "`call` is missing: which calls the fault is about, from 0");
      return;
    }
    Fault fault{range(*call), {}, {}};
    size_t kinds = 0;
    if (const Node *given = memberOf(node, "error")) {
      ++kinds;
      fault.kind = Fault::Kind::Fail;
      error(*given, fault.failure);
    }
    auto flag = [&](std::string_view field, Fault::Kind kind) {
      const Node *given = memberOf(node, field);
      if (!given)
        return false;
      ++kinds;
      fault.kind = kind;
      if (!problems_.boolean(*given, field))
        problems_.add(*given, "`" + std::string(field) + "` can only be true");
      return true;
    };
    fault.failure.throttle = flag("throttle", Fault::Kind::Fail);
    flag("loseCallback", Fault::Kind::Lose);
    flag("deliverTwice", Fault::Kind::Twice);
    if (kinds != 1)
      problems_.add(node,
                    "a fault has one of `error`, `throttle`, `loseCallback` and `deliverTwice`");
    mock.faults.push_back(std::move(fault));
  }

  Problems &problems_;
};

} // namespace

std::optional<Range> rangeOf(std::string_view text) {
  size_t dash = text.find('-');
  std::optional<uint64_t> first = asl::parseNumber<uint64_t>(text.substr(0, dash));
  std::optional<uint64_t> last =
      dash == text.npos ? first : asl::parseNumber<uint64_t>(text.substr(dash + 1));
  if (!first || !last || *last < *first)
    return std::nullopt;
  return Range{*first, *last};
}

Json jsonOf(const Node &node) { return asl::dom::parseOrdered(toJson(node)); }

std::optional<Answer> readAnswer(const Node &node, std::string_view what, Problems &problems) {
  return MockReader(problems).answer(node, what);
}

std::vector<Mock> readMocks(const Node &node, Problems &problems) {
  std::vector<Mock> mocks;
  MockReader reader(problems);
  if (!node.is(Kind::Array))
    mocks.push_back(reader.read(node));
  else if (node.items.empty())
    problems.add(node, "a list of mocks needs one at least");
  for (const Node *item : node.items)
    mocks.push_back(reader.read(*item));
  return mocks;
}

Plan readPlan(const Node &node, Problems &problems) {
  Plan plan;
  if (!node.is(Kind::Object))
    problems.add(node, "`mocks` must be an object of states and what they are answered with");
  for (const Member &member : node.members)
    plan[member.key] = readMocks(*member.value, problems);
  return plan;
}

} // namespace aslc::mocks
