// Mocks compared with the machine whose tasks they answer.
#pragma once

#include "compiler/ast/machine.h"
#include "tools/mocks/mock_file.h"
#include "tools/mocks/plan.h"

#include <map>
#include <string>

namespace aslc::mocks {

/// What is wrong with `plan` for `machine`, a line for each problem: results that have not the
/// shape of the service's response, and, with `statesMustExist`, mocks of states that are not there
/// or call nothing. Empty when nothing is. Without it such mocks are left alone, as other tools
/// leave them.
std::string planProblems(const ast::Machine &machine, const Plan &plan, bool statesMustExist);

/// Warnings of what `file` has that is not in any of these machines, which are given by their
/// names: other machines, and states that are not there or call nothing. A line for each.
std::string fileProblems(const std::map<std::string, ast::Machine> &machines, const MockFile &file);

/// What is wrong with the result that `answer` gives for a task that calls `resource`; empty when
/// nothing is, and for answers without a result.
std::string answerProblem(const Answer &answer, std::string_view resource);

} // namespace aslc::mocks
