// Where the code of a function lies, also when a template holds it as text or as an archive.
#pragma once

#include "compiler/project/project.h"

namespace aslc::tool {

/// The folder with the code of `function`, absolute. Code in the template and archives are put into
/// folders of `$XDG_CACHE_HOME/aslc` (or `~/.cache/aslc`), named after their content, which later
/// calls find again. Archives are unpacked by `unzip`, or by Python. On failure, says why there is
/// none.
asl::Expected<std::string> codeFolder(const project::Function &function);

} // namespace aslc::tool
