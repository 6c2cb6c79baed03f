// The typed definition: the fields of a machine with their places.
//
// The tree of a definition is untyped JSON; parse/ converts it to these types. They own the parsed
// expressions, and every field keeps its range in the text.
#pragma once

#include "compiler/ast/boxed.h"
#include "compiler/ast/expression.h"
#include "compiler/source/tree.h"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace aslc::ast {

using source::Range;

enum class QueryLanguage : uint8_t { JsonPath, Jsonata };
enum class MachineType : uint8_t { Standard, Express };

/// A field's value with the place of its name and of its value.
template <typename T> struct Field {
  T value{};
  Range keyRange;
  Range range;
  const source::Node *node = nullptr; ///< the value in the tree (for places inside a string)
};
template <typename T> using Optional = std::optional<Field<T>>;

using Text = Optional<std::string>;

/// A value made when the workflow runs: a payload template, or a JSONata value with `{% %}`
/// strings. `Object`/`Array` have children; a subtree without any expression is one `Literal`.
struct Template {
  enum class Kind : uint8_t {
    Literal,    ///< `node` is copied as it is
    Expression, ///< a path or an intrinsic call, or in JSONata a `{% %}` string
    Object,
    Array
  };
  struct Entry {
    std::string key; ///< without its `.$`
    Range keyRange;
    std::string written; ///< the key as written, with its `.$` (error texts name it so)
    std::unique_ptr<Template> value;
  };
  Kind kind = Kind::Literal;
  Range range;
  const source::Node *node = nullptr;           ///< the value this was read from
  std::optional<ast::Expression> expression;    ///< Expression
  std::vector<Entry> entries;                   ///< Object
  std::vector<std::unique_ptr<Template>> items; ///< Array
};
using TemplateField = Optional<std::unique_ptr<Template>>;

/// A path field that may be `null`: `InputPath`, `OutputPath`, `ResultPath`.
struct PathOrNull {
  Boxed<Expression> path; ///< nullopt: `null`
};

/// A number that is constant, a path (`...Path` field, JSONPath) or an expression (JSONata).
struct Quantity {
  double constant = 0;
  Boxed<Expression> expression; ///< nullopt: constant

  bool isPath() const { return expression && expression->kind != Expression::Kind::Jsonata; }
};

struct Retrier {
  Range range;
  std::vector<Field<std::string>> errorEquals;
  double intervalSeconds = 1;
  int64_t maxAttempts = 3;
  double backoffRate = 2.0;
  std::optional<int64_t> maxDelaySeconds;
  bool fullJitter = false;
  Text comment;
};

struct Catcher {
  Range range;
  std::vector<Field<std::string>> errorEquals;
  Text next;
  Optional<PathOrNull> resultPath; ///< JSONPath
  TemplateField output;            ///< JSONata
  TemplateField assign;
  Text comment;
};

struct Machine;

/// Comparison operators of Choice rules by name, with or without `Path`.
struct Comparison {
  std::string op; ///< as written, `StringEquals` or `StringEqualsPath`
  Range opRange;
  Boxed<Expression> variable;            ///< a path; nullopt when it is missing
  const source::Node *operand = nullptr; ///< the literal, or the string of the path for `...Path`
  Boxed<Expression> operandPath;         ///< of `...Path`
};

/// One rule, or one operand of And/Or/Not.
struct ChoiceRule {
  enum class Kind : uint8_t { Comparison, And, Or, Not, Condition };
  Kind kind = Kind::Comparison;
  Range range;
  Comparison comparison;
  std::vector<ChoiceRule> operands;    ///< And, Or; one for Not
  std::unique_ptr<Template> condition; ///< JSONata: Literal (boolean) or Expression
  Text next;                           ///< top rules only
  TemplateField assign;
  TemplateField output; ///< JSONata
  Text comment;
};

struct PassState {
  std::optional<Field<const source::Node *>> result;
};

