// A call of the Step Functions API and its answer, whatever carried it here.
#pragma once

#include <nlohmann/json.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <variant>

namespace asl::api {

using Json = nlohmann::json;

/// Who calls, and which resources the call is about: those of other accounts and regions are
/// invisible to it.
struct Caller {
  std::string partition = "aws"; ///< `aws`, `aws-cn`, ...
  std::string region = "us-east-1";
  std::string account = "123456789012";
  std::string accessKey{}; ///< empty: the request was not signed
};

/// Whether `text` has the form of an account: 12 digits.
bool isAccount(std::string_view text);
/// Whether `text` may be a region: letters in lower case, digits and `-`.
bool isRegion(std::string_view text);

/// Why a call was refused. `code` is the name of an error of the API, without a prefix.
struct Error {
  std::string code;
  std::string message;
  int status = 400;              ///< of HTTP
  Json members = Json::object(); ///< further members of the error's shape, such as `reason`
};

/// The response in the form of the API's model, or an error.
using Answer = std::variant<Json, Error>;

/// A call. Its request has been checked against the model: required members are there, types and
/// constraints hold, unknown members are gone.
struct Call {
  std::string operation; ///< such as `StartExecution`
  Caller caller;
  Json request = Json::object();
  std::string traceHeader{}; ///< the header `X-Amzn-Trace-Id`; empty if the request had none
  /// Takes the answer. Called once, on any thread, even if the client has disconnected. It may be
  /// destroyed instead, as by an engine that has lost its journal: a client of HTTP then gets an
  /// InternalFailure.
  std::function<void(Answer)> reply;
  /// False when the client is known to have disconnected, so that no answer is needed. May be
  /// called from any thread.
  std::function<bool()> isConnected = [] { return true; };
};

/// Carries out calls.
class Operations {
public:
  virtual ~Operations() = default;
  /// Carries out a call of one of the API's operations. May block for as long as it takes to read
  /// the journal or to compile a definition, but not for a client, a task or an execution: such a
  /// call is answered later. Any thread.
  virtual void call(Call call) = 0;
};

} // namespace asl::api
