// From requests to calls and back.
#include "runtime/api/front.h"
#include "runtime/api/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asl::api {
namespace {

using http::server::Fault;
using http::server::Request;
using http::server::Responder;
using http::server::Response;
using testing::HasSubstr;

class Recorder : public Operations {
public:
  void call(Call call) override {
    if (call.operation == "ListStateMachines")
      throw std::runtime_error("a fault");
    last = call;
    call.reply(answer);
  }
  Call last;
  Answer answer = Json::object({{"executions", Json::array()}});
};

class FrontTest : public testing::Test {
protected:
  Response send(Front &front, Request request) {
    Response result;
    result.status = 0;
    front.handle(std::move(request),
                 Responder::of([&](const Response &response) { result = response; }));
    return result;
  }
  static Request request(const std::string &operation, std::string body) {
    Request request;
    request.method = "POST";
    request.target = "/";
    request.headers = {{"Content-Type", "application/x-amz-json-1.0"},
                       {"X-Amz-Target", "AWSStepFunctions." + operation}};
    request.body = std::move(body);
    return request;
  }
  static std::string headerOf(const Response &response, std::string_view name) {
    for (const auto &header : response.headers)
      if (header.name == name)
        return header.value;
    return "";
  }

  Recorder operations_;
};

TEST_F(FrontTest, CallsAndAnswers) {
  Front front({}, operations_);
  Request given = request("ListExecutions", R"({"stateMachineArn":"m","unknown":1})");
  given.headers.push_back({"X-Amzn-Trace-Id", "Root=1"});
  Response response = send(front, given);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"executions":[]})");
  EXPECT_EQ(headerOf(response, "Content-Type"), "application/x-amz-json-1.0");
  EXPECT_EQ(headerOf(response, "x-amzn-RequestId").size(), 36u);
  EXPECT_EQ(operations_.last.request.dump(), R"({"stateMachineArn":"m"})");
  EXPECT_EQ(operations_.last.traceHeader, "Root=1");
  EXPECT_EQ(operations_.last.caller.account, "123456789012");
}

TEST_F(FrontTest, ScopeNamesRegionAndAccount) {
  Front front({}, operations_);
  Request given = request("ListExecutions", "{}");
  given.headers.push_back({"Authorization", "AWS4-HMAC-SHA256 Credential=000000000000/20260101/"
                                            "cn-north-1/states/aws4_request, SignedHeaders=a"});
  send(front, given);
  EXPECT_EQ(operations_.last.caller.account, "000000000000");
  EXPECT_EQ(operations_.last.caller.region, "cn-north-1");
  EXPECT_EQ(operations_.last.caller.partition, "aws-cn");
  given.headers.back().value = "AWS4-HMAC-SHA256 Credential=test/20260101/../states/aws4_request";
  send(front, given);
  EXPECT_EQ(operations_.last.caller.account, "123456789012");
  EXPECT_EQ(operations_.last.caller.region, "us-east-1");
}

TEST_F(FrontTest, Errors) {
  Front front({}, operations_);
  operations_.answer = Error{"InvalidArn", "Invalid Arn: 'x'"};
  Response response = send(front, request("ListExecutions", "{}"));
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body, R"({"__type":"com.amazonaws.swf.service.v2.model#InvalidArn",)"
                           R"("message":"Invalid Arn: 'x'"})");
  EXPECT_EQ(headerOf(response, "x-amzn-ErrorType"), "InvalidArn");
  response = send(front, request("ListExecutions", R"({"maxResults":1001})"));
  EXPECT_THAT(response.body, HasSubstr("com.amazon.coral.validate#ValidationException"));
  response = send(front, request("ListExecutions", "{"));
  EXPECT_THAT(response.body, HasSubstr("SerializationException"));
  response = send(front, request("Nothing", "{}"));
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("UnknownOperationException"));
  operations_.answer = Json::object({{"text", "\xff"}});
  EXPECT_EQ(send(front, request("ListExecutions", "{}")).status, 200);
}

TEST_F(FrontTest, FaultsAreLoggedAndHidden) {
  FrontOptions options;
  std::string logged;
  options.log = [&](const std::string &line) { logged = line; };
  Front front(std::move(options), operations_);
  Response response = send(front, request("ListStateMachines", "{}"));
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, HasSubstr("InternalFailure"));
  EXPECT_THAT(response.body, testing::Not(HasSubstr("a fault")));
  EXPECT_THAT(logged, HasSubstr("a fault"));
  EXPECT_THAT(logged, HasSubstr(headerOf(response, "x-amzn-RequestId")));
}