struct TaskState {
  Text resource;
  Optional<Quantity> timeoutSeconds; ///< `TimeoutSeconds` or `TimeoutSecondsPath`
  Optional<Quantity> heartbeatSeconds;
  TemplateField credentials; ///< the whole object
};

struct ChoiceState {
  std::vector<ChoiceRule> rules;
  Text defaultNext;
};

struct WaitState {
  enum class Form : uint8_t { Seconds, Timestamp };
  Form form = Form::Seconds;
  Quantity value;        ///< Form::Seconds; of Form::Timestamp only its expression
  std::string timestamp; ///< Form::Timestamp, where it is constant
  Range range;           ///< of the value
  const source::Node *node = nullptr;
};

struct SucceedState {};

/// Constant text, JSONPath (path or intrinsic call), or JSONata.
struct FailMessage {
  std::string text;             ///< where it is constant
  Boxed<Expression> expression; ///< nullopt: constant
};

struct FailState {
  Optional<FailMessage> error; ///< `Error` or `ErrorPath`
  Optional<FailMessage> cause;
};

struct ParallelState {
  std::vector<std::unique_ptr<Machine>> branches;
};

struct ItemReader {
  Text resource;
  TemplateField arguments; ///< Parameters or Arguments
  const source::Node *readerConfig = nullptr;
  Optional<Quantity> maxItems;
};

struct ItemBatcher {
  Optional<Quantity> maxItemsPerBatch;
  Optional<Quantity> maxInputBytesPerBatch;
  TemplateField batchInput;
};

struct ResultWriter {
  Text resource;
  TemplateField arguments;
  const source::Node *writerConfig = nullptr;
};

struct MapState {
  std::unique_ptr<Machine> processor; ///< ItemProcessor or Iterator
  bool distributed = false;
  bool express = false;               ///< ProcessorConfig.ExecutionType
  Boxed<Field<Expression>> itemsPath; ///< JSONPath
  TemplateField items;                ///< JSONata
  TemplateField itemSelector;         ///< or legacy Parameters
  Optional<Quantity> maxConcurrency;
  Optional<Quantity> toleratedFailureCount;
  Optional<Quantity> toleratedFailurePercentage;
  Text label;
  Boxed<ItemReader> itemReader;
  Boxed<ItemBatcher> itemBatcher;
  Boxed<ResultWriter> resultWriter;
};

struct State {
  std::string name;
  Range nameRange;                    ///< the key
  Range range;                        ///< the value
  const source::Node *node = nullptr; ///< the value
  QueryLanguage language = QueryLanguage::JsonPath;
  /// The type is missing or unknown (and reported): only the name and the transition hold.
  bool broken = false;
  Text comment;
  Text next;
  bool end = false;

  Optional<PathOrNull> inputPath, outputPath, resultPath; ///< JSONPath
  TemplateField parameters, resultSelector;               ///< JSONPath
  TemplateField arguments, output;                        ///< JSONata
  TemplateField assign;
  std::vector<Retrier> retriers;
  std::vector<Catcher> catchers;

  std::variant<PassState, TaskState, ChoiceState, WaitState, SucceedState, FailState, ParallelState,
               MapState>
      kind;

  template <typename T> const T *as() const { return std::get_if<T>(&kind); }
};

/// The whole definition, a branch of Parallel, or the processor of Map.
struct Machine {
  Range range;
  const source::Node *node = nullptr; ///< the object
  Text comment;
  Text startAt;
  QueryLanguage language = QueryLanguage::JsonPath; ///< of the whole definition
  std::optional<Field<int64_t>> timeoutSeconds;     ///< whole definition only
  MachineType type = MachineType::Standard;         ///< whole definition only: what it is built as
  std::vector<State> states;                        ///< in the order of the text
  std::shared_ptr<const source::Tree> tree;         ///< set on the whole definition: owns all nodes

  const State *find(std::string_view name) const;
};

/// The AST as indented text, one field a line with its place (for `aslc build --emit=ast`).
std::string dump(const Machine &machine);

} // namespace aslc::ast
