// The errors that an op may raise, and those that may escape from a state or a flow.
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

#include <initializer_list>
#include <string>

namespace mlir {
class Operation;
class Region;
} // namespace mlir

namespace aslc::ir {

class State;
class Flow;

/// Names of errors as ops raise them. Those that begin with `#` never leave the op that handles
/// them: they name no error of the language.
namespace errors {
inline constexpr llvm::StringLiteral runtime = "States.Runtime";
inline constexpr llvm::StringLiteral dataLimitExceeded = "States.DataLimitExceeded";
inline constexpr llvm::StringLiteral resultPathMatchFailure = "States.ResultPathMatchFailure";
inline constexpr llvm::StringLiteral intrinsicFailure = "States.IntrinsicFailure";
inline constexpr llvm::StringLiteral queryEvaluationError = "States.QueryEvaluationError";
inline constexpr llvm::StringLiteral toleratedFailures = "States.ExceedToleratedFailureThreshold";
inline constexpr llvm::StringLiteral itemReaderFailed = "States.ItemReaderFailed";
inline constexpr llvm::StringLiteral resultWriterFailed = "States.ResultWriterFailed";
/// JSONata's own error inside of an expression: asl.jsonata makes States.QueryEvaluationError of
/// it.
inline constexpr llvm::StringLiteral expression = "#expression";
/// A comparison in a filter cannot be made: the walk of asl.gather ends, and gives an error value.
inline constexpr llvm::StringLiteral filter = "#filter";
/// A Fail state without an Error.
inline constexpr llvm::StringLiteral unnamed = "";
} // namespace errors

/// A set of error names, or all names: a lattice whose join is `unite`.
class ErrorSet {
public:
  ErrorSet() = default;
  ErrorSet(std::initializer_list<llvm::StringRef> names);
  /// All names: for errors whose name depends on data.
  static ErrorSet any();

  bool isAny() const { return any_; }
  bool isEmpty() const { return !any_ && names_.empty(); }
  bool contains(llvm::StringRef name) const;
  /// Sorted; empty when the set is all names.
  llvm::ArrayRef<std::string> names() const { return names_; }

  void insert(llvm::StringRef name);
  void remove(llvm::StringRef name);
  void unite(const ErrorSet &other);

  bool operator==(const ErrorSet &) const = default;

private:
  bool any_ = false;
  llvm::SmallVector<std::string, 2> names_;
};

/// `any`, `none`, or the names with commas between them.
llvm::raw_ostream &operator<<(llvm::raw_ostream &out, const ErrorSet &set);

/// Whether a Retrier or Catcher can take an error of that name at all.
bool canBeCaught(llvm::StringRef error);
/// Whether an ErrorEquals of these names takes `error` for sure.
bool areCaughtBy(llvm::StringRef error, llvm::ArrayRef<llvm::StringRef> errorEquals);

/// The errors that ops of a data-flow region may raise and that are not handled inside it.
ErrorSet errorsOf(mlir::Region &region);
/// The errors with which a state may fail: from its data flow (without that of its catchers), its
/// work, and the limits of every state.
ErrorSet errorsOf(State state);
/// The errors that leave the state: those that its catchers do not match, and those that the
/// catchers raise themselves. Retriers do not matter.
ErrorSet errorsEscaping(State state);
/// The errors with which the flow may fail: those that escape from its states.
ErrorSet errorsEscaping(Flow flow);

} // namespace aslc::ir
