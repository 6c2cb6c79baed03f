// HTTP tasks: requests made of parameters, results made of answers.
#include "runtime/invoke/form.h"
#include "runtime/invoke/http_task.h"
#include "runtime/value/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asl::invoke {
namespace {

/// The request as text: method and URL, headers in order, body.
std::string made(std::string_view parameters, const HttpOptions &options = {},
                 const Connection *connection = nullptr) {
  Heap heap(nullptr, 1);
  TaskFailure failure;
  auto request = requestOf(json::read(heap, parameters), options, connection, failure);
  if (!request)
    return failure.error + ": " + failure.cause;
  std::string text = request->method + " " + request->url + "\n";
  for (const auto &[name, value] : request->headers)
    if (name != "User-Agent" && name != "Range")
      text += name + ": " + value + "\n";
  return text + request->body;
}

std::string form(std::string_view object, ArrayFormat format = ArrayFormat::Indices) {
  Heap heap(nullptr, 1);
  return formOf(json::read(heap, object), format);
}

TEST(Form, ArraysAndObjects) {
  constexpr std::string_view kBody = R"({"a":["x","y z"],"b":{"c":1,"d":[true]},"e":null})";
  EXPECT_EQ(form(kBody), "a%5B0%5D=x&a%5B1%5D=y%20z&b%5Bc%5D=1&b%5Bd%5D%5B0%5D=true&e=");
  EXPECT_EQ(form(kBody, ArrayFormat::Repeat), "a=x&a=y%20z&b%5Bc%5D=1&b%5Bd%5D=true&e=");
  EXPECT_EQ(form(kBody, ArrayFormat::Commas), "a=x%2Cy%20z&b%5Bc%5D=1&b%5Bd%5D=true&e=");
  EXPECT_EQ(form(kBody, ArrayFormat::Brackets),
            "a%5B%5D=x&a%5B%5D=y%20z&b%5Bc%5D=1&b%5Bd%5D%5B%5D=true&e=");
  EXPECT_EQ(form(R"({"a":["x"]})", ArrayFormat::None), "a=%5B%22x%22%5D");
}

TEST(HttpRequest, MethodUrlAndQuery) {
  EXPECT_EQ(made(R"({"Method":"GET","ApiEndpoint":"https://h/p?a=1",
                     "QueryParameters":{"b":["x","y"],"c":5}})"),
            "GET https://h/p?a=1&b=x&b=y&c=5\n");
  EXPECT_EQ(made(R"({"Method":"GET","ApiEndpoint":"http://h/p?secret=1"})"),
            "States.Runtime: The ApiEndpoint `http://h/p` does not begin with https://");
  HttpOptions options;
  options.allowsPlain = true;
  EXPECT_EQ(made(R"({"Method":"GET","ApiEndpoint":"http://h/p"})", options), "GET http://h/p\n");
  options.base = "http://127.0.0.1:80";
  EXPECT_EQ(made(R"({"Method":"GET","ApiEndpoint":"https://h:1/p?q"})", options),
            "GET http://127.0.0.1:80/p?q\n");
  EXPECT_EQ(made(R"({"Method":"GET","ApiEndpoint":"https://h?q"})", options),
            "GET http://127.0.0.1:80?q\n");
}

TEST(HttpRequest, Bodies) {
  EXPECT_EQ(made(R"({"Method":"POST","ApiEndpoint":"https://h","RequestBody":{"a":[1]}})"),
            "POST https://h\nContent-Type: application/json\n{\"a\":[1]}");
  EXPECT_EQ(made(R"({"Method":"POST","ApiEndpoint":"https://h","RequestBody":"text",
                     "Headers":{"content-type":"text/plain"}})"),
            "POST https://h\ncontent-type: text/plain\ntext");
  EXPECT_EQ(made(R"({"Method":"POST","ApiEndpoint":"https://h","RequestBody":{"a":["x","y"]},
                     "Transform":{"RequestBodyEncoding":"URL_ENCODED",
                                  "RequestEncodingOptions":{"ArrayFormat":"REPEAT"}}})"),
            "POST https://h\nContent-Type: application/x-www-form-urlencoded\na=x&a=y");
}

TEST(HttpRequest, LeavesOutWhatTheClientSets) {
  EXPECT_EQ(made(R"({"Method":"POST","ApiEndpoint":"https://h","RequestBody":"ab",
                     "Headers":{"content-length":"9","X":"1"}})"),
            "POST https://h\nContent-Type: application/json\nX: 1\nab");
}

TEST(HttpRequest, WhatTheConnectionAdds) {
  Connection connection;
  connection.apiKey = {"X-Key", "secret"};
  connection.additions = {{{"x-version", "2"}}, {{"lang", "en"}}, {{"tenant", "t"}}};
  EXPECT_EQ(made(R"({"Method":"POST","ApiEndpoint":"https://h",
                     "Headers":{"X-Version":"1","X-Key":"mine"},
                     "QueryParameters":{"lang":"de","q":"1"},"RequestBody":{"tenant":"u","a":1}})",
                 {}, &connection),
            "POST https://h?q=1&lang=en\nContent-Type: application/json\nX-Key: secret\n"
            "x-version: 2\n{\"a\":1,\"tenant\":\"t\"}");
  Connection basic;
  basic.basic = {"Aladdin", "open sesame"};
  EXPECT_EQ(made(R"({"Method":"GET","ApiEndpoint":"https://h"})", {}, &basic),
            "GET https://h\nAuthorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\n");
}

TEST(HttpResult, HeadersBodyAndStatus) {
  http::Response response{
      200, {{"content-type", "application/json"}, {"x", "1"}, {"x", "2"}}, R"({"a": 1})"};
  TaskFailure failure;
  EXPECT_EQ(resultOf(response, failure),
            R"({"Headers":{"content-type":["application/json"],"x":["1","2"]},)"
            R"("ResponseBody":{"a":1},"StatusCode":200,"StatusText":"OK"})");
  response = {201, {{"content-type", "text/plain"}}, "12"};
  EXPECT_EQ(resultOf(response, failure),
            R"({"Headers":{"content-type":["text/plain"]},"ResponseBody":"12",)"
            R"("StatusCode":201,"StatusText":"Created"})");
  response = {218, {}, "12"};
  EXPECT_EQ(resultOf(response, failure),
            R"({"Headers":{},"ResponseBody":12,"StatusCode":218,"StatusText":""})");
}

TEST(HttpResult, Failures) {
  TaskFailure failure;
  EXPECT_FALSE(resultOf({404, {}, R"({"message":"none"})"}, failure));
  EXPECT_EQ(failure.error, "States.Http.StatusCode.404");
  EXPECT_EQ(failure.cause, R"({"message":"none"})");
  EXPECT_FALSE(resultOf({503, {}, ""}, failure));
  EXPECT_EQ(failure.cause, "Service Unavailable");
  EXPECT_FALSE(resultOf({520, {}, ""}, failure));
  EXPECT_EQ(failure.cause, "The answer has the status 520 and no body");
  EXPECT_FALSE(resultOf({302, {}, ""}, failure));
  EXPECT_EQ(failure.error, "States.Http.StatusCode.302");
  EXPECT_FALSE(resultOf({200, {}, "\xff"}, failure));
  EXPECT_EQ(failure.error, "States.Runtime");
}

} // namespace
} // namespace asl::invoke
