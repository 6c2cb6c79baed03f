// Signature Version 4. The texts of errors are those of AWS's services.
#include "runtime/api/signature.h"

#include "runtime/api/signature_text.h"
#include "runtime/exec/hash.h"
#include "runtime/support/encoding.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <charconv>

namespace asl::api {
namespace {

using http::server::Header;
using http::server::Request;

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kTerminator = "aws4_request";
constexpr std::string_view kService = "states";
constexpr std::string_view kUnsigned = "UNSIGNED-PAYLOAD";
constexpr long kSkewSeconds = 15 * 60;
constexpr long kLongestSeconds = 7 * 24 * 3600; ///< of a presigned URL
/// Headers that change what a request does.
constexpr std::string_view kMustBeSigned[] = {"x-amz-target", "x-amz-date", "x-amz-security-token",
                                              "x-amz-content-sha256"};

Error incomplete(std::string message) {
  return {"IncompleteSignatureException", std::move(message)};
}
Error invalid(std::string message) { return {"InvalidSignatureException", std::move(message)}; }

std::string inQuotes(std::string_view text) { return "'" + std::string(text) + "'"; }

std::string hmac(std::string_view key, std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char *>(text.data()), text.size(), digest, &length);
  return {reinterpret_cast<char *>(digest), length};
}

std::string scopeOf(const Signature &signature) {
  return signature.day + "/" + signature.region + "/" + signature.service + "/" +
         std::string(kTerminator);
}

/// Takes the five parts of a credential.
std::optional<Error> readCredential(std::string_view text, Signature &into,
                                    std::string &terminator) {
  std::vector<std::string_view> parts = split(text, '/');
  if (parts.size() != 5)
    return incomplete("Credential must have exactly 5 slash-delimited elements, e.g. "
                      "keyid/date/region/service/term, got " +
                      inQuotes(text));
  into.accessKey = parts[0];
  into.day = parts[1];
  into.region = parts[2];
  into.service = parts[3];
  terminator = parts[4];
  return std::nullopt;
}

std::optional<Error> checkScope(const Signature &signature, std::string_view terminator) {
  std::string message;
  if (signature.service != kService)
    message += "Credential should be scoped to correct service: 'states'. ";
  if (terminator != kTerminator)
    message += "Credential should be scoped with a valid terminator: 'aws4_request', not " +
               inQuotes(terminator) + ". ";
  if (signature.date.compare(0, 8, signature.day) != 0 || signature.day.size() != 8)
    message += "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date "
               "from HTTP: " +
               inQuotes(signature.day) + " != " + inQuotes(signature.date.substr(0, 8)) +
               ", from " + inQuotes(signature.date) + ". ";
  if (message.empty())
    return std::nullopt;
  message.pop_back();
  return invalid(std::move(message));
}

std::variant<std::monostate, Signature, Error> finish(Signature signature,
                                                      std::string_view credential) {
  std::string terminator;
  if (!isBasicDate(signature.date))
    return incomplete("Date must be in ISO-8601 'basic format'. Got " + inQuotes(signature.date) +
                      ". See http://en.wikipedia.org/wiki/ISO_8601");
  if (auto error = readCredential(credential, signature, terminator))
    return *error;
  if (auto error = checkScope(signature, terminator))
    return *error;
  return signature;
}

void setSignedHeaders(Signature &signature, std::string_view list) {
  for (std::string_view name : split(list, ';'))
    signature.signedHeaders.push_back(lower(name));
}

std::variant<std::monostate, Signature, Error> readHeader(const Request &request,
                                                          std::string_view header) {
  size_t blank = header.find(' ');
  std::string_view algorithm = header.substr(0, blank);
  if (algorithm != kAlgorithm)
    return incomplete("Unsupported AWS 'algorithm': " + inQuotes(algorithm) +
                      " (only AWS4-HMAC-SHA256 for now).");
  std::string_view credential, names, given;
  std::string_view rest = blank == header.npos ? std::string_view() : header.substr(blank);
  for (std::string_view part : split(rest, ',')) {
    part = trim(part);
    size_t equal = part.find('=');
    if (equal == part.npos)
      return incomplete(inQuotes(part) +
                        " not a valid key=value pair (missing equal-sign) in "
                        "Authorization header: " +
                        inQuotes(header) + ".");
    std::string_view value = part.substr(equal + 1);
    std::string_view key = part.substr(0, equal);
    (key == "Credential" ? credential : key == "SignedHeaders" ? names : given) = value;
  }
  Signature signature;
  signature.signature = given;
  signature.date = request.header("x-amz-date");
  signature.bodyHash = request.header("x-amz-content-sha256");
  setSignedHeaders(signature, names);
  std::string missing;
  for (auto [name, value] : {std::pair{"Credential", credential}, std::pair{"Signature", given},
                             std::pair{"SignedHeaders", names}})
    if (value.empty())
      missing += std::string("Authorization header requires '") + name + "' parameter. ";
  if (signature.date.empty())
    missing += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' "
               "header. ";
  if (!missing.empty())
    return incomplete(missing + "Authorization=" + std::string(header));
  return finish(std::move(signature), credential);
}

std::variant<std::monostate, Signature, Error> readQuery(const Request &request,
                                                         const Query &query) {
  Signature signature;
  signature.isPresigned = true;
  std::string missing;
  auto take = [&](std::string_view name) {
    std::string value = query.value(name);
    if (value.empty())
      missing += "AWS query-string parameters must include " + inQuotes(name) + ". ";
    return value;
  };
  std::string algorithm = take("X-Amz-Algorithm");
  std::string credential = take("X-Amz-Credential");
  signature.signature = take("X-Amz-Signature");
  setSignedHeaders(signature, take("X-Amz-SignedHeaders"));
  signature.date = take("X-Amz-Date");
  std::string expires = take("X-Amz-Expires");
  if (!missing.empty())
    return incomplete(missing + "Re-examine the query-string parameters.");
  if (algorithm != kAlgorithm)
    return incomplete("Unsupported AWS 'algorithm': " + inQuotes(algorithm) +
                      " (only AWS4-HMAC-SHA256 for now).");
  auto [end, error] =
      std::from_chars(expires.data(), expires.data() + expires.size(), signature.expiresSeconds);
  if (error != std::errc() || end != expires.data() + expires.size() ||
      signature.expiresSeconds < 0 || signature.expiresSeconds > kLongestSeconds)
    return incomplete("X-Amz-Expires must be a number of seconds of at most a week, got " +
                      inQuotes(expires));
  signature.bodyHash = request.header("x-amz-content-sha256");
  return finish(std::move(signature), credential);
}

bool isSigned(const Signature &signature, std::string_view name) {
  return std::find(signature.signedHeaders.begin(), signature.signedHeaders.end(), name) !=
         signature.signedHeaders.end();
}

std::optional<Error> checkTime(const Signature &signature, std::time_t now) {
  std::time_t made = timeOf(signature.date);
  long valid = signature.isPresigned ? signature.expiresSeconds : kSkewSeconds;
  if (made + valid < now)
    return invalid("Signature expired: " + signature.date + " is now earlier than " +
                   basicDate(now - valid) + " (" + basicDate(now) + " - " +
                   std::to_string(valid / 60) + " min.)");
  if (made > now + kSkewSeconds)
    return invalid("Signature not yet current: " + signature.date + " is still later than " +
                   basicDate(now + kSkewSeconds) + " (" + basicDate(now) + " + 15 min.)");
  return std::nullopt;
}

/// Values of a header, as they are signed: without spare blanks, several joined by commas.
std::string canonicalValue(const Request &request, std::string_view name) {
  std::string result;
  bool isFirst = true;
  for (const Header &header : request.headers) {
    if (lower(header.name) != name)
      continue;
    result.append(isFirst ? "" : ",").append(withoutSpareBlanks(header.value));
    isFirst = false;
  }
  return result;
}

} // namespace

