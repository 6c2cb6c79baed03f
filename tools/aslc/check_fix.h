// `aslc check --fix`: makes the changes that hints mean.
#pragma once

#include "tools/aslc/check_files.h"

#include <map>

namespace aslc::tool {

/// Makes in the files of `results` every change of their findings that is certain; with `likely`
/// also those that may be wrong. Of changes that overlap only the first is made. In templates the
/// definitions are changed. A file is replaced whole or not at all. Returns how many changes were
/// made, by the path of the file; a failure says which file cannot be written.
Expected<std::map<std::string, size_t>> fixFiles(const std::vector<CheckedFile> &results,
                                                 bool likely);

} // namespace aslc::tool
