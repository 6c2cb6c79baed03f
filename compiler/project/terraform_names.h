// What Terraform refuses of state machines and modules besides the definitions: names that are not
// declared, and arguments that do not exist.
#pragma once

#include "compiler/project/project.h"
#include "compiler/project/terraform_module.h"

namespace aslc::project {

/// Reports unknown names in all arguments of a block.
void checkNames(const Module &module, const hcl::Document &document, const hcl::Block &block,
                Project &project);

/// Reports the arguments of a state machine that are almost one that it has.
void checkArguments(const hcl::Document &document, const hcl::Block &block, Project &project);

/// Reports a resource whose type is almost that of a state machine.
void checkType(const hcl::Document &document, const hcl::Block &block, Project &project);

/// Reports that the folder of a module, which `source` names, is not there or holds no module.
void checkFolder(const Module &module, const hcl::Document &document, const hcl::Expression &source,
                 Project &project);

} // namespace aslc::project
