// Members, times, ARNs and tokens of pages.
#include "runtime/api/operations/request.h"

#include "runtime/dom/text.h"
#include "runtime/exec/hash.h"
#include "runtime/expr/time.h"
#include "runtime/support/encoding.h"

#include <algorithm>

namespace asl::api {

void refuse(std::string code, std::string message) {
  throw Refusal{Error{std::move(code), std::move(message)}};
}

void failInternally(const std::string &why) { throw Refusal{Error{"InternalFailure", why, 500}}; }

std::optional<std::string> textIn(const Json &request, const char *key) {
  auto found = request.find(key);
  return found != request.end() && found->is_string() ? std::optional(found->get<std::string>())
                                                      : std::nullopt;
}

std::string textOf(const Json &request, const char *key) {
  return textIn(request, key).value_or(std::string());
}

bool flagIn(const Json &request, const char *key, bool otherwise) {
  auto found = request.find(key);
  return found != request.end() && found->is_boolean() ? found->get<bool>() : otherwise;
}

size_t pageSize(const Json &request) {
  auto found = request.find("maxResults");
  int64_t asked = found != request.end() && found->is_number_integer() ? found->get<int64_t>() : 0;
  return asked <= 0 ? 100 : static_cast<size_t>(asked);
}

Json timeOf(int64_t ms) { return static_cast<double>(writableMs(ms)) / 1000.0; }

void setText(Json &object, const char *key, const std::string &text) {
  if (!text.empty())
    object[key] = text;
}

std::string prefixOf(const Caller &caller) {
  return "arn:" + caller.partition + ":states:" + caller.region + ':' + caller.account + ':';
}

Caller callerOf(const std::string &prefix) {
  size_t region = prefix.find(":states:") + 8;
  size_t account = prefix.find(':', region) + 1;
  Caller caller;
  caller.partition = prefix.substr(4, region - 12);
  caller.region = prefix.substr(region, account - region - 1);
  caller.account = prefix.substr(account, prefix.size() - account - 1);
  return caller;
}

service::Arn arnIn(const Json &request, const char *key,
                   std::initializer_list<service::Arn::Kind> kinds) {
  Expected<service::Arn> arn = service::parseArn(textOf(request, key));
  if (!arn)
    refuse("InvalidArn", arn.error());
  if (std::ranges::find(kinds, arn->kind) == kinds.end())
    refuse("InvalidArn", "Invalid Arn: 'Resource type not valid in this context: " +
                             std::string(service::typeOf(arn->kind)) + "'");
  return *std::move(arn);
}

void checkEncryption(const Json &request) {
  auto given = request.find("encryptionConfiguration");
  if (given == request.end())
    return;
  bool isOwn = textOf(*given, "type") == "CUSTOMER_MANAGED_KMS_KEY";
  if (isOwn && !given->contains("kmsKeyId"))
    refuse("InvalidEncryptionConfiguration",
           "Invalid Encryption Configuration: 'kmsKeyId' is required for the type "
           "CUSTOMER_MANAGED_KMS_KEY");
  if (!isOwn && (given->contains("kmsKeyId") || given->contains("kmsDataKeyReusePeriodSeconds")))
    refuse("InvalidEncryptionConfiguration",
           "Invalid Encryption Configuration: 'kmsKeyId' and 'kmsDataKeyReusePeriodSeconds' are "
           "for the type CUSTOMER_MANAGED_KMS_KEY");
}

void checkName(const std::string &name) {
  if (!service::isName(name))
    refuse("InvalidName", "Invalid Name: '" + name + "'");
}

namespace {

constexpr size_t kSealBytes = 12;

/// Binds a position to the list that it belongs to.
std::string sealOf(const Call &call, const std::string &position) {
  Json list = call.request;
  list.erase("nextToken");
  list.erase("maxResults"); // pages of one list may have different sizes
  std::string text = call.operation + prefixOf(call.caller) + asl::dom::write(list) + position;
  return sha256(text).substr(0, kSealBytes);
}

} // namespace

std::string pageToken(const Call &call, const std::string &position) {
  return hexOf(sealOf(call, position) + position);
}

std::string positionOf(const Call &call) {
  std::optional<std::string> token = textIn(call.request, "nextToken");
  if (!token)
    return {};
  std::string bytes = hexDecoded(*token).value_or(std::string());
  if (bytes.size() <= kSealBytes)
    refuse("InvalidToken", "Invalid Token: 'Invalid token'");
  if (bytes.substr(0, kSealBytes) != sealOf(call, bytes.substr(kSealBytes)))
    refuse("InvalidToken", "Invalid Token: 'Input inconsistent with page token'");
  return bytes.substr(kSealBytes);
}

} // namespace asl::api
