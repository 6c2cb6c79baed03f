// Between HTTP and the operations: AWS JSON 1.0. Requests become calls, answers become responses.
#pragma once

#include "runtime/api/call.h"
#include "runtime/api/credentials.h"
#include "runtime/api/throttle.h"
#include "runtime/http/server.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asl::api {

/// The caller of a page or stream that is not an operation of the API.
struct Viewer {
  Caller caller;
  /// Whether the caller may see this resource, an ARN such as that of an execution of its account.
  /// Always true for a server without credentials.
  std::function<bool(const std::string &resource)> allows;
};

struct FrontOptions {
  std::string account = "123456789012"; ///< of callers that name none
  std::string region = "us-east-1";     ///< of requests without a signature
  /// With credentials, every request must be signed by one of the keys. Without, requests with any
  /// signature or none are accepted; the signature still names the region, and an access key of 12
  /// digits is taken as the account.
  std::optional<Credentials> credentials{};
  /// Null means that no call is throttled.
  std::shared_ptr<Throttle> throttle{};
  /// Whether a call of StartExecution is about an Express machine, for `throttle`; may be empty.
  std::function<bool(const Call &call)> startsExpress{};
  /// Web pages that may call besides those of this machine: `https://console.example.org`.
  std::vector<std::string> origins{};
  /// Called with a line about an internal failure, on any thread.
  std::function<void(const std::string &)> log{};
  /// What `/health` and `/ready` report: why the process should be ended, and why it should get
  /// no calls now. An empty text means that nothing is wrong, and so does an empty function. Called
  /// on any thread.
  std::function<std::string()> whyUnhealthy{}, whyNotReady{};
  /// How many executions do not go on because their records are damaged, which both report too. May
  /// be empty. Called on any thread.
  std::function<size_t()> damagedExecutions{};
  /// Called for each answered call of a known operation with the name of its error, which is empty
  /// on success. Called on any thread.
  std::function<void(const Call &call, const std::string &error)> answered{};
};

/// Answers requests. SDKs may send any Host header, because they add prefixes to host names. The
/// Host header of a browser must name this server; otherwise a foreign page could reach it through
/// a DNS name of its own (DNS rebinding).
class Front {
public:
  /// `operations` must outlive the front, and all replies.
  Front(FrontOptions options, Operations &operations);

  /// Passes GET and HEAD requests for `path` to `handler`: for pages. `/health` and `/ready` exist
  /// already. Must be called before the first request. Requests from web pages of other origins are
  /// refused before.
  void route(std::string path, http::server::Handler handler);
  /// Passes POST requests for `path`, whose body is a JSON object, to `handler` as calls: for
  /// requests of pages that are not operations of the API. Only these `members` of the body are
  /// passed on. Callers
  /// need the permission for `operation`, and the resource is in the same member as in a request of
  /// that operation. Must be called before the first request.
  void query(std::string path, std::string operation, std::vector<std::string> members,
             std::function<void(Call)> handler);
  /// Passes GET requests for `path` to `handler` as `route` does, but only from authenticated
  /// callers: they sign their requests or, over TLS or on this machine, send key and secret by HTTP
  /// Basic authentication. With `onAnything` they need the permission for `operation` on `*`;
  /// otherwise `handler` asks what the caller may see. Must be called before the first request.
  void look(std::string path, std::string operation, bool onAnything,
            std::function<void(http::server::Request, http::server::Responder, Viewer)> handler);
  /// Serves a request of any kind. Any thread.
  void handle(http::server::Request request, http::server::Responder responder);
  /// Replaces the credentials, for example after their file has changed. May be called from any
  /// thread.
  void setCredentials(Credentials credentials);

  /// For `http::server::Options::refusal`: answers of the form of AWS's errors.
  static http::server::Response refusal(http::server::Fault fault);

private:
  struct Admission;
  std::variant<Admission, Error> admit(const http::server::Request &request) const;
  std::variant<Admission, Error> admitByKey(const http::server::Request &request,
                                            Admission admission) const;
  void serveApi(http::server::Request request, http::server::Responder responder);
  void answer(const Call &call, const Answer &answer, const std::string &id,
              const http::server::Responder &responder) const;
  std::optional<Error> authorize(const Call &call, const Key &key) const;
  bool isForeign(const http::server::Request &request) const;
  bool isKnownHost(const http::server::Request &request) const;
  struct Query {
    std::string operation;
    std::vector<std::string> members;
    std::function<void(Call)> handler;
  };
  void serveQuery(const Query &query, const http::server::Request &request,
                  const http::server::Responder &responder);

  FrontOptions options_;
  Operations &operations_;
  std::map<std::string, http::server::Handler, std::less<>> routes_;
  std::map<std::string, Query, std::less<>> queries_;
  mutable std::mutex lock_; ///< of `credentials_`
  std::shared_ptr<const Credentials> credentials_;
};

} // namespace asl::api
