// `--from` and `--to`: a part of a machine.
#pragma once

#include "compiler/frontend/definition.h"
#include "compiler/frontend/part.h"
#include "tools/aslc/command/command_line.h"

#include <string>
#include <vector>

namespace aslc::tool {

/// Declares the options on `line`; `part` must live until `line.read` is done.
void addPartOptions(CommandLine &line, frontend::Part &part);

/// Reduces the machine of `definition`, which has no errors, to the part; without either option it
/// is unchanged. Returns the variables of the flows around the part.
Expected<std::vector<std::string>> keepPart(frontend::Definition &definition,
                                            const frontend::Part &part);

} // namespace aslc::tool
