#include "tools/aslc/testing/results.h"

#include "compiler/report/xml.h"

#include <cstdio>

namespace aslc::testing {

namespace {

std::string countOf(size_t count, const std::string &what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string secondsText(double seconds, const char *form) {
  char text[32];
  std::snprintf(text, sizeof text, form, seconds);
  return text;
}

std::string placeOf(const TestResult &test) {
  return test.suite->file->placeText(test.testCase->range.begin);
}

/// `text` with `indent` before each line.
std::string indented(const std::string &text, const std::string &indent) {
  std::string result = indent;
  for (char c : text) {
    result += c;
    if (c == '\n')
      result += indent;
  }
  return result;
}

/// Why a test failed, several lines.
std::string reasonOf(const TestResult &test) {
  std::string text;
  auto add = [&](const std::string &line) { text += (text.empty() ? "" : "\n") + line; };
  if (!test.condition.empty())
    add(test.condition);
  if (!test.verdict.problem.empty())
    add(test.verdict.problem);
  for (const mocks::Difference &difference : test.verdict.differences)
    add(differenceText(difference));
  return text;
}

class Painter {
public:
  explicit Painter(bool color) : color_(color) {}
  std::string good(const std::string &text) const { return painted("32", text); }
  std::string bad(const std::string &text) const { return painted("31;1", text); }

private:
  std::string painted(const char *code, const std::string &text) const {
    return color_ ? "\x1b[" + std::string(code) + "m" + text + "\x1b[0m" : text;
  }
  bool color_;
};

std::string suiteOf(const FileResult &file, size_t &failures, size_t &errors) {
  using report::escapeXml;
  std::string cases;
  double seconds = 0;
  size_t failed = 0;
  std::string opening = "    <testcase classname=\"" + escapeXml(file.path) + "\" name=\"";
  for (const TestResult &test : file.tests) {
    seconds += test.seconds;
    cases += opening + escapeXml(test.testCase->name) + "\" time=\"" +
             secondsText(test.seconds, "%.3f") + "\"";
    if (test.verdict.passed()) {
      cases += "/>\n";
      continue;
    }
    ++failed;
    std::string reason = reasonOf(test);
    cases += ">\n      <failure message=\"" + escapeXml(reason.substr(0, reason.find('\n'))) +
             "\">" + escapeXml(placeOf(test) + "\n" + reason) + "</failure>\n    </testcase>\n";
  }
  size_t broken = file.problem.empty() ? 0 : 1;
  if (broken > 0)
    cases += opening + "readable\">\n      <error message=\"" +
             escapeXml(file.problem.substr(0, file.problem.find('\n'))) + "\">" +
             escapeXml(file.problem) + "</error>\n    </testcase>\n";
  failures += failed;
  errors += broken;
  return "  <testsuite name=\"" + escapeXml(file.path) + "\" tests=\"" +
         std::to_string(file.tests.size() + broken) + "\" failures=\"" + std::to_string(failed) +
         "\" errors=\"" + std::to_string(broken) + "\" time=\"" + secondsText(seconds, "%.3f") +
         "\">\n" + cases + "  </testsuite>\n";
}

} // namespace

std::string differenceText(const mocks::Difference &difference) {
  if (difference.expected.empty())
    return difference.place + ": " + difference.got;
  return difference.place + "\n  expected " + difference.expected + "\n  got      " +
         difference.got;
}

std::string resultText(const RunResult &result, bool all, bool color) {
  Painter painter(color);
  std::string text;
  for (const FileResult &file : result.files) {
    if (!file.problem.empty())
      text += painter.bad("ERROR") + " " + file.path + ": the tests cannot be run\n" +
              indented(file.problem, "  ") + "\n";
    for (const TestResult &test : file.tests)
      if (!test.verdict.passed())
        text += painter.bad("FAIL") + " " + placeOf(test) + ": " + test.testCase->name + "\n" +
                indented(reasonOf(test), "  ") + "\n";
      else if (all)
        text += painter.good("ok") + "   " + placeOf(test) + ": " + test.testCase->name + "\n";
  }
  size_t tests = result.passed + result.failed;
  text += result.failed == 0
              ? countOf(tests, "test") + " passed"
              : std::to_string(result.failed) + " of " + countOf(tests, "test") + " failed";
  if (result.broken > 0)
    text += "; " + countOf(result.broken, "file") + " with errors";
  return text + (color ? " (" + secondsText(result.seconds, "%.2f") + " s)\n" : "\n");
}

std::string resultJunit(const RunResult &result) {
  std::string suites;
  size_t failures = 0, errors = 0;
  for (const FileResult &file : result.files)
    suites += suiteOf(file, failures, errors);
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"aslc test\" tests=\"" +
         std::to_string(result.passed + result.failed + errors) + "\" failures=\"" +
         std::to_string(failures) + "\" errors=\"" + std::to_string(errors) + "\" time=\"" +
         secondsText(result.seconds, "%.3f") + "\">\n" + suites + "</testsuites>\n";
}

} // namespace aslc::testing
