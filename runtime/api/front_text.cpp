// The texts of answers.
#include "runtime/api/front_text.h"

#include "runtime/api/signature_text.h"
#include "runtime/dom/text.h"
#include "runtime/support/encoding.h"

#include <cstring>
#include <random>

namespace asl::api {
namespace {

using http::server::Response;

/// AWS puts a name space before the names of errors; clients leave it out.
std::string_view nameSpaceOf(const Error &error) {
  static constexpr std::string_view kFramework[] = {"SerializationException",
                                                    "UnknownOperationException",
                                                    "MissingAuthenticationTokenException",
                                                    "IncompleteSignatureException",
                                                    "InvalidSignatureException",
                                                    "UnrecognizedClientException",
                                                    "AccessDeniedException",
                                                    "InternalFailure",
                                                    "ThrottlingException",
                                                    "RequestEntityTooLargeException"};
  for (std::string_view name : kFramework)
    if (error.code == name)
      return "com.amazon.coral.service#";
  if (error.code == "ValidationException" && error.members.empty())
    return "com.amazon.coral.validate#";
  return "com.amazonaws.swf.service.v2.model#";
}

Response jsonResponse(const Json &body, const std::string &requestId) {
  Response response;
  response.headers = {{"x-amzn-RequestId", requestId},
                      {"Content-Type", "application/x-amz-json-1.0"}};
  // What is no UTF-8 is replaced: there is an answer whatever happens.
  response.body = asl::dom::write(body);
  return response;
}

} // namespace

std::string newRequestId() {
  thread_local std::mt19937_64 random(std::random_device{}());
  uint64_t parts[2] = {random(), random()};
  unsigned char bytes[16];
  std::memcpy(bytes, parts, sizeof bytes);
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);
  std::string id = hexOf({reinterpret_cast<char *>(bytes), sizeof bytes});
  for (size_t at : {20, 16, 12, 8})
    id.insert(at, 1, '-');
  return id;
}

Response responseOf(const Error &error, const std::string &requestId) {
  Json body = error.members.is_object() ? error.members : Json::object();
  body["__type"] = std::string(nameSpaceOf(error)) + error.code;
  if (!error.message.empty())
    body["message"] = error.message;
  Response response = jsonResponse(body, requestId);
  response.headers.push_back({"x-amzn-ErrorType", error.code});
  response.status = error.status;
  return response;
}

Response responseOf(const Answer &answer, const std::string &requestId) {
  if (const Error *error = std::get_if<Error>(&answer))
    return responseOf(*error, requestId);
  return jsonResponse(std::get<Json>(answer), requestId);
}

} // namespace asl::api
