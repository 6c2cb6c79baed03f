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

/// Who looks at what is no operation of the API.
struct Viewer {
  Caller caller;
  /// Whether it may do so to this resource: an ARN, such as that of an execution of its account.
  /// Without credentials everybody may.
  std::function<bool(const std::string &resource)> allows;
};

struct FrontOptions {
  std::string account = "123456789012"; ///< of callers that name none
  std::string region = "us-east-1";     ///< of requests without a signature
  /// With credentials every request must be signed by one of the keys. Without, any signature and
  /// none is accepted; it still tells the region, and an access key of 12 digits is the account.
  std::optional<Credentials> credentials{};
  /// Null: every call is let through.
  std::shared_ptr<Throttle> throttle{};
  /// Whether a call of StartExecution is about an Express machine, for `throttle`; may be empty.
  std::function<bool(const Call &call)> startsExpress{};
  /// Web pages that may call besides those of this machine: `https://console.example.org`.
  std::vector<std::string> origins{};
  /// Takes a line about what went wrong inside; any thread.
  std::function<void(const std::string &)> log{};
  /// Why the process should be ended, and why it should get no calls now; empty: nothing is wrong.
  /// Any thread. They are `/health` and `/ready`; an empty function says that all is well.
  std::function<std::string()> whyUnhealthy{}, whyNotReady{};
  /// Told of each answered call of a known operation, and the name of its error, which is empty for
  /// a success; any thread.
  std::function<void(const Call &call, const std::string &error)> answered{};
};

/// Answers requests. Any Host header of an SDK is answered, because SDKs prefix it; that of a
/// browser must be one of this server, else a page from elsewhere could have its own name lead
/// here.
class Front {
public:
  /// `operations` must outlive the front, and all replies.
  Front(FrontOptions options, Operations &operations);

  /// Hands GET and HEAD requests of a path to `handler`: for pages. `/health` and `/ready` are
  /// there already. Before the first request. Requests of web pages from elsewhere never arrive.
  void route(std::string path, http::server::Handler handler);
  /// Hands POST requests of a path, whose body is a JSON object, to `handler` as calls: for what
  /// pages ask besides the API's operations. Callers need the permission for `operation`, and the
  /// resource is in the member where that operation has it. Before the first request.
  void query(std::string path, std::string operation, std::function<void(Call)> handler);
  /// Hands GET requests of a path to `handler`, as `route` does, of callers that are known: they
  /// sign their requests, or, over TLS and on this machine, give key and secret as HTTP Basic does.
  /// With `onAnything` they need the permission for `operation` on `*`; else `handler` asks what
  /// each may see. Before the first request.
  void look(std::string path, std::string operation, bool onAnything,
            std::function<void(http::server::Request, http::server::Responder, Viewer)> handler);
  /// Serves a request of any kind. Any thread.
  void handle(http::server::Request request, http::server::Responder responder);
  /// Exchanges the credentials, such as after their file has changed. Any thread.
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
