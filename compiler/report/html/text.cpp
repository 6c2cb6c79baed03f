// Texts and excerpts of a definition as HTML.
#include "compiler/diag/display.h"
#include "compiler/report/html/parts.h"
#include "compiler/report/xml.h"
#include "runtime/support/utf8.h"

#include <algorithm>

namespace aslc::report::html {

namespace {

constexpr uint32_t mostLines = 5;                    ///< of an excerpt
constexpr size_t bytesBefore = 60, bytesShown = 200; ///< of a long line

/// Part [begin, end) of `line` with [from, to) marked, cut where the line is long.
std::string markedLine(std::string_view line, size_t from, size_t to) {
  from = std::min(from, line.size());
  to = std::min(to, line.size());
  size_t begin = line.size() <= bytesShown || from < bytesBefore ? 0 : from - bytesBefore;
  begin = asl::utf8::boundaryBefore(line, begin);
  size_t end = asl::utf8::boundaryBefore(line, begin + bytesShown);
  from = std::clamp(from, begin, end);
  to = std::clamp(to, from, end);
  auto shown = [](std::string_view text) { return escapeXml(diag::displayed(text)); };
  return (begin > 0 ? "…" : "") + shown(line.substr(begin, from - begin)) + "<mark>" +
         shown(line.substr(from, to - from)) + "</mark>" + shown(line.substr(to, end - to)) +
         (end < line.size() ? "…" : "");
}

} // namespace

std::string inlineText(std::string_view text) {
  std::string result;
  bool inCode = false;
  for (size_t begin = 0; begin <= text.size();) {
    size_t end = std::min(text.find('`', begin), text.size());
    result += escapeXml(text.substr(begin, end - begin));
    bool closes = inCode || text.find('`', end + 1) != text.npos;
    if (end < text.size() && closes)
      result += inCode ? "</code>" : "<code>";
    inCode = end < text.size() && closes && !inCode;
    begin = end + 1;
  }
  return result;
}

std::string excerpt(const source::File &file, source::Range range) {
  uint32_t first = file.lineColumn(range.begin).line;
  uint32_t last = range.end > range.begin ? file.lineColumn(range.end - 1).line : first;
  std::string text = "<pre>";
  for (uint32_t number = first; number <= std::min(last, first + mostLines - 1); ++number) {
    std::string_view line = file.line(number);
    size_t begin = file.lineBegin(number);
    size_t from = range.begin > begin ? range.begin - begin
                                      : std::min(line.find_first_not_of(" \t"), line.size());
    size_t to = range.end > begin ? range.end - begin : 0;
    text += "<span class=\"number\">" + std::to_string(number) + "</span> " +
            markedLine(line, from, to) + "\n";
  }
  return text + (last >= first + mostLines ? "…\n" : "") + "</pre>\n";
}

} // namespace aslc::report::html
