// Tasks of `http:invoke`, and tasks that a service of the user carries out at a URL.
#include "runtime/binding/transport.h"

#include "runtime/functions/lambda_function.h"
#include "runtime/http/fields.h"
#include "runtime/http/url.h"
#include "runtime/invoke/sender.h"
#include "runtime/support/encoding.h"
#include "runtime/support/utf8.h"
#include "runtime/task/function_name.h"
#include "runtime/task/pattern.h"

#include <algorithm>
#include <memory>

namespace asl::binding {

namespace {

using invoke::Connection;
using Connections = std::shared_ptr<const std::vector<Connection>>;

/// What the error of a request that got no answer says.
std::string describe(const http::Request &request, const http::Url &url,
                     const std::string &problem) {
  return request.method + " " + url.withoutQuery() + ": " + problem;
}

/// Fails the task when its request cannot be sent as it is. Returns whether it can.
bool isSendable(const http::Request &request, const TaskAnswer &answer) {
  std::string problem = http::problemOf(request);
  if (!problem.empty())
    answer.reply->failed("States.Runtime", "The request cannot be sent: " + problem);
  return problem.empty();
}

invoke::HttpOptions optionsOf(const Binding &binding, const BindingFile &file) {
  invoke::HttpOptions options = binding.http;
  options.caFile = pathFrom(file, options.caFile);
  if (binding.timeoutSeconds)
    options.timeout =
        std::chrono::milliseconds(static_cast<int64_t>(*binding.timeoutSeconds * 1000));
  return options;
}

/// `http:invoke`.
class HttpTransport : public Transport {
public:
  HttpTransport(const Binding &binding, const BindingFile &file, Connections connections)
      : options_(optionsOf(binding, file)), path_(file.path), connections_(std::move(connections)),
        sender_(std::make_shared<invoke::Sender>(options_, binding.concurrency, connections_)) {}

  std::optional<std::string> unbound(const Request &request) override {
    std::string arn = invoke::connectionArn(request.parameters);
    if (arn.empty() || connectionFor(request))
      return std::nullopt;
    return "The state `" + std::string(request.stateName) + "` uses the connection `" + arn +
           "`, which is not in " + path_ +
           ". Add it to the list `connections`:\n- connection: " + arn +
           "\n  basic: {user: ..., password: ...}  # or  apiKey, oauth\n";
  }

  uint64_t start(const Request &request, std::string, TaskAnswer answer) override {
    if (auto message = unbound(request)) {
      answer.reply->unbound(*message);
      return 0;
    }
    const Connection *connection = connectionFor(request);
    invoke::TaskFailure failure;
    auto made = invoke::requestOf(request.parameters, options_, connection, failure);
    if (!made) {
      answer.reply->failed(failure.error, failure.cause);
      return 0;
    }
    if (!isSendable(*made, answer))
      return 0;
    Expected<http::Url> url = http::parseUrl(made->url);
    if (!url) {
      answer.reply->failed("States.Http.Socket",
                           "`" + made->url.substr(0, made->url.find('?')) + "`: " + url.error());
      return 0;
    }
    std::string socketCause = describe(*made, *url, "");
    return sender_->send(*std::move(made), *url, connection,
                         [answer = std::move(answer), socketCause](const invoke::Sent &sent) {
                           conclude(answer, socketCause, sent);
                         });
  }

  void cancel(uint64_t id) override { sender_->cancel(id); }

private:
  const Connection *connectionFor(const Request &request) const {
    std::string arn = invoke::connectionArn(request.parameters);
    auto found =
        std::find_if(connections_->begin(), connections_->end(), [&](const Connection &one) {
          return !arn.empty() && matchesPattern(one.pattern, arn);
        });
    return found == connections_->end() ? nullptr : &*found;
  }

  static void conclude(const TaskAnswer &answer, const std::string &socketCause,
                       const invoke::Sent &sent) {
    if (!sent.tokenProblem.empty())
      return answer.reply->failed("Events.ConnectionResource.AuthorizationFailed",
                                  sent.tokenProblem);
    if (!sent.outcome.problem.empty())
      return answer.reply->failed("States.Http.Socket", socketCause + sent.outcome.problem);
    invoke::TaskFailure failure;
    if (auto result = invoke::resultOf(sent.outcome.response, failure))
      answer.reply->succeeded(*std::move(result));
    else
      answer.reply->failed(failure.error, failure.cause);
  }

  const invoke::HttpOptions options_;
  const std::string path_;
  const Connections connections_;
  const std::shared_ptr<invoke::Sender> sender_;
};

/// A service of the user: gets the input as the body of a POST and gives the result.
class UrlTransport : public Transport {
public:
  UrlTransport(const Binding &binding, const BindingFile &file)
      : options_(optionsOf(binding, file)), headers_(binding.headers), url_(binding.url),
        lambdaUrl_(binding.lambda.url),
        sender_(std::make_shared<invoke::Sender>(options_, binding.concurrency, nullptr)) {
    // A Lambda function may take longer than a request of AWS.
    if (!binding.timeoutSeconds)
      options_.timeout = std::chrono::minutes(15);
    if (lambdaUrl_.ends_with('/'))
      lambdaUrl_.pop_back();
  }

