// ARNs of Step Functions' resources.
#pragma once

#include "runtime/support/expected.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asl::service {

/// A parsed ARN. Names may hold any punctuation that AWS allows, so it is parsed by position. See
/// https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html.
struct Arn {
  enum class Kind : uint8_t {
    StateMachine, ///< `...:stateMachine:NAME`, with a label `...:stateMachine:NAME/LABEL`
    Version,      ///< `...:stateMachine:NAME:3`
    Alias,        ///< `...:stateMachine:NAME:live`
    Execution,    ///< `...:execution:NAME:EXECUTION`
    Express,      ///< `...:express:NAME:EXECUTION:UUID`
    MapRun,       ///< `...:mapRun:NAME/LABEL:ID`
    Activity      ///< `...:activity:NAME`
  };
  Kind kind = Kind::StateMachine;
  std::string prefix; ///< `arn:aws:states:us-east-1:123456789012:`
  std::string name;   ///< of the machine or activity
  std::string label;  ///< of a distributed Map; else empty
  std::string last;   ///< number, alias, name of the execution, id of the map run
  std::string uuid;   ///< Express

  /// The ARN of the machine without version, alias and label.
  std::string machineArn() const { return prefix + "stateMachine:" + name; }
};

/// The word for the kind in an ARN: `stateMachine`, `execution`, ...
std::string_view typeOf(Arn::Kind kind);

/// Parses an ARN. The failure is AWS's message of InvalidArn.
Expected<Arn> parseArn(std::string_view text);

/// Whether it is the ARN of a role, `arn:aws:iam::123456789012:role/path/name`, of any partition. A
/// path has any visible characters of ASCII, as IAM allows it.
bool isRoleArn(std::string_view text);

/// Whether AWS accepts `name` for a machine, an execution or an activity: 1 to 80 characters, none
/// of those that it forbids.
bool isName(std::string_view name);

} // namespace asl::service
