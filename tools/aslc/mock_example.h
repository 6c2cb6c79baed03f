// Mocks with example values, to be edited by the user.
#pragma once

#include "compiler/ast/machine.h"

#include <string>

namespace aslc::tool {

/// A mock for each task of `machine`, in aslc's own form (YAML). `path` is that of the definition.
std::string exampleMocks(const ast::Machine &machine, const std::string &path);

/// A MockConfigFile.json with one test case, `HappyPath`.
std::string exampleMockConfig(const ast::Machine &machine, const std::string &name);

} // namespace aslc::tool
