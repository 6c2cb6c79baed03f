// Configurations of the Serverless Framework with the plugin for Step Functions.
#pragma once

#include "compiler/project/project.h"

namespace aslc::project {

bool isServerless(const source::Node &root);

/// Adds the machines, activities, functions and events of the configuration.
void addServerless(std::shared_ptr<const source::Tree> tree, const Given &given, Project &project);

} // namespace aslc::project
