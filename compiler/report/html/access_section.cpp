// What the role of a machine needs, in a page.
#include "compiler/report/access/access.h"
#include "compiler/report/html/parts.h"
#include "compiler/report/xml.h"

namespace aslc::report::html {

namespace {

/// A cell with each text on a line of its own.
std::string cell(const std::vector<std::string> &texts) {
  std::string lines;
  for (const std::string &text : texts)
    lines += (lines.empty() ? "" : "<br>") + escapeXml(text);
  return "<td>" + lines + "</td>";
}

} // namespace

std::string accessSection(const Chapter &chapter) {
  if (!chapter.file->machine || !chapter.file->bounds)
    return "";
  std::string rows;
  for (const Permission &permission : accessOf(*chapter.file->machine, {}).permissions)
    rows += "<tr>" + cell(permission.actions) + cell(permission.resources) +
            cell(permission.states) + "</tr>\n";
  if (rows.empty())
    return "";
  return "<section class=\"bounds\"><h3>Permissions</h3>\n<details><summary>What its role needs"
         "</summary>\n<table><thead><tr><th>Actions</th><th>Resources</th><th>For the states</th>"
         "</tr></thead>\n<tbody>" +
         rows + "</tbody></table></details></section>\n";
}

} // namespace aslc::report::html
