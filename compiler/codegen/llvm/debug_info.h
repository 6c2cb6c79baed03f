// Debug information: which instruction came from which line of the definition, and what a debugger
// shows where it stops.
#pragma once

#include "compiler/codegen/llvm/abi.h"
#include "compiler/codegen/naming.h"

#include "mlir/IR/Location.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/IR/DIBuilder.h"
#include "llvm/IR/DebugLoc.h"
#include "llvm/IR/Function.h"

#include <memory>

namespace aslc::codegen {

/// Makes the debug information of one module. Does nothing when it is off.
///
/// A state is shown as an inlined function of its flow, so that a backtrace names it. It has the
/// variables `state`, an enumerator, and `input`.
class DebugInfo {
public:
  struct Options {
    bool on = true;
    std::string file;   ///< the definition's name, as seen from `folder`
    std::string folder; ///< where debuggers look for it
  };
  DebugInfo(llvm::Module &module, const Options &options);
  ~DebugInfo();

  /// A state within one function.
  struct Scope {
    llvm::DISubprogram *state = nullptr;
    llvm::DILocation *inlinedAt = nullptr;
    llvm::DILocalVariable *name = nullptr, *input = nullptr;
    uint32_t index = 0;
  };

  /// Marks `function` as code of the definition, shown as `name` in a debugger.
  void describe(llvm::Function &function, llvm::StringRef name, mlir::Location location);
  /// The type of `state` in a flow with these states.
  llvm::DIType *statesType(llvm::ArrayRef<std::string> names, mlir::Location flow);
  /// The state number `index`, at `location`, as a part of `function`.
  Scope stateWithin(llvm::Function &function, llvm::StringRef name, uint32_t index,
                    llvm::DIType *states, mlir::Location location);

  /// Where the instructions made from an op at `location` belong, within `function` and, where it
  /// is known, a state of it.
  llvm::DebugLoc locate(const llvm::Function &function, const Scope &scope,
                        mlir::Location location) const;
  /// The same for code that is of no line, such as that between states.
  llvm::DebugLoc nowhere(const llvm::Function &function, const Scope &scope) const;
  /// Adds `line` to the lines of the next instruction, without emitting one.
  void markLine(llvm::IRBuilder<> &builder, const Scope &scope, unsigned line) const;
  /// From here on the variables of the state are known: its input is `input`, or, when that has no
  /// parts, in the frame.
  void showState(llvm::IRBuilder<> &builder, const Scope &scope, llvm::Value *frame,
                 Value input) const;
  void finish();

private:
  llvm::DILocation *at(const llvm::Function &function, const Scope &scope, unsigned line,
                       unsigned column) const;
  llvm::DIType *makeValueType();

  llvm::DIFile *file_ = nullptr;
  std::unique_ptr<llvm::DIBuilder> builder_; ///< null: off
  llvm::DIType *valueType_ = nullptr;        ///< asl_value
};

} // namespace aslc::codegen
