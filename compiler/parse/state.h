// Reading states and sub-workflows; the files state_*.cpp read what is particular to each type.
#pragma once

#include "compiler/parse/values.h"

namespace aslc::parse {

/// The role of a sub-workflow, which determines its fields.
enum class MachineRole : uint8_t { Definition, Branch, Processor };

std::unique_ptr<ast::Machine> readMachine(Context &context, const Node &object, MachineRole role,
                                          std::string what);

ast::State readState(Context &context, const Member &member);

/// `QueryLanguage`, or `inherited` when absent or wrong.
QueryLanguage readLanguage(Context &context, const Node &object, QueryLanguage inherited);

/// Retry and Catch of `fields` into `state`.
void readErrorHandlers(Fields &fields, ast::State &state);

ast::TaskState readTask(Fields &fields);
ast::ChoiceState readChoice(Fields &fields);
ast::WaitState readWait(Fields &fields);
ast::FailState readFail(Fields &fields);
ast::ParallelState readParallel(Fields &fields);
ast::MapState readMap(Fields &fields);

/// The parts of a Map that only a distributed one has.
void readDistributedParts(Fields &fields, ast::MapState &map);

} // namespace aslc::parse
