// Configuration files of Terraform and OpenTofu: the state machines and functions in them.
#pragma once

#include "compiler/project/project.h"

namespace aslc::project {

/// Whether the file is called `*.tf` or `*.tofu`.
bool isTerraformFile(std::string_view name);

/// Adds the contents of the file and of its local modules. Names refer to all files of the folder.
void addTerraformFile(std::shared_ptr<const source::File> file, const Given &given,
                      Project &project);

} // namespace aslc::project
