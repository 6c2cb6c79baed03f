#include "tools/aslc/kinds.h"

#include "compiler/diag/order.h"
#include "compiler/report/kinds/pages.h"
#include "tools/aslc/command/exit.h"

#include <algorithm>
#include <cstdio>

namespace aslc::tool {

asl::Expected<diag::Kind> kindNamed(std::string_view name) {
  if (std::optional<diag::Kind> kind = diag::kindOf(name))
    return *kind;
  std::vector<std::string> names;
  for (diag::Kind kind : diag::allKinds())
    names.emplace_back(diag::slug(kind));
  auto meant = diag::closest(name, names);
  return asl::Failure{"there is no kind `" + std::string(name) + "`" +
                      (meant ? "; did you mean `" + *meant + "`?" : "; `aslc explain` lists them")};
}

int listKinds() {
  std::string text;
  for (diag::Kind kind : diag::allKinds()) {
    std::string line(diag::slug(kind));
    line.resize(std::max<size_t>(line.size() + 1, 28), ' ');
    line += diag::severityName(diag::defaultSeverity(kind));
    line.resize(std::max<size_t>(line.size() + 1, 37), ' ');
    text += line + std::string(report::pageOf(kind).title) + "\n";
  }
  std::fputs(text.c_str(), stdout);
  return exitClean;
}

} // namespace aslc::tool
