#include "runtime/invoke/connection.h"

#include "runtime/value/value.h"

namespace asl::invoke {

namespace {

std::string base64(std::string_view text) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t i = 0; i < text.size(); i += 3) {
    uint32_t bits = 0;
    size_t count = std::min<size_t>(3, text.size() - i);
    for (size_t k = 0; k < 3; ++k)
      bits = bits << 8 | (k < count ? static_cast<unsigned char>(text[i + k]) : 0u);
    for (size_t k = 0; k < 4; ++k)
      out += k <= count ? kDigits[bits >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

} // namespace

std::string connectionArn(Value parameters) {
  for (std::string_view field : {"InvocationConfig", "Authentication"}) {
    Value arn = memberByText(memberByText(parameters, field), "ConnectionArn");
    if (isString(arn))
      return std::string(text(arn));
  }
  return {};
}

std::string basicAuthorization(const std::string &user, const std::string &password) {
  return "Basic " + base64(user + ":" + password);
}

} // namespace asl::invoke