TEST_F(FrontTest, WhatIsNoCall) {
  Front front({}, operations_);
  Request get = request("ListExecutions", "");
  get.method = "GET";
  EXPECT_EQ(send(front, get).status, 404);
  get.target = "/health?x";
  EXPECT_EQ(send(front, get).status, 200);
  Request text = request("ListExecutions", "{}");
  text.headers[0].value = "text/plain";
  EXPECT_EQ(send(front, text).status, 404);
  text.headers[0].value = "Application/JSON; charset=utf-8";
  EXPECT_EQ(send(front, text).status, 200);
}

TEST_F(FrontTest, ProbesTellWhatIsWrong) {
  FrontOptions options;
  std::string problem;
  options.whyNotReady = [&] { return problem; };
  options.credentials.emplace();
  Front front(std::move(options), operations_);
  Request get;
  get.method = "GET";
  get.target = "/ready";
  EXPECT_EQ(send(front, get).body, "{\"status\":\"ok\"}\n");
  problem = "no disk";
  EXPECT_EQ(send(front, get).status, 503);
  EXPECT_EQ(send(front, get).body, "{\"reason\":\"no disk\",\"status\":\"failed\"}\n");
  get.target = "/health";
  EXPECT_EQ(send(front, get).status, 200);
}

TEST_F(FrontTest, AnswersAreTold) {
  FrontOptions options;
  std::vector<std::string> told;
  options.answered = [&](const Call &call, const std::string &error) {
    told.push_back(call.operation + ' ' + error);
  };
  options.throttle = std::make_shared<Throttle>();
  ASSERT_TRUE(options.throttle->inject("StartExecution 100%"));
  Front front(std::move(options), operations_);
  send(front, request("ListExecutions", "{}"));
  send(front, request("ListExecutions", R"({"maxResults":1001})"));
  send(front, request("StartExecution", R"({"stateMachineArn":"m"})"));
  send(front, request("Nothing", "{}"));
  EXPECT_THAT(told, testing::ElementsAre("ListExecutions ", "ListExecutions ValidationException",
                                         "StartExecution ThrottlingException"));
}

/// A front with two keys; `AKSEEN` may see executions of the machine `seen` only.
class LookTest : public FrontTest {
protected:
  LookTest() : front(options(), operations_) {
    auto take = [this](const Request &, const Responder &responder, const Viewer &given) {
      viewer = given;
      responder.respond({200, {}, "shown"});
    };
    front.look("/some", "GetExecutionHistory", /*onAnything=*/false, take);
    front.look("/all", "GetMetrics", /*onAnything=*/true, take);
  }
  static FrontOptions options() {
    FrontOptions options;
    options.credentials.emplace();
    (*options.credentials)["AKALL"] = {"all", "", "all", {}};
    (*options.credentials)["AKSEEN"] = {
        "seen", "111122223333", "seen",
        std::vector<Statement>{{true, {"states:*"}, {"arn:aws:states:*:*:execution:seen:*"}}}};
    return options;
  }
  Response look(const std::string &path, const std::string &basic, bool isSecure = true,
                const std::string &peer = "192.0.2.1") {
    Request get;
    get.method = "GET";
    get.target = path;
    get.isSecure = isSecure;
    get.peer = peer;
    if (!basic.empty())
      get.headers = {{"Authorization", "Basic " + basic}};
    return send(front, get);
  }
  // base64 of `AKALL:all`, `AKSEEN:seen`, `AKALL:wrong`
  static constexpr const char *all = "QUtBTEw6YWxs",
                              *seen = "QUtTRUVOOnNlZW4=", *wrong = "QUtBTEw6d3Jvbmc=";
  Front front;
  Viewer viewer;
};

TEST_F(LookTest, NeedsAKey) {
  EXPECT_THAT(look("/all", "").body, HasSubstr("MissingAuthenticationToken"));
  EXPECT_EQ(look("/all", wrong).status, 403);
  EXPECT_EQ(look("/all", "!!!!").status, 403);
  EXPECT_EQ(look("/all", all).body, "shown");
  EXPECT_EQ(viewer.caller.accessKey, "AKALL");
}

TEST_F(LookTest, SecretsDoNotCrossTheNetInTheClear) {
  EXPECT_EQ(look("/all", all, /*isSecure=*/false).status, 403);
  EXPECT_EQ(look("/all", all, /*isSecure=*/false, "127.0.0.1").status, 200);
}

