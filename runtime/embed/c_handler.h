// Task handlers written in C.
#pragma once

#include "asl/host/c_host.h"
#include "asl/host/handlers.h"

namespace asl::embed {

/// Binds tasks whose Resource matches `pattern`, or whose function does (`function`).
void bindHandler(const HandlerRegistry &tasks, const char *pattern, bool function,
                 asl_handler handler, void *user);

} // namespace asl::embed
