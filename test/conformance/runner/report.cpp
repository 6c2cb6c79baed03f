// Texts of the runner.
#include "test/conformance/runner/report.h"

#include <algorithm>
#include <cstdio>
#include <map>

namespace asl::conformance {

namespace {

std::string_view outcomeName(Verdict::Outcome outcome) {
  switch (outcome) {
  case Verdict::Outcome::Passed:
    return "passed";
  case Verdict::Outcome::Failed:
    return "failed";
  case Verdict::Outcome::Skipped:
    return "skipped";
  }
  return "";
}

std::string indented(const std::string &text) {
  std::string result = "  ";
  for (char c : text) {
    result += c;
    if (c == '\n')
      result += "  ";
  }
  return result + "\n";
}

std::string totalsLine(const Totals &totals) {
  return std::to_string(totals.passed) + " passed, " + std::to_string(totals.failed) + " failed, " +
         std::to_string(totals.skipped) + " skipped";
}

} // namespace

void Totals::add(const Verdict &verdict) {
  switch (verdict.outcome) {
  case Verdict::Outcome::Passed:
    ++passed;
    break;
  case Verdict::Outcome::Failed:
    ++failed;
    break;
  case Verdict::Outcome::Skipped:
    ++skipped;
    break;
  }
}

std::string failureText(const Case &oneCase, const Verdict &verdict) {
  constexpr size_t most = 12;
  std::string text = "FAILED " + std::string(kindName(oneCase.kind)) + ": " + oneCase.name + "\n";
  if (!verdict.text.empty())
    text += indented(verdict.text);
  for (size_t i = 0; i < std::min(most, verdict.differences.size()); ++i) {
    const Difference &d = verdict.differences[i];
    text += "  " + d.place + "\n    expected " + d.expected + "\n    actual   " + d.actual + "\n";
  }
  if (verdict.differences.size() > most)
    text += "  and " + std::to_string(verdict.differences.size() - most) + " more differences\n";
  return text;
}

std::string summaryText(const std::vector<Case> &cases, const std::vector<Verdict> &verdicts) {
  std::map<std::string, Totals> rows;
  std::map<std::string, size_t> reasons;
  Totals all;
  for (size_t i = 0; i < cases.size(); ++i) {
    rows[cases[i].folder].add(verdicts[i]);
    all.add(verdicts[i]);
    if (verdicts[i].outcome == Verdict::Outcome::Skipped)
      ++reasons[verdicts[i].text];
  }
  size_t width = 6;
  for (const auto &[folder, totals] : rows)
    width = std::max(width, folder.size());

  std::string text;
  auto line = [&](const std::string &name, const std::string &a, const std::string &b,
                  const std::string &c) {
    char buffer[400];
    std::snprintf(buffer, sizeof buffer, "%-*s %8s %8s %8s\n", static_cast<int>(width),
                  name.c_str(), a.c_str(), b.c_str(), c.c_str());
    text += buffer;
  };
  line("folder", "passed", "failed", "skipped");
  for (const auto &[folder, totals] : rows)
    line(folder, std::to_string(totals.passed), std::to_string(totals.failed),
         std::to_string(totals.skipped));
  for (const auto &[reason, count] : reasons)
    text += std::to_string(count) + " skipped: " + reason + "\n";
  return text + totalsLine(all) + "\n";
}

Json reportJson(const std::vector<Case> &cases, const std::vector<Verdict> &verdicts) {
  Totals all;
  Json list = Json::array();
  for (size_t i = 0; i < cases.size(); ++i) {
    all.add(verdicts[i]);
    Json entry = {{"name", cases[i].name},
                  {"kind", kindName(cases[i].kind)},
                  {"folder", cases[i].folder},
                  {"file", cases[i].file},
                  {"outcome", outcomeName(verdicts[i].outcome)}};
    if (!verdicts[i].text.empty())
      entry[verdicts[i].outcome == Verdict::Outcome::Skipped ? "reason" : "text"] =
          verdicts[i].text;
    for (const Difference &d : verdicts[i].differences)
      entry["differences"].push_back(
          {{"place", d.place}, {"expected", d.expected}, {"actual", d.actual}});
    list.push_back(std::move(entry));
  }
  return {
      {"passed", all.passed}, {"failed", all.failed}, {"skipped", all.skipped}, {"cases", list}};
}

} // namespace asl::conformance
