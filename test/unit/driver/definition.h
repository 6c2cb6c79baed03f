// Runs a definition's text: compiled into this process, on the virtual clock, with its history.
#pragma once

#include "compiler/driver/jit.h"
#include "test/unit/states/support.h"

#include <string>
#include <string_view>

namespace aslc::test {

/// Compiles the text of a definition and loads it under `name`.
driver::CompileResult compile(const std::string &definition, const std::string &name = "test");

/// Runs it. A task answers with the parameters that it was given. A definition that cannot be
/// compiled fails the test with its diagnostics.
asl::test::Recorded run(const std::string &definition, std::string_view input = "{}",
                        uint64_t seed = 42);

/// The same for a machine in JSONata whose states are the members in `states`; the first is `S`.
asl::test::Recorded runStates(const std::string &states, std::string_view input = "{}");

/// The output, or `error: cause` without `An error occurred while executing the state ...`.
std::string outcomeOf(const asl::test::Recorded &recorded);

/// The `location` of the one EvaluationFailed event; `none` when there is no such event or it has
/// no location.
std::string locationOf(const asl::test::Recorded &recorded);

} // namespace aslc::test
