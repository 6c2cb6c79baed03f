// Configuration files of Terraform and OpenTofu: the state machines and functions in them.
#pragma once

#include "compiler/project/project.h"

namespace aslc::project {

/// Whether the file is called `*.tf` or `*.tofu`.
bool isTerraformFile(std::string_view name);

/// Adds what the file holds, and the modules in it that are folders here; names stand for what the
/// files beside it say.
void addTerraformFile(std::shared_ptr<const source::File> file, const Given &given,
                      Project &project);

} // namespace aslc::project
