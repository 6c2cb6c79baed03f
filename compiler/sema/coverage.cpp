// Compares rules by trying them: numbers at and between the constants, the texts that are named and
// one that is not, and both truths of what is not understood.
#include "compiler/sema/coverage.h"

#include "compiler/sema/condition.h"

#include <algorithm>

namespace aslc::sema {

namespace {

constexpr size_t mostTrials = 4096;

/// The values of one subject that are tried.
struct Subject {
  std::string name;
  bool isTest = false; ///< else both truths of an Unknown
  std::vector<TestValue> values{};
  std::vector<bool> isExpected{}; ///< whether it is of a type that the rules test
};

class Coverer {
public:
  explicit Coverer(const ast::ChoiceState &choice) {
    for (const ast::ChoiceRule &rule : choice.rules)
      rules_.push_back(conditionOf(rule));
    for (const Condition &rule : rules_)
      forEachTest(rule, [&](const Condition &test) { add(test); });
    for (Subject &subject : subjects_)
      addValues(subject);
  }

  Coverage run() {
    Coverage result{false, std::vector<bool>(rules_.size())};
    size_t trials = 1;
    for (const Subject &subject : subjects_)
      if (trials *= subject.values.size(); trials > mostTrials)
        return result;
    result.isComplete = true;
    std::vector<bool> isFirst(rules_.size()), isFound(rules_.size());
    std::vector<size_t> at(subjects_.size());
    for (size_t i = 0; i < trials; ++i) {
      trial(at, result, isFirst, isFound);
      for (size_t s = 0; s < at.size() && ++at[s] == subjects_[s].values.size(); ++s)
        at[s] = 0;
    }
    // A rule that never holds is no rule hidden by others.
    for (size_t i = 0; i < rules_.size(); ++i)
      result.isHidden[i] = isFound[i] && !isFirst[i];
    return result;
  }

private:
  Subject &subjectOf(const Condition &test) {
    bool isTest = test.kind == Condition::Kind::Test;
    for (Subject &subject : subjects_)
      if (subject.isTest == isTest && subject.name == test.subject)
        return subject;
    return subjects_.emplace_back(Subject{test.subject, isTest});
  }

  void add(const Condition &test) {
    if (test.subject.empty())
      return;
    Subject &subject = subjectOf(test);
    if (test.kind != Condition::Kind::Test)
      return;
    using enum Condition::Operator;
    using Kind = TestValue::Kind;
    switch (test.op) {
    case IsPresent:
      expect(subject, Kind::Absent);
      break;
    case IsNull:
      expect(subject, Kind::Null);
      break;
    case IsBoolean:
    case IsNumber:
    case IsText:
      for (Kind kind : {Kind::Null, Kind::Boolean, Kind::Number, Kind::Text, Kind::Other})
        expect(subject, kind);
      break;
    case Holds:
      expect(subject, Kind::Boolean);
      break;
    default:
      expect(subject, test.value.kind);
      constants_.emplace_back(&subject - subjects_.data(), test.value);
    }
  }

  void expect(Subject &subject, TestValue::Kind kind) {
    size_t index = static_cast<size_t>(&subject - subjects_.data());
    expected_.resize(subjects_.size());
    expected_[index] |= 1u << static_cast<unsigned>(kind);
  }

  void addValues(Subject &subject) {
    using Kind = TestValue::Kind;
    if (!subject.isTest) {
      subject.values = {{Kind::Boolean, false, 0, {}}, {Kind::Boolean, true, 0, {}}};
      subject.isExpected = {true, true};
      return;
    }
    size_t index = static_cast<size_t>(&subject - subjects_.data());
    expected_.resize(subjects_.size());
    auto push = [&](TestValue value) {
      subject.isExpected.push_back(expected_[index] >> static_cast<unsigned>(value.kind) & 1);
      subject.values.push_back(std::move(value));
    };
    push({Kind::Absent, false, 0, {}});
    push({Kind::Null, false, 0, {}});
    push({Kind::Boolean, false, 0, {}});
    push({Kind::Boolean, true, 0, {}});
    push({Kind::Other, false, 0, {}});
    for (double number : numbersOf(index))
      push({Kind::Number, false, number, {}});
    push({Kind::Text, false, 0, "\x01"});
    for (const auto &[of, value] : constants_)
      if (of == index && value.kind == Kind::Text &&
          std::find(subject.values.begin(), subject.values.end(), value) == subject.values.end())
        push(value);
    onlyPresence(subject, expected_[index]);
  }

  /// Where only the presence or null is tested, any other value may come.
  static void onlyPresence(Subject &subject, unsigned expected) {
    using Kind = TestValue::Kind;
    auto bit = [](Kind kind) { return 1u << static_cast<unsigned>(kind); };
    if ((expected & ~(bit(Kind::Absent) | bit(Kind::Null))) != 0)
      return;
    for (size_t i = 0; i < subject.values.size(); ++i)
      if (subject.values[i].kind != Kind::Absent)
        subject.isExpected[i] = true;
  }

  /// The constants, and a number between each two and on both sides.
  std::vector<double> numbersOf(size_t subject) const {
    std::vector<double> points;
    for (const auto &[of, value] : constants_)
      if (of == subject && value.kind == TestValue::Kind::Number)
        points.push_back(value.number);
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
    if (points.empty())
      return {0, 1};
    std::vector<double> numbers{points.front() - 1};
    for (size_t i = 0; i < points.size(); ++i) {
      numbers.push_back(points[i]);
      numbers.push_back(i + 1 < points.size() ? points[i] + (points[i + 1] - points[i]) / 2
                                              : points[i] + 1);
    }
    return numbers;
  }

  void trial(const std::vector<size_t> &at, Coverage &result, std::vector<bool> &isFirst,
             std::vector<bool> &isFound) const {
    auto truth = [&](const Condition &test) -> std::optional<bool> {
      bool isTest = test.kind == Condition::Kind::Test;
      for (size_t s = 0; s < subjects_.size(); ++s)
        if (subjects_[s].isTest == isTest && subjects_[s].name == test.subject) {
          const TestValue &value = subjects_[s].values[at[s]];
          return isTest ? holds(test, value) : value.boolean;
        }
      return std::nullopt;
    };
    bool taken = false;
    for (size_t i = 0; i < rules_.size(); ++i) {
      std::optional<bool> value = evaluate(rules_[i], truth);
      if (value == false)
        continue;
      isFound[i] = true;
      if (!taken)
        isFirst[i] = true;
      taken |= value.has_value();
    }
    bool expected = true;
    for (size_t s = 0; s < subjects_.size(); ++s)
      expected &= subjects_[s].isExpected[at[s]];
    result.isComplete &= taken || !expected;
  }

  std::vector<Condition> rules_;
  std::vector<Subject> subjects_;
  std::vector<unsigned> expected_;                      ///< of each subject: kinds as bits
  std::vector<std::pair<size_t, TestValue>> constants_; ///< each with its subject
};

} // namespace

Coverage coverageOf(const ast::ChoiceState &choice) { return Coverer(choice).run(); }

} // namespace aslc::sema
