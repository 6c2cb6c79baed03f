// AWS's prices of executions.
#pragma once

#include <string>

namespace aslc::analysis::bounds {

/// In US dollars. The defaults are those of us-east-1, before any free tier. Of tiers, the first
/// and dearest holds. See https://aws.amazon.com/step-functions/pricing/
struct Prices {
  std::string region = "us-east-1";
  std::string date = "2026-11-28";    ///< when they were looked up
  double transition = 0.000025;       ///< Standard: each state transition
  double request = 0.000001;          ///< Express: each execution
  double gigabyteSecond = 0.00001667; ///< Express: duration by memory
  double chunkMegabytes = 64;         ///< memory is rounded up to these
  double chunkSeconds = 0.1;          ///< duration is rounded up to these
  double baseMegabytes = 50;          ///< memory that every execution takes
};

} // namespace aslc::analysis::bounds
