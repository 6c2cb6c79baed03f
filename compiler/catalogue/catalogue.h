// The services that Task states call: their operations, requests, responses and errors. The facts
// are dated tables; a service or an operation that they do not contain is unknown, not wrong.
// The tables are constants: they need no memory on the heap and no work when the program starts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aslc::catalogue {

struct Member;

/// The bounds of a number, or of the length of a text.
struct Bounds {
  double least, most;
};

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
  /// Whether the value is a status of a job after which its status never changes. False for every
  /// value of an enumeration that is not a status of jobs, or whose final values are not known.
  bool isFinal(size_t index) const;
  /// Number: what it may be. Text without values: its length. Known of responses only; infinite
  /// where there is no bound.
  Bounds bounds() const;
  /// Any: whether it is a time. The services give it in different forms.
  bool isTime() const;
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
  /// Of a response: is absent at times, also when the call succeeds. A member that is neither
  /// always there nor absent at times is not known well enough to say.
  bool sometimes = false;
  /// Whether the service's model requires it.
  bool required = false;
};

/// The effect of repeating a call.
enum class Repetition : uint8_t { Unknown, ReadOnly, Idempotent, Harmful };

/// When a Task goes on. The enumerators have the order of asl::task::Resource::Pattern.
enum class Pattern : uint8_t { RequestResponse, Sync, Sync2, WaitForTaskToken };

struct Operation {
  std::string_view service; ///< as in the resource: `dynamodb`, `lambda`, `sfn`
  std::string_view name;    ///< as in the resource: `getItem`
  Type request;
  Type response; ///< of a call that does not wait for a job
  Type job;      ///< what `.sync` gives; Any when `.sync` is not supported
  Type job2;     ///< what `.sync:2` gives
  Repetition repetition = Repetition::Unknown;
  /// The member of the request that makes a repetition harmless: a token, a name, a condition.
  /// Empty when there is none, or none is known.
  std::string_view key;
  /// What `key` does so for, to be added to a sentence; empty: for all requests.
  std::string_view keyScope() const {
    bool isOfFifo = key == "MessageDeduplicationId";
    return isOfFifo ? " for a FIFO queue or topic, whose name ends with `.fifo`" : "";
  }

  bool allows(Pattern pattern) const { return patterns >> static_cast<unsigned>(pattern) & 1; }

  /// The names of the errors that a Task which calls it can fail with, without those that every
  /// Task can fail with (`States.TaskFailed`, `States.Timeout`, ...). Sorted. None when they are
  /// not known. A service may also raise errors that its description lacks, such as throttling.
  size_t errorCount() const { return errors; }
  std::string_view error(size_t index) const;

  uint32_t firstError = 0, errors = 0; ///< in the table of lists of errors
  uint8_t patterns = 0;                ///< bits
};

/// A service as `arn:aws:states:::NAME:...` or `arn:aws:states:::aws-sdk:NAME:...` names it.
class Service {
public:
  std::string_view name() const;
  /// What the names of its errors begin with, without the dot: `DynamoDB`, of `aws-sdk:` calls
  /// `DynamoDb`. Empty when it is not known.
  std::string_view errorPrefix() const;
  /// What the names of its permissions begin with, without the colon: `states` for `sfn`. Of
  /// services of `aws-sdk:` calls; else empty.
  std::string_view permissionPrefix() const;
  /// Sorted by name; none when they are not known.
  size_t operationCount() const;
  Operation operation(size_t index) const;
  std::optional<Operation> find(std::string_view action) const;
  /// Whether some operation of the service can raise this error, by its whole name.
  bool raises(std::string_view error) const;

private:
  friend std::optional<Service> findService(std::string_view, bool);
  friend Service serviceAt(size_t, bool);
  explicit Service(uint32_t index) : index_(index) {}
  uint32_t index_;
};

/// `sdk`: among those that `aws-sdk:` resources call, else among the optimized integrations.
std::optional<Service> findService(std::string_view name, bool sdk);
size_t serviceCount(bool sdk);
Service serviceAt(size_t index, bool sdk);

/// The meaning of a Task's Resource.
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
  std::string service, action; ///< parts of the resource
  std::optional<Operation> operation;

  /// The type of the Task's result before ResultSelector; Any when it is unknown.
  Type result() const;
};

/// Unknown also for a pattern that does not exist.
Integration integrationOf(std::string_view resource);

/// The length in bytes of the texts that all services give under this name; 0 when there is no such
/// rule.
size_t lengthOf(std::string_view member);

/// Whether some service of the tables raises an error of this name, which is compared exactly.
bool isServiceError(std::string_view name);
/// The names of all errors of services, sorted: errorName(0), ...
size_t errorNameCount();
std::string_view errorName(size_t index);

/// The day of the descriptions that the tables are made from, `2026-05-20`.
std::string_view date();

} // namespace aslc::catalogue
