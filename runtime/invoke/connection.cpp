#include "runtime/invoke/connection.h"

#include "runtime/support/encoding.h"
#include "runtime/value/value.h"

namespace asl::invoke {

std::string connectionArn(Value parameters) {
  for (std::string_view field : {"InvocationConfig", "Authentication"}) {
    Value arn = memberByText(memberByText(parameters, field), "ConnectionArn");
    if (isString(arn))
      return std::string(text(arn));
  }
  return {};
}

std::string basicAuthorization(const std::string &user, const std::string &password) {
  return "Basic " + base64Encoded(user + ":" + password);
}

} // namespace asl::invoke
