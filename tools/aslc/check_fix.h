// `aslc check --fix`: applies the changes that hints propose.
#pragma once

#include "tools/aslc/check_files.h"

#include <map>

namespace aslc::tool {

/// Applies every certain change of the findings in `results` to their files; with `likely`, also
/// changes that may be wrong. Of overlapping changes only the first is applied. In templates, the
/// definitions are changed. A file is replaced whole or not at all. Returns how many changes were
/// made, by the path of the file; a failure says which file cannot be written.
Expected<std::map<std::string, size_t>> fixFiles(const std::vector<CheckedFile> &results,
                                                 bool likely);

} // namespace aslc::tool
