// Files that hold a definition, or belong to one, but are none.
#pragma once

#include "compiler/diag/engine.h"
#include "compiler/source/tree.h"

namespace aslc::parse {

/// Reports, in one diagnostic, that the text is a template of CloudFormation, an answer of an API
/// or another file that people take for a definition. False when it is none of them.
bool reportOtherFile(const source::Tree &tree, diag::Engine &diags);

} // namespace aslc::parse