  uint64_t start(const Request &request, std::string input, TaskAnswer answer) override {
    http::Request sent;
    sent.method = "POST";
    sent.url = lambdaUrl_.empty() ? url_ : lambdaUrlOf(request);
    sent.timeout = options_.timeout;
    sent.caFile = options_.caFile;
    sent.body = std::move(input);
    sent.headers = {{"Content-Type", "application/json"}};
    if (lambdaUrl_.empty())
      describeTask(request, sent);
    else if (answer.envelope.result == Envelope::Wrapping::LambdaEvent)
      sent.headers.emplace("X-Amz-Invocation-Type", "Event");
    if (!lambdaUrl_.empty() && !request.traceHeader.empty())
      sent.headers.emplace("X-Amzn-Trace-Id", request.traceHeader);
    for (const auto &[name, value] : headers_)
      invoke::setHeader(sent, name, value);
    if (!isSendable(sent, answer))
      return 0;
    Expected<http::Url> url = http::parseUrl(sent.url);
    if (!url) {
      answer.reply->unbound("The address `" + sent.url + "` of a binding: " + url.error());
      return 0;
    }
    std::string cause = describe(sent, *url, "");
    return sender_->send(std::move(sent), *url, nullptr,
                         [answer = std::move(answer), cause,
                          isLambda = !lambdaUrl_.empty()](const invoke::Sent &end) {
                           (isLambda ? concludeLambda : conclude)(answer, cause, end.outcome);
                         });
  }

  void cancel(uint64_t id) override { sender_->cancel(id); }

private:
  std::string lambdaUrlOf(const Request &request) const {
    std::string name = functionName(request).value_or("function");
    return lambdaUrl_ + "/2015-03-31/functions/" + percentEncoded(name) + "/invocations";
  }

  static void describeTask(const Request &request, http::Request &sent) {
    sent.headers.emplace("Asl-Resource", request.resource.text);
    // Names of states have any characters.
    sent.headers.emplace("Asl-State", percentEncoded(request.stateName));
    sent.headers.emplace("Asl-Execution", request.executionArn);
    sent.headers.emplace("Asl-Attempt", std::to_string(request.attempt));
    if (!request.taskToken.empty())
      sent.headers.emplace("Asl-Task-Token", request.taskToken);
    if (std::string traceparent = traceparentOf(request); !traceparent.empty())
      sent.headers.emplace("Traceparent", std::move(traceparent));
  }

  static void conclude(const TaskAnswer &answer, const std::string &cause,
                       const http::Outcome &outcome) {
    if (!outcome.problem.empty())
      return answer.reply->failed("States.Http.Socket", cause + outcome.problem);
    unsigned status = outcome.response.status;
    if (status / 100 == 2)
      return answer.finish(outcome.response.body);
    answer.reply->failed("States.Http.StatusCode." + std::to_string(status),
                         invoke::causeOf(outcome.response));
  }

  /// See https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html.
  static void concludeLambda(const TaskAnswer &answer, const std::string &cause,
                             const http::Outcome &outcome) {
    if (!outcome.problem.empty())
      return answer.reply->failed("Lambda.SdkClientException", cause + outcome.problem);
    const http::Response &response = outcome.response;
    std::string body = utf8::readable(response.body);
    if (response.status / 100 != 2) {
      const char *error = response.status == 404   ? "Lambda.ResourceNotFoundException"
                          : response.status == 429 ? "Lambda.TooManyRequestsException"
                          : response.status >= 500 ? "Lambda.ServiceException"
                                                   : "Lambda.AWSLambdaException";
      return answer.reply->failed(error, body);
    }
    if (response.headers.contains("x-amz-function-error")) {
      functions::Ended failure = functions::lambdaFailure(body);
      return answer.reply->failed(failure.error, failure.text);
    }
    // The emulator in container images sets no header.
    answer.finish(body);
  }

  invoke::HttpOptions options_;
  const invoke::Fields headers_;
  const std::string url_;
  std::string lambdaUrl_;
  const std::shared_ptr<invoke::Sender> sender_;
};

} // namespace

std::unique_ptr<Transport> makeHttpTransport(const Binding &binding, const BindingFile &file,
                                             Connections connections) {
  return std::make_unique<HttpTransport>(binding, file, std::move(connections));
}

std::unique_ptr<Transport> makeUrlTransport(const Binding &binding, const BindingFile &file) {
  return std::make_unique<UrlTransport>(binding, file);
}

} // namespace asl::binding
