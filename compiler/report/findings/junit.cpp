#include "compiler/diag/order.h"
#include "compiler/report/findings/list.h"
#include "compiler/report/xml.h"

namespace aslc::report {

namespace {

std::string placeOf(const Finding &finding) {
  return finding.file->name + ":" + std::to_string(finding.begin.line) + ":" +
         std::to_string(finding.begin.column);
}

/// A finding as a test, which fails or only prints what was found.
std::string caseOf(const Finding &finding, bool fails) {
  std::string kind(diag::slug(finding.diagnostic->kind));
  std::string text = placeOf(finding) + ": " +
                     std::string(diag::severityName(finding.diagnostic->severity)) + ": " +
                     finding.text() + " [" + kind + "]";
  std::string result = fails
                           ? "<failure type=\"" + kind + "\" message=\"" +
                                 escapeXml(finding.text()) + "\">" + escapeXml(text) + "</failure>"
                           : "<system-out>" + escapeXml(text) + "</system-out>";
  return "    <testcase classname=\"" + escapeXml(finding.file->name) + "\" name=\"" +
         escapeXml(kind + " at line " + std::to_string(finding.begin.line)) + "\">\n      " +
         result + "\n    </testcase>\n";
}

struct Suite {
  std::string cases;
  size_t tests = 0, failures = 0, errors = 0;
};

Suite suiteOf(const Findings &file, FailOn failOn) {
  Suite suite;
  std::string opening = "    <testcase classname=\"" + escapeXml(file.name) + "\" name=\"";
  if (!file.diagnostics) {
    suite.cases = opening + "readable\">\n      <error message=\"" + escapeXml(file.problem) +
                  "\"/>\n    </testcase>\n";
    suite.tests = suite.errors = 1;
    return suite;
  }
  for (const Finding &finding : findingsOf(file)) {
    if (finding.diagnostic->severity == diag::Severity::Note)
      continue;
    bool failed = fails(finding.diagnostic->severity, failOn);
    suite.cases += caseOf(finding, failed);
    suite.failures += failed ? 1 : 0;
    ++suite.tests;
  }
  if (suite.tests == 0) {
    suite.cases = opening + "no findings\"/>\n";
    suite.tests = 1;
  }
  return suite;
}

std::string counts(const Suite &suite) {
  return " tests=\"" + std::to_string(suite.tests) + "\" failures=\"" +
         std::to_string(suite.failures) + "\" errors=\"" + std::to_string(suite.errors) + "\"";
}

} // namespace

std::string renderJunit(std::span<const Findings> files, FailOn failOn) {
  std::string suites;
  Suite total;
  for (const Findings &file : files) {
    Suite suite = suiteOf(file, failOn);
    suites += "  <testsuite name=\"" + escapeXml(file.name) + "\"" + counts(suite) + ">\n" +
              suite.cases + "  </testsuite>\n";
    total.tests += suite.tests;
    total.failures += suite.failures;
    total.errors += suite.errors;
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"aslc check\"" +
         counts(total) + ">\n" + suites + "</testsuites>\n";
}

} // namespace aslc::report
