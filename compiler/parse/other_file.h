// Files that contain a definition, or belong to one, but are not definitions.
#pragma once

#include "compiler/diag/engine.h"
#include "compiler/source/tree.h"

namespace aslc::parse {

/// Reports, in one diagnostic, that the text is a template of CloudFormation, a response of an API
/// or another file that may be confused with a definition. Returns false when it is not such a
/// file.
bool reportOtherFile(const source::Tree &tree, diag::Engine &diags);

} // namespace aslc::parse
