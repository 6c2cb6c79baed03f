// Compares rules by trying them: numbers at and between the constants, the texts that are named and
// one that is not, and both truths of what is not understood.
#include "compiler/sema/coverage.h"

#include "compiler/sema/condition.h"

#include <algorithm>
#include <map>
#include <span>

namespace aslc::sema {

namespace {

using Kind = TestValue::Kind;

constexpr size_t mostTrials = 4096;

constexpr unsigned bit(Kind kind) { return 1u << static_cast<unsigned>(kind); }
constexpr unsigned anyPresent =
    bit(Kind::Null) | bit(Kind::Boolean) | bit(Kind::Number) | bit(Kind::Text) | bit(Kind::Other);

/// What a test says about the types that its subject has.
unsigned expectedBy(const Condition &test) {
  using enum Condition::Operator;
  switch (test.op) {
  case IsPresent:
    return bit(Kind::Absent);
  case IsNull:
    return bit(Kind::Null);
  case IsBoolean:
  case IsNumber:
  case IsText:
    return anyPresent;
  case Holds:
    return bit(Kind::Boolean);
  default:
    return bit(test.value.kind);
  }
}

bool isOrder(const Condition *test) {
  return test->op >= Condition::Operator::Less && test->op <= Condition::Operator::GreaterEqual;
}

/// Whether JSONata makes nothing of a test of an absent value, neither true nor false.
bool isUndefinedForAbsent(const Condition &test) {
  return isOrder(&test) || test.op == Condition::Operator::Holds;
}

/// Of each test; nullopt: not known.
using Truths = std::vector<std::optional<bool>>;

/// The values of one path that the tests distinguish, or both truths of an Unknown.
struct Subject {
  std::string_view name;
  bool isUnknown;
  std::vector<const Condition *> tests{};
  /// For each value, whether it is of a type that the tests expect, and the truth of each test.
  std::vector<bool> isExpected{};
  std::vector<Truths> truths{};
  std::map<Truths, size_t> indexes{}; ///< in `truths`

  /// More values than can be tried are not kept.
  void add(const TestValue &value, unsigned expected, bool isAbsenceUndefined = false) {
    if (truths.size() > mostTrials)
      return;
    Truths truth;
    for (const Condition *test : tests)
      if (isAbsenceUndefined && value.kind == Kind::Absent && isUndefinedForAbsent(*test))
        truth.push_back(std::nullopt);
      else
        truth.push_back(isUnknown ? value.boolean : holds(*test, value));
    bool isOfType = expected & bit(value.kind);
    auto [same, isNew] = indexes.try_emplace(truth, truths.size());
    if (!isNew) {
      isExpected[same->second] = isExpected[same->second] || isOfType;
      return;
    }
    truths.push_back(std::move(truth));
    isExpected.push_back(isOfType);
  }
};

/// The constants, and a number between each two and on both sides.
std::vector<double> numbersOf(const Subject &subject) {
  std::vector<double> points;
  for (const Condition *test : subject.tests)
    if (test->value.kind == Kind::Number)
      points.push_back(test->value.number);
  std::sort(points.begin(), points.end());
  std::vector<double> numbers{points.empty() ? 0 : points.front() - 1};
  for (size_t i = 0; i < points.size(); ++i) {
    numbers.push_back(points[i]);
    numbers.push_back(i + 1 < points.size() ? points[i] + (points[i + 1] - points[i]) / 2
                                            : points[i] + 1);
  }
  return numbers;
}

class Coverer {
public:
  /// The types of the values that are expected.
  enum class Types : uint8_t {
    Tested,  ///< those that the tests name
    Any,     ///< as in JSONPath: a comparison does not hold for other types
    Ordered, ///< as in JSONata: any, but a comparison of order fails for other types
    OrderedOrAbsent
  };

  explicit Coverer(std::span<const ast::ChoiceRule> rules, Types types = Types::Tested) {
    for (const ast::ChoiceRule &rule : rules)
      rules_.push_back(conditionOf(rule));
    for (Condition &rule : rules_)
      forEachTest(rule, [&](Condition &test) { add(test); });
    for (Subject &subject : subjects_)
      addValues(subject, types);
  }

  /// Whether some test looks at a value.
  bool hasSubjects() const { return !subjects_.empty(); }
  /// What all tests look at; empty where that is more than one thing.
  std::string onlySubject() const {
    std::string_view name = subjects_.size() == 1 ? subjects_[0].name : std::string_view();
    return std::string(name.ends_with('.') ? name.substr(0, name.size() - 1) : name);
  }

