// Small machines for host programs. Apart from the tests, because a machine is made of the
// runtime's values and a host program sees its own.
#pragma once

#include "asl/abi/abi.h"

#include <cstdint>
#include <string>
#include <vector>

namespace asl::test {

/// The ARN of the Lambda function `name`.
std::string function(const std::string &name);

/// One Task state `T`. Seconds of 0: no limit. Lives for ever, as all of these.
const asl_module &taskMachine(const std::string &resource, int64_t timeoutSeconds = 0,
                              int64_t heartbeatSeconds = 0);
/// A Parallel with a Task in each branch, `B0`, `B1`, ...; an error is caught and becomes the
/// output.
const asl_module &parallelMachine(const std::vector<std::string> &resources);
const asl_module &waitMachine(int64_t seconds);
/// A task that is tried three times, a second apart.
const asl_module &retryMachine(const std::string &resource);

} // namespace asl::test
