// The findings of a file in a page.
#include "compiler/diag/order.h"
#include "compiler/report/html/parts.h"
#include "compiler/report/kinds/pages.h"
#include "compiler/report/xml.h"

namespace aslc::report::html {

namespace {

std::string placeText(const source::File &file, source::Range range) {
  source::LineColumn place = file.lineColumn(range.begin);
  return "line " + std::to_string(place.line) + ", column " + std::to_string(place.column);
}

/// The places that explain a finding: first those that lead to it, in their order.
std::string chainOf(const Finding &finding) {
  const source::File &file = finding.file->diagnostics->file();
  std::string steps, others;
  for (const diag::Label &label : finding.diagnostic->labels)
    (label.isStep ? steps : others) += "<li>" + inlineText(label.text) + " <span class=\"place\">" +
                                       placeText(file, label.range) + "</span>" +
                                       excerpt(file, label.range) + "</li>\n";
  std::string chain;
  if (!steps.empty())
    chain += "<ol class=\"chain\">" + steps + "</ol>\n";
  if (!others.empty())
    chain += "<ul class=\"chain\">" + others + "</ul>\n";
  return chain;
}

std::string paragraphs(std::string_view markdown) {
  std::string text = plainText(markdown), result;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = std::min(text.find("\n\n", begin), text.size());
    result += "<p>" + inlineText(text.substr(begin, end - begin)) + "</p>\n";
    begin = end + 2;
  }
  return result;
}

/// What the kind is about, to be opened.
std::string explanationOf(diag::Kind kind) {
  KindPage page = pageOf(kind);
  return "<details><summary>About <code>" + std::string(page.slug) + "</code></summary>\n<p>" +
         inlineText(page.title) + ".</p>\n" + paragraphs(page.about) + "</details>\n";
}

std::string articleOf(const Chapter &chapter, size_t index) {
  const Finding &finding = chapter.findings[index];
  const diag::Diagnostic &diagnostic = *finding.diagnostic;
  const source::File &file = chapter.file->diagnostics->file();
  std::string severity(diag::severityName(diagnostic.severity));
  std::string path = statePathOf(finding.steps);
  std::string state = path.empty() ? ""
                      : chapter.file->machine
                          ? " · state <a href=\"#" + escapeXml(chapter.idOfState(path)) + "\">" +
                                escapeXml(path) + "</a>"
                          : " · state " + escapeXml(path);
  return "<article class=\"" + severity + "\" id=\"" + chapter.idOfFinding(index) +
         "\">\n<h4><span class=\"severity\">" + severity + "</span> " +
         inlineText(diagnostic.message) + "</h4>\n<p class=\"place\">" +
         placeText(file, diagnostic.range) + state + "</p>\n" + excerpt(file, diagnostic.range) +
         (diagnostic.hint.empty() ? ""
                                  : "<p class=\"hint\">" + inlineText(diagnostic.hint) + "</p>\n") +
         chainOf(finding) + explanationOf(diagnostic.kind) + "</article>\n";
}

} // namespace

std::string findingsSection(const Chapter &chapter) {
  std::string section = "<section class=\"findings\"><h3>Findings</h3>\n";
  if (!chapter.file->diagnostics)
    return section +
           "<p class=\"none\">The file cannot be read: " + inlineText(chapter.file->problem) +
           "</p></section>\n";
  if (chapter.findings.empty())
    section += "<p class=\"none\">No findings.</p>\n";
  for (size_t i = 0; i < chapter.findings.size(); ++i)
    section += articleOf(chapter, i);
  return section + "</section>\n";
}

} // namespace aslc::report::html
