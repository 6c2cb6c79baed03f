// What the pipelines of GitHub and GitLab read.
#include "compiler/report/findings/list.h"
#include "runtime/dom/text.h"

#include <nlohmann/json.hpp>

namespace aslc::report {

namespace {

/// A text of a workflow command; in a property `:` and `,` have a meaning too.
std::string escapedCommand(std::string_view text, bool property) {
  std::string result;
  for (char c : text) {
    if (c == '%')
      result += "%25";
    else if (c == '\r')
      result += "%0D";
    else if (c == '\n')
      result += "%0A";
    else if (property && c == ':')
      result += "%3A";
    else if (property && c == ',')
      result += "%2C";
    else
      result += c;
  }
  return result;
}

std::string_view commandOf(diag::Severity severity) {
  return severity == diag::Severity::Error     ? "error"
         : severity == diag::Severity::Warning ? "warning"
                                               : "notice";
}

std::string_view climateOf(diag::Severity severity) {
  return severity == diag::Severity::Error     ? "major"
         : severity == diag::Severity::Warning ? "minor"
                                               : "info";
}

} // namespace

std::string renderGithub(std::span<const Findings> files) {
  std::string text;
  for (const Findings &file : files) {
    std::string name = escapedCommand(file.name, true);
    if (!file.diagnostics)
      text += "::error file=" + name +
              "::" + escapedCommand("cannot read the file: " + file.problem, false) + "\n";
    for (const Finding &finding : findingsOf(file)) {
      // GitHub takes columns only within one line.
      std::string columns = finding.begin.line != finding.end.line
                                ? ""
                                : ",col=" + std::to_string(finding.begin.column) +
                                      ",endColumn=" + std::to_string(finding.end.column);
      text += "::" + std::string(commandOf(finding.diagnostic->severity)) + " file=" + name +
              ",line=" + std::to_string(finding.begin.line) +
              ",endLine=" + std::to_string(finding.end.line) + columns +
              ",title=" + escapedCommand(diag::slug(finding.diagnostic->kind), true) +
              "::" + escapedCommand(finding.text(), false) + "\n";
    }
  }
  return text;
}

std::string renderCodeClimate(std::span<const Findings> files) {
  using Json = nlohmann::ordered_json;
  Json array = Json::array();
  auto add = [&](const std::string &path, std::string_view kind, const std::string &description,
                 std::string_view severity, const std::string &fingerprint, size_t begin,
                 size_t end) {
    Json entry;
    entry["type"] = "issue";
    entry["check_name"] = kind;
    entry["description"] = description;
    entry["categories"] = Json::array({"Bug Risk"});
    entry["severity"] = severity;
    entry["fingerprint"] = fingerprint;
    // GitLab compares paths with those of the repository.
    entry["location"] = {{"path", path.starts_with("./") ? path.substr(2) : path},
                         {"lines", {{"begin", begin}, {"end", end}}}};
    array.push_back(std::move(entry));
  };
  for (const Findings &file : files) {
    if (!file.diagnostics)
      add(file.name, "unreadable", "cannot read the file: " + file.problem, "blocker",
          "unreadable:" + file.name, 1, 1);
    for (const Finding &finding : findingsOf(file))
      add(file.name, diag::slug(finding.diagnostic->kind), finding.text(),
          climateOf(finding.diagnostic->severity), finding.fingerprint, finding.begin.line,
          finding.end.line);
  }
  return asl::dom::write(array, 1) + "\n";
}

} // namespace aslc::report
