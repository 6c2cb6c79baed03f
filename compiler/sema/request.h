// Checks the request of a Task that calls a service: `Parameters` or `Arguments`.
#pragma once

#include "compiler/catalogue/catalogue.h"
#include "compiler/sema/checker.h"

namespace aslc::sema {

/// The request as it is written; null when it is absent or its members are not known.
const source::Node *requestOf(const ast::State &state);
/// Whether the request has a member of this name, literal or evaluated.
bool gives(const source::Node &request, std::string_view name);

/// Reports members that the operation does not have, required ones that are missing, and literals
/// of a wrong type. What is evaluated is not judged. `sdk`: it is a call of `aws-sdk:`.
void checkRequest(Checker &checker, const ast::State &state, const catalogue::Operation &operation,
                  bool sdk);

/// The same for the request of an `ItemReader` or a `ResultWriter`, which is an object.
/// `operation`: `getObject`, `listObjectsV2` or `putObject` of S3.
void checkS3Request(Checker &checker, ast::QueryLanguage language, const source::Node &request,
                    std::string_view operation);

/// Checks the expressions of a request to DynamoDB, such as `UpdateExpression`.
void checkDynamoDbExpressions(Checker &checker, const ast::State &state,
                              const source::Node &request);

bool equalInAnyCase(std::string_view a, std::string_view b);

} // namespace aslc::sema
