// The request of TestState.
#pragma once

#include "runtime/api/call.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace aslc::calls {

enum class InspectionLevel : uint8_t { Info, Debug, Trace };
/// How the result of a mock is compared with the response of the API that it stands for.
enum class FieldValidation : uint8_t { Strict, Present, None };

/// The mocked result of a Task, Map or Parallel.
struct Mock {
  std::optional<std::string> result; ///< JSON text
  std::optional<std::string> error, cause;
  FieldValidation validation = FieldValidation::Strict;

  bool fails() const { return !result; }
};

struct TestRequest {
  std::string definition;
  std::optional<std::string> stateName; ///< then the definition is that of a machine
  std::optional<std::string> roleArn;
  std::string input = "{}"; ///< JSON text
  InspectionLevel level = InspectionLevel::Info;
  bool revealSecrets = false;
  std::optional<Mock> mock;
  std::optional<std::string> context; ///< JSON text, an object
  /// Values of variables, in their order.
  nlohmann::ordered_json variables = nlohmann::ordered_json::object();

  // stateConfiguration
  uint32_t retryCount = 0;
  std::optional<std::string> errorCausedByState;
  std::optional<int64_t> mapIterationFailureCount;
  std::optional<std::string> mapItemReaderData;
};

asl::api::Error validationError(std::string message);

/// Reads a request that has been checked against the model; or why it is refused, as far as that
/// does not depend on the state.
std::variant<TestRequest, asl::api::Error> readRequest(const asl::api::Json &request);

} // namespace aslc::calls
