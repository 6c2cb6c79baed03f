// Reading requests and making answers: for the operations only.
#pragma once

#include "runtime/api/call.h"
#include "runtime/service/arn.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace asl::api {

/// Thrown by an operation that refuses a call. StepFunctions::call catches it and makes the answer;
/// no other public function of this folder lets it escape.
struct Refusal {
  Error error;
};
/// Throws a Refusal with status 400.
[[noreturn]] void refuse(std::string code, std::string message);
/// Throws InternalFailure with status 500, because the journal cannot be used.
[[noreturn]] void failInternally(const std::string &why);

/// Returns the value, or calls failInternally.
template <typename T> T valueOf(Expected<T> expected) {
  if (!expected)
    failInternally(expected.error());
  return *std::move(expected);
}
template <typename T> void check(const Expected<T> &expected) {
  if (!expected)
    failInternally(expected.error());
}

std::optional<std::string> textIn(const Json &request, const char *key);
/// The text of a required member.
std::string textOf(const Json &request, const char *key);
bool flagIn(const Json &request, const char *key, bool otherwise);
/// `maxResults`, where absent and 0 mean 100.
size_t pageSize(const Json &request);

/// `writableMs` as seconds since 1970 with a fraction, the form of times in the API.
Json timeOf(int64_t ms);
/// Adds a text that is not empty.
void setText(Json &object, const char *key, const std::string &text);

/// What ARNs of the caller's resources begin with: `arn:aws:states:us-east-1:123456789012:`.
std::string prefixOf(const Caller &caller);
/// The caller whose resources have that prefix: `arn:PARTITION:states:REGION:ACCOUNT:`.
Caller callerOf(const std::string &prefix);
/// Parses the ARN in a member. Throws InvalidArn when it is not an ARN or its kind is not in
/// `kinds`.
service::Arn arnIn(const Json &request, const char *key,
                   std::initializer_list<service::Arn::Kind> kinds);
/// Refuses an `encryptionConfiguration` whose members do not fit together.
void checkEncryption(const Json &request);
/// Refuses names that AWS does not accept as InvalidName.
void checkName(const std::string &name);

/// Tokens of pages. A token holds a position and fits only the list that it was made for: the same
/// operation and arguments but `maxResults`.
std::string pageToken(const Call &call, const std::string &position);
/// The position in the call's `nextToken`; empty when there is none. Refuses what `pageToken` did
/// not make as InvalidToken.
std::string positionOf(const Call &call);

} // namespace asl::api
