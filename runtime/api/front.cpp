// The way of a request: where from, which operation, who, what, whether, and then the call.
#include "runtime/api/front.h"

#include "runtime/api/constraints.h"
#include "runtime/api/front_text.h"
#include "runtime/api/request_types.h"
#include "runtime/api/signature.h"
#include "runtime/api/signature_text.h"
#include "runtime/dom/text.h"
#include "runtime/support/encoding.h"
#include "runtime/value/value.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <ctime>

namespace asl::api {

using http::server::Fault;
using http::server::Request;
using http::server::Responder;
using http::server::Response;

namespace {

constexpr std::string_view kTarget = "AWSStepFunctions.";
constexpr const char *kHealth = "/health";
constexpr const char *kReady = "/ready";
constexpr std::string_view kTypes[] = {"application/x-amz-json-1.0", "application/x-amz-json-1.1",
                                       "application/json"};

std::string_view pathOf(const Request &request) {
  std::string_view target = request.target;
  return target.substr(0, target.find('?'));
}

std::string partitionOf(std::string_view region) {
  constexpr std::pair<std::string_view, std::string_view> kPartitions[] = {
      {"cn-", "aws-cn"},         {"us-gov-", "aws-us-gov"}, {"us-iso-", "aws-iso"},
      {"us-isob-", "aws-iso-b"}, {"us-isof-", "aws-iso-f"}, {"eu-isoe-", "aws-iso-e"},
      {"eusc-", "aws-eusc"}};
  for (const auto &[begin, partition] : kPartitions)
    if (region.starts_with(begin))
      return std::string(partition);
  return "aws";
}

bool isJsonType(std::string_view type) {
  std::string name = lower(trim(type.substr(0, type.find(';'))));
  return std::find(std::begin(kTypes), std::end(kTypes), name) != std::end(kTypes);
}

/// `text` is a host, with or without a port.
bool isLoopbackHost(std::string_view text) {
  std::string name = lower(text);
  std::string_view host = name;
  size_t end = std::min(host.starts_with('[') ? host.find(']') + 1 : host.find(':'), host.size());
  std::string_view rest = host.substr(end);
  host = host.substr(0, end);
  if (!rest.empty() && !rest.starts_with(':'))
    return false;
  if (host.starts_with('['))
    return http::server::isLoopback(host.substr(1, host.size() - 2));
  return http::server::isLoopback(host) || host.ends_with(".localhost");
}

/// Host and port of `https://console.example.org:8083`.
std::string_view authorityOf(std::string_view origin) {
  size_t begin = origin.find("://");
  return begin == origin.npos ? std::string_view() : origin.substr(begin + 3);
}

/// `http://localhost:3000` and the like: pages which this machine serves.
bool isLoopbackOrigin(std::string_view origin) {
  size_t begin = origin.find("://");
  return begin != origin.npos && isLoopbackHost(origin.substr(begin + 3));
}

constexpr std::string_view kBasic = "Basic ";

/// How long it takes does not tell how much of the secret is right.
bool isSameSecret(const std::string &secret, const std::string &given) {
  return secret.size() == given.size() &&
         CRYPTO_memcmp(secret.data(), given.data(), secret.size()) == 0;
}

/// What the services answer to what is not a call at all.
Response notACall() {
  Response response;
  response.status = 404;
  response.headers = {{"x-amzn-RequestId", newRequestId()}, {"Content-Type", "text/xml"}};
  response.body = "<UnknownOperationException/>\n";
  return response;
}

/// What probes get: 200, or 503 with the reason.
Response stateOf(const std::function<std::string()> &whyNot,
                 const std::function<size_t()> &damagedExecutions) {
  std::string reason = whyNot ? whyNot() : std::string();
  Json body{{"status", reason.empty() ? "ok" : "failed"}};
  if (!reason.empty())
    body["reason"] = reason;
  if (size_t damaged = damagedExecutions ? damagedExecutions() : 0; damaged > 0)
    body["damagedExecutions"] = damaged;
  Response response;
  response.status = reason.empty() ? 200 : 503;
  response.headers = {{"Content-Type", "application/json"}};
  response.body = asl::dom::write(body) + "\n";
  return response;
}

} // namespace

/// Who calls. `key` is that of the credentials; null without.
struct Front::Admission {
  Caller caller;
  std::shared_ptr<const Credentials> credentials;
  const Key *key = nullptr;
};

Front::Front(FrontOptions options, Operations &operations)
    : options_(std::move(options)), operations_(operations) {
  if (options_.credentials)
    credentials_ = std::make_shared<const Credentials>(std::move(*options_.credentials));
  route(kHealth, [this](const Request &, const Responder &responder) {
    responder.respond(stateOf(options_.whyUnhealthy, options_.damagedExecutions));
  });
  route(kReady, [this](const Request &, const Responder &responder) {
    responder.respond(stateOf(options_.whyNotReady, options_.damagedExecutions));
  });
}

void Front::route(std::string path, http::server::Handler handler) {
  routes_[std::move(path)] = std::move(handler);
}

void Front::query(std::string path, std::string operation, std::vector<std::string> members,
                  std::function<void(Call)> handler) {
  queries_[std::move(path)] = Query{std::move(operation), std::move(members), std::move(handler)};
}

void Front::look(std::string path, std::string operation, bool onAnything,
                 std::function<void(Request, Responder, Viewer)> handler) {
  route(std::move(path),
        [this, onAnything, operation = std::move(operation),
         handler = std::move(handler)](Request request, const Responder &responder) {
          std::string id = newRequestId();
          auto refuse = [&](const Error &error) { responder.respond(responseOf(error, id)); };
          auto admitted = admit(request);
          if (const Error *error = std::get_if<Error>(&admitted))
            return refuse(*error);
          auto admission = std::make_shared<Admission>(std::move(std::get<Admission>(admitted)));
          Call call;
          call.operation = operation;
          call.caller = admission->caller;
          if (admission->key && onAnything)
            if (auto error = authorize(call, *admission->key))
              return refuse(*error);
          Viewer viewer{admission->caller, [admission, operation](const std::string &resource) {
                          if (!admission->key)
                            return true;
                          bool isOwn = resource.find(':' + admission->caller.account + ':') !=
                                       std::string::npos;
                          return isOwn && (!admission->key->policy ||
                                           judge(*admission->key->policy, "states:" + operation,
                                                 resource) == Verdict::Allowed);
                        }};
          handler(std::move(request), responder, std::move(viewer));
        });
}

void Front::setCredentials(Credentials credentials) {
  auto made = std::make_shared<const Credentials>(std::move(credentials));
  std::lock_guard hold(lock_);
  credentials_ = std::move(made);
}

/// Whether a browser sends this for a page from elsewhere. Tools and SDKs send neither header.
bool Front::isForeign(const Request &request) const {
  if (request.header("sec-fetch-site") == "cross-site" && request.method != "GET")
    return true;
  if (!request.hasHeader("origin"))
    return false;
  std::string_view origin = request.header("origin");
  // With credentials a request is worth nothing without a signature, which covers the host.
  bool isOwn = options_.credentials && authorityOf(origin) == request.header("host");
  bool isKnown =
      isLoopbackOrigin(origin) || isOwn ||
      std::find(options_.origins.begin(), options_.origins.end(), origin) != options_.origins.end();
  return !isKnown || !isKnownHost(request);
}

/// Whether the host is one that leads here only on purpose.
bool Front::isKnownHost(const Request &request) const {
  std::string_view host = request.header("host");
  return options_.credentials || isLoopbackHost(host) ||
         std::any_of(options_.origins.begin(), options_.origins.end(),
                     [&](const std::string &origin) { return authorityOf(origin) == host; });
}

void Front::handle(Request request, Responder responder) {
  if (isForeign(request)) {
    responder.respond(responseOf(
        Error{"AccessDeniedException", "requests of web pages from elsewhere are refused", 403},
        newRequestId()));
    return;
  }
  if (request.method == "GET" || request.method == "HEAD") {
    std::string_view path = pathOf(request);
    auto found = routes_.find(path);
    if (found != routes_.end() && (path == kHealth || path == kReady || isKnownHost(request))) {
      found->second(std::move(request), std::move(responder));
      return;
    }
  }
  if (request.method != "POST" || !isJsonType(request.header("content-type"))) {
    responder.respond(notACall());
    return;
  }
  if (auto found = queries_.find(pathOf(request)); found != queries_.end()) {
    serveQuery(found->second, request, responder);
    return;
  }
  serveApi(std::move(request), std::move(responder));
}

std::variant<Front::Admission, Error> Front::admit(const Request &request) const {
  Admission admission;
  {
    std::lock_guard hold(lock_);
    admission.credentials = credentials_;
  }
  Caller &caller = admission.caller;
  caller.region = options_.region;
  caller.account = options_.account;
  if (!admission.credentials) {
    std::string region;
    if (readScope(request, caller.accessKey, region) && isRegion(region))
      caller.region = std::move(region);
    if (isAccount(caller.accessKey))
      caller.account = caller.accessKey;
  } else if (request.method != "POST" && request.header("authorization").starts_with(kBasic)) {
    return admitByKey(request, std::move(admission));
  } else {
    auto read = readSignature(request);
    if (std::holds_alternative<std::monostate>(read))
      return Error{"MissingAuthenticationTokenException", "Missing Authentication Token"};
    if (const Error *error = std::get_if<Error>(&read))
      return *error;
    const Signature &signature = std::get<Signature>(read);
    auto found = admission.credentials->find(signature.accessKey);
    if (found == admission.credentials->end() || !isRegion(signature.region))
      return Error{"UnrecognizedClientException",
                   "The security token included in the request is invalid."};
    if (auto error = verify(request, signature, found->second.secret, std::time(nullptr)))
      return *error;
    admission.key = &found->second;
    caller.accessKey = signature.accessKey;
    caller.region = signature.region;
    if (!admission.key->account.empty())
      caller.account = admission.key->account;
  }
  caller.partition = partitionOf(caller.region);
  return admission;
}

/// `Authorization: Basic`, for programs that cannot sign, such as Prometheus.
std::variant<Front::Admission, Error> Front::admitByKey(const Request &request,
                                                        Admission admission) const {
  if (!request.isSecure && !http::server::isLoopback(request.peer))
    return Error{"AccessDeniedException",
                 "a secret is accepted over TLS only, or from this machine: sign the request", 403};
  std::string given =
      base64Decoded(trim(request.header("authorization").substr(kBasic.size()))).value_or("");
  size_t colon = std::min(given.find(':'), given.size());
  auto found = admission.credentials->find(given.substr(0, colon));
  std::string secret = given.substr(std::min(colon + 1, given.size()));
  if (found == admission.credentials->end() || !isSameSecret(found->second.secret, secret))
    return Error{"UnrecognizedClientException",
                 "The security token included in the request is invalid.", 403};
  admission.key = &found->second;
  admission.caller.accessKey = found->first;
  admission.caller.region = options_.region;
  admission.caller.account =
      found->second.account.empty() ? options_.account : found->second.account;
  admission.caller.partition = partitionOf(options_.region);
  return admission;
}

std::optional<Error> Front::authorize(const Call &call, const Key &key) const {
  if (!key.policy)
    return std::nullopt;
  std::string action = "states:" + call.operation;
  std::string resource = resourceOf(call);
  Verdict verdict = judge(*key.policy, action, resource);
  if (verdict == Verdict::Allowed)
    return std::nullopt;
  std::string message = "User: arn:" + call.caller.partition + ":iam::" + call.caller.account +
                        ":user/" + key.user + " is not authorized to perform: " + action +
                        " on resource: " + resource;
  message += verdict == Verdict::Denied
                 ? " with an explicit deny in an identity-based policy"
                 : " because no identity-based policy allows the " + action + " action";
  return Error{"AccessDeniedException", std::move(message)};
}

/// Sends an answer and tells of it.
void Front::answer(const Call &call, const Answer &answer, const std::string &id,
                   const Responder &responder) const {
  if (options_.answered) {
    const Error *error = std::get_if<Error>(&answer);
    options_.answered(call, error ? error->code : std::string());
  }
  responder.respond(responseOf(answer, id));
}

void Front::serveApi(Request request, Responder responder) {
  std::string id = newRequestId();
  auto refuse = [&](const Error &error) { responder.respond(responseOf(error, id)); };

  std::string_view target = request.header("x-amz-target");
  const model::Operation *operation =
      target.starts_with(kTarget) ? model::findOperation(target.substr(kTarget.size())) : nullptr;
  if (!operation)
    return refuse({"UnknownOperationException", ""});
  auto admitted = admit(request);
  if (const Error *error = std::get_if<Error>(&admitted))
    return refuse(*error);
  Admission &admission = std::get<Admission>(admitted);
  auto read = readRequest(*operation, request.body);
  if (const Error *error = std::get_if<Error>(&read))
    return refuse(*error);

  Call call;
  call.operation = operation->name;
  call.caller = std::move(admission.caller);
  call.request = std::move(std::get<Json>(read));
  call.traceHeader = request.header("x-amzn-trace-id");
  if (admission.key)
    if (auto error = authorize(call, *admission.key))
      return answer(call, *error, id, responder);
  if (options_.throttle &&
      !options_.throttle->admits(call.caller, call.operation, std::chrono::steady_clock::now(),
                                 options_.startsExpress && options_.startsExpress(call)))
    return answer(call, Error{"ThrottlingException", "Rate exceeded"}, id, responder);
  if (auto error = checkConstraints(*operation, call.request))
    return answer(call, *error, id, responder);

  call.reply = [this, responder, id, operation](const Answer &answer) {
    Call answered;
    answered.operation = operation->name;
    this->answer(answered, answer, id, responder);
  };
  call.isConnected = [responder] { return responder.isConnected(); };
  try {
    operations_.call(std::move(call));
  } catch (const std::exception &problem) {
    if (options_.log)
      options_.log(std::string(operation->name) + " failed (request " + id +
                   "): " + problem.what());
    refuse(
        {"InternalFailure", "The request processing has failed because of an unknown error.", 500});
  }
}

void Front::serveQuery(const Query &query, const Request &request, const Responder &responder) {
  std::string id = newRequestId();
  auto refuse = [&](const Error &error) { responder.respond(responseOf(error, id)); };
  auto admitted = admit(request);
  if (const Error *error = std::get_if<Error>(&admitted))
    return refuse(*error);
  Admission &admission = std::get<Admission>(admitted);
  Call call;
  call.operation = query.operation;
  call.caller = std::move(admission.caller);
  Json given = dom::parse(request.body, ASL_DEPTH_LIMIT);
  if (!given.is_object())
    return refuse({"SerializationException",
                   "the body is not a JSON object, or it is " + std::string(tooDeepText)});
  // The policy must judge what the handler will see.
  for (const std::string &member : query.members)
    if (auto found = given.find(member); found != given.end())
      call.request[member] = std::move(*found);
  if (admission.key)
    if (auto error = authorize(call, *admission.key))
      return refuse(*error);
  call.reply = [responder, id](const Answer &answer) { responder.respond(responseOf(answer, id)); };
  call.isConnected = [responder] { return responder.isConnected(); };
  try {
    query.handler(std::move(call));
  } catch (const std::exception &problem) {
    if (options_.log)
      options_.log(std::string(request.target) + " failed (request " + id + "): " + problem.what());
    refuse(
        {"InternalFailure", "The request processing has failed because of an unknown error.", 500});
  }
}

Response Front::refusal(Fault fault) {
  int status = http::server::statusOf(fault);
  switch (fault) {
  case Fault::BodyTooLarge:
    return responseOf(
        Error{"RequestEntityTooLargeException", "The request is longer than 1 MiB.", status},
        newRequestId());
  case Fault::TooManyConnections:
    return responseOf(Error{"ServiceUnavailable", "There are too many connections.", status},
                      newRequestId());
  case Fault::NoAnswer:
    return responseOf(Error{"InternalFailure",
                            "The request processing has failed because of an unknown error.",
                            status},
                      newRequestId());
  case Fault::TooSlow:
    return responseOf(Error{"RequestTimeout", "The request did not arrive in time.", status},
                      newRequestId());
  case Fault::HeadTooLarge:
  case Fault::BadRequest:
    break;
  }
  return responseOf(
      Error{"BadRequest", "The request is not HTTP/1.1 as it is understood here.", status},
      newRequestId());
}

} // namespace asl::api
