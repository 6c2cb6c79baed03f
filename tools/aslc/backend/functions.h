// The Lambda functions of a template as bindings, so that a machine of it runs with them.
#pragma once

#include "compiler/project/project.h"
#include "runtime/binding/binding.h"
#include "tools/aslc/command/options.h"

#include <string>
#include <vector>

namespace aslc::tool {

/// A binding for each function, by its name. A function that cannot be started fails with the
/// reason when it is called.
asl::binding::BindingFile bindingsOf(const project::Project &project);

/// The bindings for the template at `path`; none when the file is not a template.
asl::binding::BindingFile functionBindings(const std::string &path,
                                           const DefinitionOptions &options);

/// The arguments of a program, with the task file `aslc.yaml` beside the definition at `path`
/// unless they name one or there is none.
std::vector<std::string> withTaskFile(const std::string &path, std::vector<std::string> arguments);

} // namespace aslc::tool
