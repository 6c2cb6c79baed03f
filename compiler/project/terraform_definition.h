// The definition of a machine of a Terraform module.
#pragma once

#include "compiler/project/project.h"
#include "compiler/project/terraform_module.h"

namespace aslc::project {

/// Reads the definition that the expression at `at` gives: a call of `file`, `templatefile` or
/// `jsonencode`, a template_file of the module, or a text. Diagnostics are those of the result,
/// each in the file where the fault is.
MachineText readTerraformDefinition(const Module &module, Placed at);

} // namespace aslc::project