  Coverage run() {
    Coverage result{false, std::vector<bool>(rules_.size())};
    size_t trials = 1;
    for (const Subject &subject : subjects_)
      if (trials *= subject.truths.size(); trials > mostTrials)
        return result;
    result.isComplete = true;
    isFirst_.resize(rules_.size());
    isFound_.resize(rules_.size());
    at_.resize(subjects_.size());
    for (size_t i = 0; i < trials; ++i) {
      trial(result);
      for (size_t s = 0; s < at_.size() && ++at_[s] == subjects_[s].truths.size(); ++s)
        at_[s] = 0;
    }
    // A rule that never holds is no rule hidden by others.
    for (size_t i = 0; i < rules_.size(); ++i)
      result.isHidden[i] = isFound_[i] && !isFirst_[i];
    return result;
  }

private:
  struct Place {
    size_t subject, test;
  };

  void add(Condition &test) {
    test.number = places_.size();
    if (test.subject.empty()) {
      places_.push_back({none, 0});
      return;
    }
    bool isUnknown = test.kind == Condition::Kind::Unknown;
    auto subject = std::find_if(subjects_.begin(), subjects_.end(), [&](const Subject &each) {
      return each.isUnknown == isUnknown && each.name == test.subject;
    });
    if (subject == subjects_.end())
      subject = subjects_.insert(subjects_.end(), Subject{test.subject, isUnknown});
    places_.push_back({static_cast<size_t>(subject - subjects_.begin()), subject->tests.size()});
    subject->tests.push_back(&test);
  }

  static void addValues(Subject &subject, Types types) {
    unsigned expected = subject.isUnknown ? bit(Kind::Boolean) : 0;
    bool isJsonata = types == Types::Ordered || types == Types::OrderedOrAbsent;
    bool mayFail = isJsonata && std::any_of(subject.tests.begin(), subject.tests.end(), isOrder);
    if (!subject.isUnknown && types != Types::Tested && !mayFail)
      expected |= anyPresent;
    if (!subject.isUnknown && types == Types::OrderedOrAbsent)
      expected |= bit(Kind::Absent);
    for (const Condition *test : subject.tests)
      expected |= expectedBy(*test);
    // Where only the presence is tested, or null, any value may come.
    if (!(expected & ~(bit(Kind::Absent) | bit(Kind::Null))))
      expected |= anyPresent;
    subject.add({Kind::Boolean, false, 0, {}}, expected);
    subject.add({Kind::Boolean, true, 0, {}}, expected);
    if (subject.isUnknown)
      return;
    subject.add({Kind::Absent, false, 0, {}}, expected, isJsonata);
    subject.add({Kind::Null, false, 0, {}}, expected);
    subject.add({Kind::Other, false, 0, {}}, expected);
    for (double number : numbersOf(subject))
      subject.add({Kind::Number, false, number, {}}, expected);
    subject.add({Kind::Text, false, 0, "\x01"}, expected);
    for (const Condition *test : subject.tests)
      if (test->op == Condition::Operator::Matches)
        // Whatever has a letter here that no pattern names stands for any text there.
        subject.add({Kind::Text, false, 0, textOfPattern(test->value.text, "\x01")}, expected);
      else if (test->value.kind == Kind::Text)
        subject.add(test->value, expected);
  }

  void trial(Coverage &result) {
    auto truth = [&](const Condition &test) -> std::optional<bool> {
      Place place = places_[test.number];
      if (place.subject == none)
        return std::nullopt;
      return subjects_[place.subject].truths[at_[place.subject]][place.test];
    };
    bool taken = false;
    for (size_t i = 0; i < rules_.size(); ++i) {
      std::optional<bool> value = evaluate(rules_[i], truth);
      if (value == false)
        continue;
      isFound_[i] = true;
      if (!taken)
        isFirst_[i] = true;
      taken |= value.has_value();
    }
    bool expected = true;
    for (size_t s = 0; s < subjects_.size(); ++s)
      expected &= subjects_[s].isExpected[at_[s]];
    result.isComplete &= taken || !expected;
  }

  static constexpr size_t none = ~size_t(0);

  std::vector<Condition> rules_;
  std::vector<Subject> subjects_;
  std::vector<Place> places_; ///< of each test
  std::vector<size_t> at_;    ///< the value of each subject that is tried
  std::vector<bool> isFirst_, isFound_;
};

} // namespace

Coverage coverageOf(const ast::ChoiceState &choice) { return Coverer(choice.rules).run(); }

AlwaysHolds alwaysHolds(const ast::ChoiceRule &rule) {
  bool isJsonata = rule.kind == ast::ChoiceRule::Kind::Condition;
  Coverer present({&rule, 1}, isJsonata ? Coverer::Types::Ordered : Coverer::Types::Any);
  AlwaysHolds result;
  result.forPresent = present.hasSubjects() && present.run().isComplete;
  if (!result.forPresent)
    return result;
  result.subject = present.onlySubject();
  result.forAll =
      !isJsonata || Coverer({&rule, 1}, Coverer::Types::OrderedOrAbsent).run().isComplete;
  return result;
}

} // namespace aslc::sema
