// `aslc check --witness`: inputs and answers of tasks with which errors can be seen.
#pragma once

#include "tools/aslc/check_files.h"

namespace aslc::tool {

/// For each error in `files` whose machine was kept, searches for a run that fails there. Writes
/// its input and the answers of its tasks into `folder`, and a list of all in `witnesses.json`.
Expected<void> writeWitnesses(const std::vector<CheckedFile> &files,
                              const DefinitionOptions &options, const std::string &folder);

} // namespace aslc::tool
