// The pages of docs/diagnostics, which the build puts into the library: what each kind is about.
#pragma once

#include "compiler/diag/engine.h"

#include <string>
#include <string_view>

namespace aslc::report {

struct KindPage {
  std::string_view slug;  ///< of the kind
  std::string_view title; ///< one plain sentence: what is wrong
  std::string_view about; ///< why it matters, in Markdown
  std::string_view text;  ///< the whole page in Markdown, with a wrong and a right example
};

/// The page of `kind`. One without a page, which a test finds, has its pattern as title.
KindPage pageOf(diag::Kind kind);

/// `markdown` as plain text: each paragraph is one line.
std::string plainText(std::string_view markdown);

} // namespace aslc::report
