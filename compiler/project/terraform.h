// The output of `terraform show -json`: a plan or a state, with all values that are known.
#pragma once

#include "compiler/project/project.h"

namespace aslc::project {

bool isTerraformShow(const source::Node &root);

/// Adds the machines, activities and functions of all modules.
void addTerraform(std::shared_ptr<const source::Tree> tree, const Given &given, Project &project);

} // namespace aslc::project
