// Lambda functions: their own code runs in processes of ours, under the Lambda Runtime API.
#pragma once

#include "runtime/functions/pool.h"

#include <string>
#include <utility>
#include <vector>

namespace asl::functions {

struct LambdaSpec {
  std::string name;        ///< as the function sees it
  std::string code;        ///< the folder with its code, absolute
  std::string handler;     ///< `app.handler`; for `provided` what the program makes of it
  std::string runtime;     ///< `python3.12`, `nodejs20.x`, `provided.al2023`
  std::string interpreter; ///< the program that runs the code; empty: `python3` or `node`
  std::vector<std::pair<std::string, std::string>> environment;
  std::chrono::milliseconds timeout{3000}; ///< of a call
  unsigned memoryMb = 128;                 ///< as the function sees it; it is no limit
  size_t concurrency = 10;                 ///< how many processes there may be
};

/// Whether functions of this runtime can be started.
bool isKnownRuntime(std::string_view runtime);

/// A function. A process is started with the first call and kept for further calls. The process
/// only has to implement the client side of Lambda's Runtime API, so the same code runs in AWS:
/// Python and Node through our bootstraps, `provided` through the code's own program `bootstrap`.
/// Its output is shown on standard error. A call whose answer is no longer needed continues, as in
/// Lambda.
class LambdaFunction : public Pool {
public:
  LambdaFunction(Host &host, LambdaSpec spec);

  const LambdaSpec &spec() const { return spec_; }

protected:
  std::shared_ptr<Instance> make() override;
  bool endsWithTask() const override { return false; }

private:
  const LambdaSpec spec_;
};

/// The end of a call whose function answered with the error `payload`, as Step Functions shows it.
Ended lambdaFailure(std::string_view payload);

} // namespace asl::functions