TEST_F(LookTest, PoliciesSayWhatIsSeen) {
  EXPECT_THAT(look("/all", seen).body, HasSubstr("AccessDeniedException"));
  EXPECT_EQ(look("/some", seen).status, 200);
  EXPECT_TRUE(viewer.allows("arn:aws:states:us-east-1:111122223333:execution:seen:a"));
  EXPECT_FALSE(viewer.allows("arn:aws:states:us-east-1:111122223333:execution:other:a"));
  EXPECT_FALSE(viewer.allows("arn:aws:states:us-east-1:123456789012:execution:seen:a"));
  EXPECT_EQ(look("/some", all).status, 200);
  EXPECT_TRUE(viewer.allows("arn:aws:states:us-east-1:123456789012:execution:other:a"));
}

TEST_F(LookTest, BasicIsNoWayToCall) {
  Request call = request("ListExecutions", "{}");
  call.isSecure = true;
  call.headers.push_back({"Authorization", std::string("Basic ") + all});
  EXPECT_EQ(send(front, call).status, 400);
}

TEST_F(FrontTest, RoutesArePages) {
  Front front({}, operations_);
  front.route("/", [](const Request &, const Responder &responder) {
    responder.respond({200, {}, "console"});
  });
  Request get;
  get.method = "GET";
  get.target = "/";
  get.headers = {{"Host", "localhost:8083"}};
  EXPECT_EQ(send(front, get).body, "console");
  get.headers.push_back({"Origin", "https://evil.example"});
  EXPECT_EQ(send(front, get).status, 403);
}

/// A front with a query that keeps the call.
class QueryTest : public FrontTest {
protected:
  QueryTest() {
    front.query("/some", "ListExecutions", {"stateMachineArn"}, [this](const Call &call) {
      seen = call;
      call.reply(Json::object());
    });
  }
  Response ask(std::string body) {
    Request given = request("", std::move(body));
    given.target = "/some";
    return send(front, std::move(given));
  }
  Front front{{}, operations_};
  Call seen;
};

TEST_F(QueryTest, ThePolicyJudgesWhatTheHandlerSees) {
  EXPECT_EQ(ask(R"({"executionArn":"allowed","stateMachineArn":"denied"})").status, 200);
  EXPECT_EQ(seen.request.dump(), R"({"stateMachineArn":"denied"})");
  EXPECT_EQ(resourceOf(seen), "denied");
}

TEST_F(QueryTest, BodiesAreNotTooDeep) {
  auto nested = [](size_t levels) {
    return "{\"x\":" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "}";
  };
  EXPECT_EQ(ask(nested(1000)).status, 200);
  for (size_t levels : {1001, 500'000}) {
    Response response = ask(nested(levels));
    EXPECT_EQ(response.status, 400);
    EXPECT_THAT(response.body, HasSubstr("SerializationException"));
    EXPECT_THAT(response.body, HasSubstr("nested more than 1000 levels deep"));
  }
}

TEST_F(FrontTest, Throttling) {
  FrontOptions options;
  options.throttle = std::make_shared<Throttle>();
  ASSERT_TRUE(options.throttle->inject("ListExecutions 100%"));
  Front front(std::move(options), operations_);
  Response response = send(front, request("ListExecutions", "{}"));
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("ThrottlingException"));
  EXPECT_THAT(response.body, HasSubstr("Rate exceeded"));
}

TEST_F(FrontTest, CredentialsAreAsked) {
  FrontOptions options;
  options.credentials = Credentials{{"AK", Key{"secret", "", "user", {}}}};
  Front front(std::move(options), operations_);
  EXPECT_THAT(send(front, request("ListExecutions", "{}")).body,
              HasSubstr("MissingAuthenticationTokenException"));
  Request given = request("ListExecutions", "{}");
  given.headers.push_back({"X-Amz-Date", "20260101T000000Z"});
  given.headers.push_back({"Authorization",
                           "AWS4-HMAC-SHA256 Credential=XX/20260101/us-east-1/"
                           "states/aws4_request, SignedHeaders=host, Signature=0"});
  EXPECT_THAT(send(front, given).body, HasSubstr("UnrecognizedClientException"));
}

TEST_F(FrontTest, RefusalsOfTheServer) {
  Response response = Front::refusal(Fault::BodyTooLarge);
  EXPECT_EQ(response.status, 413);
  EXPECT_THAT(response.body, HasSubstr("RequestEntityTooLargeException"));
  EXPECT_EQ(Front::refusal(Fault::NoAnswer).status, 500);
}

} // namespace
} // namespace asl::api
