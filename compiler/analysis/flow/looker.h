// Tasks that read a status without changing anything.
#pragma once

#include "compiler/analysis/flow/statuses.h"
#include "compiler/ast/machine.h"

#include <string_view>

namespace aslc::analysis::flow {

/// The statuses that the state gives, where it is a Task that looks at something.
std::vector<JobStatus> lookedAt(const ast::State &state);

/// Whether a test of `subject` is one of the status that the state gives. A subject is a path of a
/// Choice, see sema::Condition.
bool isStatusOf(const ast::State &state, const JobStatus &status, std::string_view subject);

/// Whether the state is a Task that only looks, by the names of its action, function or state.
bool onlyLooks(const ast::State &state);

/// Whether the state is a Task that calls an action of a service which changes nothing.
bool isReadOnly(const ast::State &state);

} // namespace aslc::analysis::flow
