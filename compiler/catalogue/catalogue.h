// What is known of the services that Task states call: their operations, what goes in, what comes
// out, which errors they raise. The facts are tables with a date; a service or an operation that
// they do not name is unknown, not wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace aslc::catalogue {

struct Member;

/// The type of a part of a request or a response. A handle into the tables: cheap to copy, always
/// valid.
class Type {
public:
  enum class Kind : uint8_t { Any, Text, Number, Boolean, List, Map, Object };

  constexpr Type() = default; ///< Any
  explicit constexpr Type(uint32_t index) : index_(index) {}

  Kind kind() const;
  /// Text: the values that it can have, when the service enumerates them; else empty.
  size_t valueCount() const;
  std::string_view value(size_t index) const;
  /// List: its elements. Map: its values.
  Type element() const;
  /// Object: its members, sorted by name.
  size_t memberCount() const;
  Member member(size_t index) const;
  std::optional<Member> find(std::string_view name) const;

  bool operator==(const Type &) const = default;

private:
  uint32_t index_ = 0;
};

struct Member {
  std::string_view name; ///< as a state machine writes it
  Type type;
  bool always = false; ///< of a request: must be given; of a response: is always there
};

/// What happens when a call is made twice.
enum class Repetition : uint8_t { Unknown, ReadOnly, Idempotent, Harmful };

struct Operation {
  std::string_view service; ///< as in the resource: `dynamodb`, `lambda`, `sfn`
  std::string_view name;    ///< as in the resource: `getItem`
  Type request;
  Type response; ///< of a call that does not wait for a job
  Type job;      ///< what `.sync` (`.sync:2`) gives; Any when it has no such pattern
  Repetition repetition = Repetition::Unknown;

  /// The names of the errors that a Task which calls it can fail with, without those that every
  /// Task can fail with (`States.TaskFailed`, `States.Timeout`, ...).
  size_t errorCount() const;
  std::string_view error(size_t index) const;

  uint32_t firstError = 0, errors = 0; ///< in the table of names
};

enum class Pattern : uint8_t { RequestResponse, Sync, Sync2, WaitForTaskToken };

/// What the Resource of a Task means.
struct Integration {
  enum class Kind : uint8_t {
    Unknown,
    Function,  ///< the ARN of a Lambda function: the result is what the function returns
    Activity,  ///< a worker polls for it
    Optimized, ///< `arn:aws:states:::dynamodb:getItem`
    Sdk        ///< `arn:aws:states:::aws-sdk:dynamodb:getItem`
  };
  Kind kind = Kind::Unknown;
  Pattern pattern = Pattern::RequestResponse;
  std::string_view service, action; ///< parts of the text that was given
  const Operation *operation = nullptr;

  /// What the Task's result is, before ResultSelector; Any when it is not known.
  Type result() const;
};

/// `resource` is kept by reference.
Integration integrationOf(std::string_view resource);

/// The day on which the tables were made, `2026-11-28`.
std::string_view date();

} // namespace aslc::catalogue
