// Signature Version 4: reading and checking the signatures of requests.
#pragma once

#include "runtime/api/call.h"
#include "runtime/http/server.h"

#include <ctime>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace asl::api {

/// A signature, of headers or of a presigned URL.
struct Signature {
  std::string accessKey;
  std::string day; ///< YYYYMMDD, of the credential scope
  std::string region, service;
  std::vector<std::string> signedHeaders; ///< in the order of the signature
  std::string signature;
  std::string date;     ///< YYYYMMDDTHHMMSSZ
  std::string bodyHash; ///< as the client claims it; empty if it does not
  bool isPresigned = false;
  long expiresSeconds = 0; ///< of a presigned URL
};

/// Reads the signature of a request; monostate when it has none. Fails with AWS's errors for
/// incomplete signatures.
std::variant<std::monostate, Signature, Error> readSignature(const http::server::Request &request);

/// Reads access key and region from the credential scope without checking the signature: for
/// servers that accept any signature. Returns false when there is no scope.
bool readScope(const http::server::Request &request, std::string &accessKey, std::string &region);

/// The canonical request and the string to sign, as the documentation of Signature Version 4 has
/// them. `bodyHash` is the hexadecimal SHA-256 of the body.
std::string canonicalRequest(const http::server::Request &request, const Signature &signature,
                             std::string_view bodyHash);
std::string stringToSign(const Signature &signature, std::string_view canonicalRequest);
/// The hexadecimal signature of a string to sign.
std::string sign(std::string_view secret, const Signature &signature, std::string_view toSign);

/// Checks a signature against the secret of its access key at the time `now`: scope, date (15
/// minutes to either side), the headers that must be signed, the body, the signature itself.
std::optional<Error> verify(const http::server::Request &request, const Signature &signature,
                            std::string_view secret, std::time_t now);

} // namespace asl::api
