// Short texts for the nodes and edges of a graph.
#pragma once

#include "compiler/ast/machine.h"

#include <string>
#include <string_view>

namespace aslc::report {

/// What a state does: `lambda:invoke`, `30 s`, `each of $.orders`. May be empty.
std::string detailOf(const ast::State &state);

/// A rule as one reads it: `$.total > 100 and not ($.paid is present)`.
std::string wordsOf(const ast::ChoiceRule &rule);

/// The names of the errors that are caught, with commas.
std::string wordsOf(const ast::Catcher &catcher);

/// `text` on one line and with at most `limit` characters, the last of which is then `…`.
std::string shortened(std::string_view text, size_t limit);

} // namespace aslc::report
