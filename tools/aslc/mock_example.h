// Mocks with made-up values, for people to change.
#pragma once

#include "compiler/ast/machine.h"

#include <string>

namespace aslc::tool {

/// The machine's name by that of its file: `order` for `dir/order.asl.json`.
std::string machineNameOf(const std::string &path);

/// A mock for each task of `machine`, in aslc's own form (YAML). `path` is that of the definition.
std::string exampleMocks(const ast::Machine &machine, const std::string &path);

/// A MockConfigFile.json with one test case, `HappyPath`.
std::string exampleMockConfig(const ast::Machine &machine, const std::string &name);

} // namespace aslc::tool
