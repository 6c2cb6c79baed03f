#include "tools/aslc/testing/update.h"

#include "runtime/dom/text.h"
#include "runtime/support/output_file.h"
#include "tools/aslc/testing/judge.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace aslc::testing {

namespace {

/// `value` as flow text, which both JSON and YAML read.
std::string flowText(const Json &value) {
  if (!value.is_structured())
    return asl::dom::writeForYaml(value);
  std::string text;
  for (const auto &[key, member] : value.items())
    text += (text.empty() ? "" : ", ") +
            (value.is_object() ? asl::dom::writeForYaml(Json(key)) + ": " : std::string()) +
            flowText(member);
  return value.is_object() ? "{" + text + "}" : "[" + text + "]";
}

/// The changes of one file: what is put in place of which bytes.
class Changes {
public:
  explicit Changes(const Suite &suite) : suite_(suite) {}

  /// Expectations that a test meets stay, also where another test shares them.
  void keep(const TestResult &test) {
    if (!test.verdict.problem.empty() || !test.condition.empty())
      return;
    for (const auto &[field, wanted] : test.testCase->expect)
      if (isMet(field, wanted.value, test.verdict.observed))
        kept_.insert(wanted.range.begin);
  }

  void add(const TestResult &test) {
    const Case &testCase = *test.testCase;
    if (!test.verdict.problem.empty() || !test.condition.empty())
      return leave(test);
    if (testCase.expect.empty())
      return insert(testCase, test.verdict.observed);
    for (const auto &[field, wanted] : testCase.expect) {
      if (isMet(field, wanted.value, test.verdict.observed))
        continue;
      Json fitted = fitting(field, wanted.value, test.verdict.observed);
      bool isThere = field == "output" || field == "outputContains"
                         ? test.verdict.observed.contains("output")
                         : !fitted.is_null();
      if (!isThere || wanted.isAlias)
        return leave(test);
      replace({wanted.range.begin, endOf(wanted.range)}, flowText(fitted));
    }
    for (const mocks::Difference &difference : test.verdict.differences)
      if (difference.place == "mocks" ||
          (difference.place == "status" && !testCase.expect.contains("status")))
        return leave(test);
  }

  size_t count() const {
    return static_cast<size_t>(
        std::count_if(changes_.begin(), changes_.end(),
                      [](const auto &change) { return change.second.has_value(); }));
  }
  const std::string &left() const { return left_; }

  std::string applied() const {
    std::string text(suite_.file->text());
    for (auto change = changes_.rbegin(); change != changes_.rend(); ++change)
      if (change->second)
        text.replace(change->first.first, change->first.second - change->first.first,
                     *change->second);
    return text;
  }

private:
  using Place = std::pair<uint32_t, uint32_t>;

  /// The end without the white space after a block of YAML.
  uint32_t endOf(asl::document::Range range) const {
    std::string_view text = suite_.file->text();
    uint32_t end = range.end;
    while (end > range.begin && std::string_view(" \t\r\n").find(text[end - 1]) != text.npos)
      --end;
    return end;
  }

  void leave(const TestResult &test) {
    left_ += suite_.file->placeText(test.testCase->range.begin) + ": " + test.testCase->name +
             ": its expectations stay as they are\n";
  }

  void replace(Place place, std::string text) {
    auto [known, isNew] = changes_.emplace(place, text);
    bool isAgreed = !kept_.contains(place.first) && (isNew || *known->second == text);
    if (!known->second || isAgreed)
      return;
    known->second.reset();
    left_ += suite_.file->placeText(place.first) +
             ": several cases share this expectation and do not meet it alike\n";
  }

  void insert(const Case &testCase, const Json &observed) {
    if (!testCase.expectAt)
      return;
    Json expect = Json::object();
    if (observed.value("status", "") == "SUCCEEDED")
      expect["output"] = observed["output"];
    else
      for (const char *field : {"status", "error", "cause"})
        if (observed.contains(field))
          expect[field] = observed[field];
    std::string_view text = suite_.file->text();
    bool isFlow = text[testCase.range.begin] == '{';
    bool isJson = suite_.path.ends_with(".json");
    std::string key = isJson ? "\"expect\": " : "expect: ";
    uint32_t end = endOf({testCase.range.begin, testCase.expectAt->first});
    std::string newLine = text.find("\r\n") == text.npos ? "\n" : "\r\n";
    std::string indent(testCase.expectAt->second - 1, ' ');
    std::string before = isFlow ? ", " : newLine + indent;
    replace({end, end}, before + key + flowText(expect));
  }

  const Suite &suite_;
  std::map<Place, std::optional<std::string>> changes_; ///< nothing: cases want different texts
  std::set<uint32_t> kept_; ///< where expectations begin that a test meets
  std::string left_;
};

} // namespace

Updated updateExpectations(const RunResult &result) {
  Updated done;
  for (const FileResult &file : result.files) {
    if (!file.suite)
      continue;
    Changes changes(*file.suite);
    for (const TestResult &test : file.tests)
      changes.keep(test);
    for (const TestResult &test : file.tests)
      if (!test.verdict.passed() || test.testCase->expect.empty())
        changes.add(test);
    done.text += changes.left();
    done.isComplete &= changes.left().empty();
    if (changes.count() == 0)
      continue;
    asl::Expected<void> written = asl::writeFile(file.path, changes.applied());
    done.isComplete &= static_cast<bool>(written);
    done.text += written
                     ? file.path + ": " + std::to_string(changes.count()) +
                           (changes.count() == 1 ? " expectation" : " expectations") + " updated\n"
                     : file.path + ": cannot be written: " + written.error() + "\n";
  }
  return done;
}

} // namespace aslc::testing
