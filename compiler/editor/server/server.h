// The language server: reads an editor's messages, answers, and reports diagnostics.
#pragma once

#include "compiler/editor/server/transport.h"
#include "compiler/frontend/definition.h"

#include <string>

namespace aslc::editor {

struct ServerOptions {
  frontend::ReadingOptions reading; ///< how definitions are checked
  std::string version;              ///< of aslc
  /// Analyses run between two messages instead of beside them, so that runs are repeatable.
  bool inTurn = false;
};

/// Serves until the client says `exit` or the input ends. Returns the exit status: 0 after
/// `shutdown`, else 1.
int serve(Transport &transport, const ServerOptions &options);

} // namespace aslc::editor
