// Signature Version 4 against the vectors that AWS publishes (aws-sig-v4-test-suite), and what is
// refused.
#include "runtime/api/signature.h"

#include "runtime/api/signature_text.h"
#include "runtime/exec/hash.h"
#include "runtime/support/encoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asl::api {
namespace {

using http::server::Header;
using http::server::Request;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char *kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

struct Vector {
  const char *name, *method, *target;
  std::vector<Header> headers; ///< besides Host and X-Amz-Date
  const char *body;
  std::vector<std::string> signedHeaders;
  const char *hashOfCanonical, *signature;
};

const std::vector<Vector> kVectors = {
    {"get-vanilla",
     "GET",
     "/",
     {},
     "",
     {"host", "x-amz-date"},
     "bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63",
     "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
    {"get-vanilla-with-session-token",
     "GET",
     "/",
     {{"X-Amz-Security-Token", "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267"}},
     "",
     {"host", "x-amz-date", "x-amz-security-token"},
     "067b36aa60031588cea4a4cde1f21215227a047690c72247f1d70b32fbbfad2b",
     "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8"},
    {"post-x-www-form-urlencoded",
     "POST",
     "/",
     {{"Content-Type", "application/x-www-form-urlencoded"},
      {"Content-Length", "13"},
      {"X-Amz-Content-Sha256", "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"}},
     "Param1=value1",
     {"content-length", "content-type", "host", "x-amz-content-sha256", "x-amz-date"},
     "b1edd1d03544c25390e32085d55b57acc9a3961bb59415ff86c45c3d89d16cfb",
     "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b"},
    {"get-utf8",
     "GET",
     "/\u1234",
     {},
     "",
     {"host", "x-amz-date"},
     "2a0a97d02205e45ce2e994789806b19270cfbbb0921b278ccf58f5249ac42102",
     "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"},
    {"get-header-value-trim",
     "GET",
     "/",
     {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}},
     "",
     {"host", "my-header1", "my-header2", "x-amz-date"},
     "a726db9b0df21c14f559d0a978e563112acb1b9e05476f0a6a1c7d68f28605c7",
     "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
    {"get-vanilla-query-order-key-case",
     "GET",
     "/?Param2=value2&Param1=value1",
     {},
     "",
     {"host", "x-amz-date"},
     "816cd5b414d056048ba4f7c5386d6e0533120fb1fcfa93762cf0fc39e2cf19e0",
     "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
    {"post-vanilla",
     "POST",
     "/",
     {},
     "",
     {"host", "x-amz-date"},
     "553f88c9e4d10fc9e109e2aeb65f030801b70c2f6468faca261d401ae622fc87",
     "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
    {"get-unreserved",
     "GET",
     "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
     {},
     "",
     {"host", "x-amz-date"},
     "6a968768eefaa713e2a6b16b589a8ea192661f098f37349f4e2c0082757446f9",
     "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"},
    {"get-vanilla-utf8-query",
     "GET",
     "/?\u1234=bar",
     {},
     "",
     {"host", "x-amz-date"},
     "eb30c5bed55734080471a834cc727ae56beb50e5f39d1bff6d0d38cb192a7073",
     "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"},
    {"get-header-key-duplicate",
     "GET",
     "/",
     {{"My-Header1", "value2"}, {"My-Header1", "value2"}, {"My-Header1", "value1"}},
     "",
     {"host", "my-header1", "x-amz-date"},
     "dc7f04a3abfde8d472b0ab1a418b741b7c67174dad1551b4117b15527fbe966c",
     "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"},
    {"get-header-value-order",
     "GET",
     "/",
     {{"My-Header1", "value4"},
      {"My-Header1", "value1"},
      {"My-Header1", "value3"},
      {"My-Header1", "value2"}},
     "",
     {"host", "my-header1", "x-amz-date"},
     "31ce73cd3f3d9f66977ad3dd957dc47af14df92fcd8509f59b349e9137c58b86",
     "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01"},
    {"post-vanilla-query",
     "POST",
     "/?Param1=value1",
     {},
     "",
     {"host", "x-amz-date"},
     "9d659678c1756bb3113e2ce898845a0a79dbbc57b740555917687f1b3340fbbd",
     "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11"},
    {"get-space-normalized",
     "GET",
     "/example space/",
     {},
     "",
     {"host", "x-amz-date"},
     "63ee75631ed7234ae61b5f736dfc7754cdccfedbff4b5128a915706ee9390d86",
     "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"},
};

Request requestOf(const Vector &vector) {
  Request request;
  request.method = vector.method;
  request.target = vector.target;
  request.headers = {{"Host", "example.amazonaws.com"}, {"X-Amz-Date", "20150830T123600Z"}};
  request.headers.insert(request.headers.end(), vector.headers.begin(), vector.headers.end());
  request.body = vector.body;
  return request;
}

Signature signatureOf(const Vector &vector) {
  Signature signature;
  signature.accessKey = "AKIDEXAMPLE";
  signature.day = "20150830";
  signature.region = "us-east-1";
  signature.service = "service";
  signature.date = "20150830T123600Z";
  signature.signedHeaders = vector.signedHeaders;
  signature.signature = vector.signature;
  return signature;
}

TEST(Signature, PublishedVectors) {
  for (const Vector &vector : kVectors) {
    SCOPED_TRACE(vector.name);
    Request request = requestOf(vector);
    Signature signature = signatureOf(vector);
    std::string canonical = canonicalRequest(request, signature, hexOf(sha256(request.body)));
    EXPECT_EQ(hexOf(sha256(canonical)), vector.hashOfCanonical) << canonical;
    EXPECT_EQ(sign(kSecret, signature, stringToSign(signature, canonical)), vector.signature);
    EXPECT_FALSE(verify(request, signature, kSecret, timeOf("20150830T123600Z")));
  }
}

TEST(Signature, PathsAreNormalized) {
  EXPECT_EQ(canonicalPath("/"), "/");
  EXPECT_EQ(canonicalPath(""), "/");
  EXPECT_EQ(canonicalPath("//"), "/");
  EXPECT_EQ(canonicalPath("/./"), "/");
  EXPECT_EQ(canonicalPath("/example/.."), "/");
  EXPECT_EQ(canonicalPath("/example1/example2/../.."), "/");
  EXPECT_EQ(canonicalPath("//example//"), "/example/");
  EXPECT_EQ(canonicalPath("/./example"), "/example");
  EXPECT_EQ(canonicalPath("/a%3A"), "/a%253A");
}

/// A call as clients sign it.
Request call() {
  Request request;
  request.method = "POST";
  request.target = "/";
  request.headers = {{"Host", "localhost:8083"},
                     {"X-Amz-Date", "20261128T120000Z"},
                     {"X-Amz-Target", "AWSStepFunctions.ListActivities"}};
  request.body = "{}";
  return request;
}

constexpr const char *kScope = "AK/20261128/eu-west-1/states/aws4_request";

void addAuthorization(Request &request, const std::string &names, const std::string &scope = kScope,
                      const std::string &secret = kSecret) {
  std::string header = "AWS4-HMAC-SHA256 Credential=" + scope + ", SignedHeaders=" + names;
  request.headers.push_back({"Authorization", header + ", Signature=0"});
  auto read = readSignature(request);
  if (Signature *signature = std::get_if<Signature>(&read)) {
    std::string canonical = canonicalRequest(request, *signature, hexOf(sha256(request.body)));
    request.headers.back().value =
        header + ", Signature=" + sign(secret, *signature, stringToSign(*signature, canonical));
  }
}

std::string verdict(const Request &request, const char *now = "20261128T120000Z") {
  auto read = readSignature(request);
  if (std::holds_alternative<std::monostate>(read))
    return "none";
  if (const Error *error = std::get_if<Error>(&read))
    return error->code + ": " + error->message;
  auto error = verify(request, std::get<Signature>(read), kSecret, timeOf(now));
  return error ? error->code + ": " + error->message : "good";
}

TEST(Signature, OfACall) {
  EXPECT_EQ(verdict(call()), "none");
  Request request = call();
  addAuthorization(request, "host;x-amz-date;x-amz-target");
  EXPECT_EQ(verdict(request), "good");
  EXPECT_EQ(verdict(request, "20261128T121500Z"), "good");
  EXPECT_EQ(verdict(request, "20261128T121501Z"),
            "InvalidSignatureException: Signature expired: 20261128T120000Z is now earlier than "
            "20261128T120001Z (20261128T121501Z - 15 min.)");
  EXPECT_EQ(verdict(request, "20261128T114459Z"),
            "InvalidSignatureException: Signature not yet current: 20261128T120000Z is still later "
            "than 20261128T115959Z (20261128T114459Z + 15 min.)");
}

TEST(Signature, WhatIsChangedIsSeen) {
  constexpr const char *kMismatch =
      "InvalidSignatureException: The request signature we calculated";
  Request body = call();
  addAuthorization(body, "host;x-amz-date;x-amz-target");
  body.body = "{ }";
  EXPECT_THAT(verdict(body), StartsWith(kMismatch));
  Request target = call();
  addAuthorization(target, "host;x-amz-date;x-amz-target");
  target.headers[2].value = "AWSStepFunctions.DeleteStateMachine";
  EXPECT_THAT(verdict(target), StartsWith(kMismatch));
  Request secret = call();
  addAuthorization(secret, "host;x-amz-date;x-amz-target", kScope, "another");
  EXPECT_THAT(verdict(secret), StartsWith(kMismatch));
  Request query = call();
  addAuthorization(query, "host;x-amz-date;x-amz-target");
  query.target = "/?a=b";
  EXPECT_THAT(verdict(query), StartsWith(kMismatch));
}

TEST(Signature, WhatMustBeSigned) {
  Request target = call();
  addAuthorization(target, "host;x-amz-date");
  EXPECT_THAT(verdict(target), HasSubstr("'x-amz-target' must be a 'SignedHeader'"));
  Request host = call();
  addAuthorization(host, "x-amz-date;x-amz-target");
  EXPECT_THAT(verdict(host), HasSubstr("'Host' must be a 'SignedHeader'"));
  Request open = call();
  open.headers.push_back({"X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"});
  addAuthorization(open, "host;x-amz-content-sha256;x-amz-date;x-amz-target");
  EXPECT_THAT(verdict(open), HasSubstr("UNSIGNED-PAYLOAD is not accepted"));
  Request token = call();
  token.headers.push_back({"X-Amz-Security-Token", "t"});
  addAuthorization(token, "host;x-amz-date;x-amz-security-token;x-amz-target");
  EXPECT_EQ(verdict(token), "good");
}

TEST(Signature, Incomplete) {
  auto with = [](const std::string &authorization) {
    Request request = call();
    request.headers.push_back({"Authorization", authorization});
    return verdict(request);
  };
  EXPECT_THAT(with("Basic abc"), StartsWith("IncompleteSignatureException: Unsupported AWS"));
  EXPECT_THAT(with("AWS4-HMAC-SHA256 Credential"), HasSubstr("missing equal-sign"));
  EXPECT_THAT(with("AWS4-HMAC-SHA256 Credential=a"),
              HasSubstr("Authorization header requires 'Signature' parameter. "));
  EXPECT_THAT(with("AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=0"),
              HasSubstr("Credential must have exactly 5 slash-delimited elements"));
  EXPECT_THAT(with("AWS4-HMAC-SHA256 Credential=a/20261128/r/s3/aws4_request, SignedHeaders=host, "
                   "Signature=0"),
              HasSubstr("Credential should be scoped to correct service: 'states'."));
  EXPECT_THAT(with("AWS4-HMAC-SHA256 Credential=a/20261127/r/states/aws4_request, "
                   "SignedHeaders=host, Signature=0"),
              HasSubstr("Date in Credential scope does not match"));
  EXPECT_THAT(with(""), StartsWith("IncompleteSignatureException"));
}

TEST(Signature, Presigned) {
  Request request = call();
  request.headers.erase(request.headers.begin() + 1);
  std::string query = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AK%2F20261128%2Feu-west-"
                      "1%2Fstates%2Faws4_request&X-Amz-Date=20261128T120000Z&X-Amz-Expires=60&X-"
                      "Amz-SignedHeaders=host%3Bx-amz-target";
  request.target = query + "&X-Amz-Signature=0";
  auto read = readSignature(request);
  ASSERT_TRUE(std::holds_alternative<Signature>(read));
  Signature signature = std::get<Signature>(read);
  std::string canonical = canonicalRequest(request, signature, hexOf(sha256("{}")));
  std::string signature_ = sign(kSecret, signature, stringToSign(signature, canonical));
  request.target = query + "&X-Amz-Signature=" + signature_;
  EXPECT_EQ(verdict(request), "good");
  EXPECT_THAT(verdict(request, "20261128T120101Z"), HasSubstr("Signature expired"));
  request.headers.push_back({"Authorization", "AWS4-HMAC-SHA256 Credential=a"});
  EXPECT_THAT(verdict(request), HasSubstr("Found both"));
}

TEST(Signature, ScopeAlone) {
  std::string key, region;
  Request request = call();
  EXPECT_FALSE(readScope(request, key, region));
  request.headers.push_back({"Authorization", "AWS4-HMAC-SHA256 Credential=123456789012/20261128/"
                                              "eu-west-1/states/aws4_request, SignedHeaders=host"});
  EXPECT_TRUE(readScope(request, key, region));
  EXPECT_EQ(key, "123456789012");
  EXPECT_EQ(region, "eu-west-1");
}

} // namespace
} // namespace asl::api