std::variant<std::monostate, Signature, Error> readSignature(const Request &request) {
  Query query(request.target);
  bool isPresigned = !query.value("X-Amz-Algorithm").empty();
  bool hasHeader = request.hasHeader("authorization");
  if (isPresigned && hasHeader)
    return invalid("Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as "
                   "HTTP header.");
  if (isPresigned)
    return readQuery(request, query);
  if (hasHeader)
    return readHeader(request, trim(request.header("authorization")));
  return std::monostate{};
}

bool readScope(const Request &request, std::string &accessKey, std::string &region) {
  std::string credential = Query(request.target).value("X-Amz-Credential");
  if (std::string_view header = request.header("authorization"); credential.empty()) {
    size_t at = header.find("Credential=");
    if (at == header.npos)
      return false;
    header.remove_prefix(at + 11);
    credential = header.substr(0, header.find_first_of(", "));
  }
  std::vector<std::string_view> parts = split(credential, '/');
  if (parts.size() != 5)
    return false;
  accessKey = parts[0];
  region = parts[2];
  return true;
}

std::string canonicalRequest(const Request &request, const Signature &signature,
                             std::string_view bodyHash) {
  Query query(request.target);
  std::string_view path = std::string_view(request.target).substr(0, request.target.find('?'));
  std::string text = request.method + "\n" + canonicalPath(path) + "\n" + query.canonical() + "\n";
  std::string names;
  for (const std::string &name : signature.signedHeaders) {
    text.append(name).append(":").append(canonicalValue(request, name)).append("\n");
    names.append(names.empty() ? "" : ";").append(name);
  }
  return text.append("\n").append(names).append("\n").append(bodyHash);
}

std::string stringToSign(const Signature &signature, std::string_view canonicalRequest) {
  return std::string(kAlgorithm) + "\n" + signature.date + "\n" + scopeOf(signature) + "\n" +
         hexOf(sha256(canonicalRequest));
}

std::string sign(std::string_view secret, const Signature &signature, std::string_view toSign) {
  std::string key = hmac("AWS4" + std::string(secret), signature.day);
  for (std::string_view part :
       {std::string_view(signature.region), std::string_view(signature.service), kTerminator})
    key = hmac(key, part);
  return hexOf(hmac(key, toSign));
}

std::optional<Error> verify(const Request &request, const Signature &signature,
                            std::string_view secret, std::time_t now) {
  if (auto error = checkTime(signature, now))
    return error;
  if (!isSigned(signature, "host"))
    return invalid("'Host' must be a 'SignedHeader' in the AWS Authorization.");
  for (std::string_view name : kMustBeSigned)
    if (request.hasHeader(name) && !isSigned(signature, name))
      return invalid(inQuotes(name) + " must be a 'SignedHeader' in the AWS Authorization.");
  if (signature.bodyHash == kUnsigned)
    return invalid("The body of a request must be signed: UNSIGNED-PAYLOAD is not accepted.");
  std::string hash = hexOf(sha256(request.body));
  std::string expected =
      sign(secret, signature, stringToSign(signature, canonicalRequest(request, signature, hash)));
  bool isBody = signature.bodyHash.empty() || signature.bodyHash == hash;
  bool isSame = expected.size() == signature.signature.size() &&
                CRYPTO_memcmp(expected.data(), signature.signature.data(), expected.size()) == 0;
  if (isBody && isSame)
    return std::nullopt;
  return invalid("The request signature we calculated does not match the signature you provided. "
                 "Check your AWS Secret Access Key and signing method. Consult the service "
                 "documentation for details.");
}

} // namespace asl::api
