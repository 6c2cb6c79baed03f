// Small machines for host programs. In a file of their own, because building a machine needs the
// runtime's values, which differ from those of a host program.
#pragma once

#include "asl/abi/abi.h"

#include <cstdint>
#include <string>
#include <vector>

namespace asl::test {

/// The ARN of the Lambda function `name`.
std::string function(const std::string &name);

/// A machine with one Task state `T`. Seconds of 0 mean no limit. Machines of this file are never
/// destroyed.
const asl_module &taskMachine(const std::string &resource, int64_t timeoutSeconds = 0,
                              int64_t heartbeatSeconds = 0);
/// A Parallel state with a Task `B0`, `B1`, ... in each branch. An error is caught and becomes the
/// output.
const asl_module &parallelMachine(const std::vector<std::string> &resources);
const asl_module &waitMachine(int64_t seconds);
/// A task that is tried three times, one second apart.
const asl_module &retryMachine(const std::string &resource);

} // namespace asl::test
