#include "compiler/report/html/html.h"
#include "compiler/report/html/parts.h"
#include "compiler/report/xml.h"
#include "runtime/support/encoding.h"
#include "runtime/support/hash.h"

#include <array>

namespace aslc::report {

namespace html {

std::string Chapter::idOfFinding(size_t index) const {
  return "f" + std::to_string(number) + "-" + std::to_string(index + 1);
}

std::string Chapter::idOfState(std::string_view path) const {
  asl::StableHash hash;
  hash.add(path);
  return "s" + std::to_string(number) + "-" + asl::hexOf(hash.value());
}

} // namespace html

namespace {

using html::Chapter;

/// What a chapter consists of, in this order. A section that has nothing to say is empty.
constexpr std::array sections = {html::graphSection, html::findingsSection, html::boundsSection,
                                 html::accessSection};

std::string countsOf(const Findings &file) {
  if (!file.diagnostics)
    return "<td colspan=\"2\">cannot be read</td>";
  diag::Counts counts = diag::count(*file.diagnostics);
  return "<td class=\"error\">" + std::to_string(counts.errors) + "</td><td class=\"warning\">" +
         std::to_string(counts.warnings) + "</td>";
}

/// A table of the files with links to their chapters.
std::string contents(std::span<const Findings> files) {
  std::string rows;
  for (size_t i = 0; i < files.size(); ++i)
    rows += "<tr><td><a href=\"#c" + std::to_string(i + 1) + "\">" + escapeXml(files[i].name) +
            "</a></td>" + countsOf(files[i]) + "</tr>\n";
  return "<table><thead><tr><th>File</th><th>Errors</th><th>Warnings</th></tr></thead>\n<tbody>" +
         rows + "</tbody></table>\n";
}

/// Boxes that hide the findings of a severity; the style sheet does it.
std::string filters() {
  std::string boxes;
  for (std::string_view severity : {"error", "warning", "note"})
    boxes += "<input type=\"checkbox\" id=\"show-" + std::string(severity) +
             "\" checked><label for=\"show-" + std::string(severity) + "\">" +
             std::string(severity) + "s</label>\n";
  return boxes;
}

/// A graph that is larger than its frame is shown from its start on.
constexpr std::string_view script = R"(<script>
for (const canvas of document.querySelectorAll(".canvas")) {
  const start = canvas.querySelector(".start").getBoundingClientRect();
  canvas.scrollLeft += start.left + start.width / 2 - canvas.getBoundingClientRect().left - canvas.clientWidth / 2;
}
</script>
)";

std::string chapterOf(const Findings &file, size_t number) {
  Chapter chapter{&file, number, findingsOf(file)};
  errorsFirst(chapter.findings);
  std::string body;
  for (auto *section : sections)
    body += section(chapter);
  return "<section class=\"chapter\" id=\"c" + std::to_string(number) + "\">\n<h2>" +
         escapeXml(file.name) + "</h2>\n<div class=\"columns\">\n" + body + "</div></section>\n";
}

} // namespace

std::string renderHtml(std::span<const Findings> files, const Producer &producer) {
  std::string title =
      files.size() == 1 ? files[0].name : std::to_string(files.size()) + " definitions";
  std::string page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
                     escapeXml(title) + " - aslc check</title>\n<style>" +
                     std::string(html::styleSheet()) + "</style>\n</head>\n<body>\n<h1>" +
                     escapeXml(title) + "</h1>\n" + contents(files) +
                     "<p class=\"show\">Show:</p>\n" + filters() + "<main>\n";
  for (size_t i = 0; i < files.size(); ++i)
    page += chapterOf(files[i], i + 1);
  return page + "</main>\n<footer>aslc check" +
         (producer.version.empty() ? "" : " " + escapeXml(producer.version)) + "</footer>\n" +
         std::string(script) + "</body>\n</html>\n";
}

} // namespace aslc::report
