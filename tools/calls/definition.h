// Definitions as the API takes them.
#pragma once

#include "compiler/frontend/definition.h"
#include "compiler/report/findings/aws_words.h"
#include "runtime/api/call.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aslc::calls {

/// The name given to a state that is defined without a machine.
inline constexpr const char *loneStateName = "StateName";

/// Reads and checks the definition of a machine, or of one state. Such a state is that of a machine
/// without others: it may go on to any state.
frontend::Definition readMachine(std::shared_ptr<const source::File> file,
                                 const frontend::ReadingOptions &options);
frontend::Definition readState(std::shared_ptr<const source::File> file,
                               const frontend::ReadingOptions &options);

/// The diagnostics of a definition as the service gives them, errors first.
std::vector<report::AwsDiagnostic> diagnosticsOf(const frontend::Definition &definition,
                                                 bool warnings);

/// InvalidDefinition as calls that take a definition answer it; nullopt without errors.
std::optional<asl::api::Error> invalidDefinition(const frontend::Definition &definition);

} // namespace aslc::calls
