// The console: a web page at `/`, and its requests besides the API's operations.
#pragma once

#include "runtime/api/front.h"
#include "tools/serve/console_watch.h"

#include <string>

namespace aslc::serve {

/// What the page gets before the login.
struct ConsoleInfo {
  std::string region, account;
  bool needsLogin = false; ///< requests must be signed
};

/// Adds the page's paths to a front. The console must outlive it and end before `operations`.
class Console {
public:
  Console(asl::api::Front &front, asl::api::Operations &operations, const ConsoleInfo &info);

private:
  Watch watch_;
};

/// The paths of the page itself.
void routePages(asl::api::Front &front, const ConsoleInfo &info);

/// `/console/check`: the findings in a definition, and its graph. Request: `definition`, `type`
/// (`STANDARD`, `EXPRESS`). Answer: `findings` as in `aslc check --format json`, and `svg` unless
/// nothing can be drawn, with the findings marked. With `plain`, which is quicker, the definition
/// is not analysed and nothing is marked.
asl::api::Json checkDefinition(const asl::api::Json &request);
/// `/console/report`: `bounds` as in `aslc report --bounds --json`, `policy` as in `--iam`, and
/// `calls`. Empty for a definition with errors. Request: as above, and `name`.
asl::api::Json reportOn(const asl::api::Json &request);

} // namespace aslc::serve
