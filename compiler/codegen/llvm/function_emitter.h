// The code of one native function while it is written: its values in registers, and where its
// errors go.
#pragma once

#include "compiler/codegen/llvm/module_context.h"
#include "compiler/codegen/op_info.h"

#include "compiler/ir/asl.h"
#include "compiler/ir/place.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/IRBuilder.h"

namespace aslc::codegen {

/// Flags of an asl_value where they lie in its head.
constexpr uint64_t flagBits(uint8_t flags) { return uint64_t(flags) << 40; }

/// What the functions of one indefinite path see of the function around it: the root, and values
/// made outside of the path, which lie in the memory that asl_gather::captures points to.
struct Captures {
  llvm::SmallVector<mlir::Value, 2> roots;
  llvm::SmallVector<mlir::Value, 4> values;
};

/// The target of control after an error: a block that takes the error as its argument. Its owner
/// fills the block.
struct Failure {
  llvm::BasicBlock *block = nullptr;
  llvm::PHINode *head = nullptr;
  llvm::PHINode *bits = nullptr;
  Value error() const { return {head, bits}; }
};

/// Writes one function. Blocks of the asl dialect become straight code at the place of the builder.
class FunctionEmitter {
public:
  FunctionEmitter(ModuleContext &moduleContext, llvm::Function &function, mlir::Location location);

  ModuleContext &moduleContext;
  ConstantPool &constants; ///< of the module
  llvm::Function &function;
  llvm::IRBuilder<> builder;
  llvm::Value *frame = nullptr;       ///< asl_frame*, where there is one
  llvm::Value *heap = nullptr;        ///< asl_heap*
  llvm::Value *gather = nullptr;      ///< asl_gather*, in the parts of an indefinite path
  const Captures *captures = nullptr; ///< there too
  /// In a predicate of a filter: where it goes when a comparison failed (the error is in the
  /// gather).
  llvm::BasicBlock *predicateFailed = nullptr;
  Failure *failure = nullptr;               ///< where raised errors go
  DebugInfo::Scope state;                   ///< whose code is being written, where it is known
  std::optional<ir::ExpressionPlace> place; ///< of the op that is being written

  // Values
  // ------------------------------------------------------------------------------------------
  void bind(mlir::Value name, Value value) { values_[name] = value; }
  Value get(mlir::Value name);
  llvm::Value *condition(mlir::Value name) { return get(name).head; } ///< of an i1
  Value constant(ConstantValue value) { return {value.head, value.bits}; }
  Value undefined() { return constant(constants.undefined()); }
  llvm::Value *hasTag(Value value, uint8_t tag);
  /// Whether the tag is one of a range.
  llvm::Value *hasTags(Value value, uint8_t first, uint8_t last);
  Value loadValue(llvm::Value *address);
  void storeValue(Value value, llvm::Value *address);
  /// Sets the location of the next instructions.
  void locate(mlir::Location location) {
    builder.SetCurrentDebugLocation(moduleContext.debug.locate(function, state, location));
  }
  /// The next instructions belong to no line.
  void locateNowhere() {
    builder.SetCurrentDebugLocation(moduleContext.debug.nowhere(function, state));
  }
  void loadHeap(); ///< makes `heap` known, of `frame`
  /// One of two values, by the block that control comes from.
  Value join(Value one, llvm::BasicBlock *from, Value other, llvm::BasicBlock *otherFrom);
  /// The address `offset` bytes after `base`.
  llvm::Value *at(llvm::Value *base, uint64_t offset);
  /// Memory in this function's frame for `count` asl_values, the same for each use of that size: it
  /// holds arguments of one call, never anything across calls.
  llvm::Value *valueSlots(size_t count);
  llvm::Value *slot(llvm::Type *type, llvm::StringRef name, llvm::Align align = llvm::Align(8));
  llvm::Value *
  storeValues(llvm::ArrayRef<Value> values); ///< into valueSlots; null when there are none
  llvm::Constant *int32(uint64_t value) { return constants.int32(value); }
  llvm::Constant *int64(uint64_t value) { return constants.int64(value); }

  // Control
  // -----------------------------------------------------------------------------------------
  llvm::BasicBlock *block(const llvm::Twine &name);
  Failure makeFailure(const llvm::Twine &name);
  /// Goes to `failure` with `error`; what is written next is dead.
  void raise(Value error);
  /// Adds to an error the place in its expression that is being written, where one is known.
  void attachLocation(Value error);
  void giveBack(Value value); ///< returns it from the function
  /// Goes to `failure` when `value` is an error; else goes on.
  Value checked(Value value);
  /// Goes to `unlikely` when `condition` holds; else goes on in a new block.
  void branchAway(llvm::Value *condition, llvm::BasicBlock *unlikely);

  // Ops
  // ---------------------------------------------------------------------------------------------
  /// Writes the ops of a region of one block whose arguments are `arguments`; returns what it
  /// yields.
  Value inlineRegion(mlir::Region &region, llvm::ArrayRef<Value> arguments);
  void emit(mlir::Operation *op);
  /// The value a state region gives, or `otherwise` where there is no region.
  Value regionOr(mlir::Region &region, llvm::ArrayRef<Value> arguments, Value otherwise) {
    return region.empty() ? otherwise : inlineRegion(region, arguments);
  }
  /// Writes the part of an indefinite path in `block`; gives ASL_NULL, or the error that stops the
  /// walk.
  Value walk(mlir::Block &block);

  Value callValue(llvm::StringRef name, std::initializer_list<Argument> arguments) {
    return moduleContext.abi.callValue(builder, name, arguments);
  }
  llvm::CallInst *call(llvm::StringRef name, std::initializer_list<Argument> arguments) {
    return moduleContext.abi.call(builder, name, arguments);
  }

private:
  // Each family in a file of its own: ops_data.cpp, ops_path.cpp, ops_test.cpp, ops_jsonata*.cpp.
  void emitOp(ir::PathOp op);
  void emitOp(ir::RequireOp op);
  void emitOp(ir::GatherOp op);
  void emitOp(ir::FilterCompareOp op);
  void emitOp(ir::FilterExistsOp op);
  void emitOp(ir::FilterMatchesOp op);
  void emitOp(ir::ConstantOp op);
  void emitOp(ir::ContextOp op);
  void emitOp(ir::GetVarOp op);
  void emitOp(ir::AssignOp op);
  void emitOp(ir::ObserveOp op);
  void emitOp(ir::ObjectOp op);
  void emitOp(ir::ArrayOp op);
  void emitOp(ir::SetOp op);
  void emitOp(ir::IntrinsicOp op);
  void emitOp(ir::TestOp op);
  void emitOp(ir::IsOp op);
  void emitOp(ir::MatchesOp op);
  void emitOp(ir::TruthOp op);
  void emitOp(ir::NotOp op);
  void emitOp(ir::AllOp op);
  void emitOp(ir::AnyOp op);
  // JSONata expressions: ops_jsonata.cpp, ops_jsonata_loops.cpp,
  // ops_jsonata_functions.cpp.
  // clang-format off
#define ASLC_JSONATA_OPS(X) \
  X(Jsonata) X(Undefined) X(Lookup) X(Wildcard) X(Descendants) X(Normalize) X(KeepArray) X(Pick) \
  X(Members) X(List) X(Arithmetic) X(Negate) X(Equality) X(Order) X(Concat) X(Range) X(Includes) \
  X(IsTrue) X(Boolean) X(If) X(Transform) X(Box) X(BoxGet) X(BoxSet) X(Step) X(Where) X(Sort) \
  X(Group) X(Tuples) X(TupleStep) X(TupleWhere) X(TupleIndex) X(TupleSort) X(TupleGroup) \
  X(TupleItems) X(Library) X(Function) X(Regex) X(Lambda) X(Apply) X(Partial) X(Pipe)
// clang-format on
#define ASLC_DECLARE_JSONATA_OP(name) void emitOp(ir::name##Op op);
  ASLC_JSONATA_OPS(ASLC_DECLARE_JSONATA_OP)
#undef ASLC_DECLARE_JSONATA_OP
  /// What a loop goes over: the items of an array, or the value itself when it is none.
  enum class Items : uint8_t {
    All,     ///< also a value that is undefined
    Defined, ///< nothing for undefined
    Loose,   ///< likewise, and a `cons` array is one item
    Several  ///< nothing where there are less than two
  };
  /// Writes `body` for each item; it gets the item, its index and how many there are (both i32).
  using LoopBody = llvm::function_ref<void(Value item, llvm::Value *index, llvm::Value *count)>;
  void loopItems(Value input, Items items, LoopBody body);
  /// Writes `body` for 0 to `count` - 1.
  void loopCount(llvm::Value *count, llvm::function_ref<void(llvm::Value *index)> body);
  /// The components of a tuple.
  llvm::SmallVector<Value> tupleParts(Value tuple, uint64_t width);
  Value sortKey(mlir::Region &term, llvm::ArrayRef<Value> parts);
  void emitSort(mlir::Value result, mlir::Value input, uint64_t width,
                llvm::ArrayRef<bool> descending, mlir::MutableArrayRef<mlir::Region> terms);
  void emitGroup(mlir::Value result, Value all, uint64_t width,
                 mlir::MutableArrayRef<mlir::Region> pairs);
  /// `fast` where `isFast` holds, which is likely; `slow` elsewhere.
  Value choose(llvm::Value *isFast, llvm::function_ref<Value()> fast,
               llvm::function_ref<Value()> slow);
  Value booleanValue(llvm::Value *holds);
  llvm::Value *isTrue(Value value);                      ///< i1: the effective boolean value
  llvm::Value *areShortNumbers(Value left, Value right); ///< i1: neither is a decimal
  llvm::Value *doubleOf(Value number);                   ///< of an integer or double
  Value normalize(Value value, bool keep);
  Value jsonataResult(Value value, ir::JsonataOp op, llvm::Constant *site, bool plain);
  llvm::Value *equalsConstant(Value value, asl_value constant);
  /// The value of a constant.
  std::optional<asl_value> constantOf(mlir::Value value);
  /// What a region yields that does nothing else, when that is constant.
  std::optional<asl_value> constantYield(mlir::Region &region);
  /// The keys of an object whose keys are all known and differ from each other.
  std::optional<std::vector<std::string>>
  distinctKeys(llvm::ArrayRef<std::optional<asl_value>> keys);
  Value objectOf(llvm::ArrayRef<std::string> keys, llvm::ArrayRef<Value> values);
  std::optional<std::vector<int64_t>> constantIndexes(mlir::Region &predicate);
  /// A side of `&` as text; texts that wait for the rest of a chain of `&`.
  void addTexts(mlir::Value side, llvm::SmallVectorImpl<Value> &texts);
  void emitWhere(mlir::Value result, mlir::Value input, uint64_t width, mlir::Region &body);
  llvm::Value *newList();                            ///< memory for an asl_list, begun
  llvm::Constant *flags(llvm::ArrayRef<bool> flags); ///< the address of bytes
  llvm::Value *storeOperands(mlir::ValueRange operands);
  llvm::Function *lambdaFunction(ir::LambdaOp op, llvm::ArrayRef<mlir::Value> captured);
  llvm::Constant *signatureOf(llvm::StringRef text);
  /// Whether the lambda is never a value: its body is written where it is called.
  static bool isInlined(ir::LambdaOp lambda);
  /// The body with these arguments; what it raises gets `name`. `tail`: the result is what the
  /// function around it gives back.
  Value inlineCall(ir::LambdaOp lambda, Value context, llvm::ArrayRef<Value> arguments,
                   llvm::StringRef name, bool tail);
  bool emitKnownCall(ir::ApplyOp op); ///< false when the callee is not known
  bool emitLoop(ir::LibraryOp op);    ///< false when it is no loop with a known body
  void emitListLoop(ir::LibraryOp op, ir::LambdaOp lambda, Value all);
  void emitReduce(ir::LibraryOp op, ir::LambdaOp lambda, Value all);
  Value ifDefined(Value all, Value result);
  Value indexValue(llvm::Value *index);
  Value normalized(Value value, mlir::Operation *op);

  void bindCondition(mlir::Value name, llvm::Value *condition) { bind(name, {condition, nullptr}); }
  void emitLazy(mlir::Operation *op, bool isAll);
  llvm::Value *filterOutcome(llvm::Value *outcome);
  llvm::Constant *nextFunction(mlir::Region &body);
  llvm::Constant *predicateFunction(mlir::Region &predicate);
  llvm::Function *partFunction(mlir::Region &region, llvm::Type *result,
                               llvm::function_ref<void(FunctionEmitter &)> write);
  Value callStep(ir::PathStep op);

  llvm::DenseMap<mlir::Value, Value> values_;
  llvm::DenseMap<size_t, llvm::Value *> valueSlots_;
  llvm::DenseMap<mlir::Operation *, llvm::SmallVector<Value>> waitingTexts_;
  llvm::Value *gatherSlot_ = nullptr;
  bool mayTailCall_ = true; ///< a call in tail position may be left to the caller
  /// The context item of the call of the lambda being written: a tail call has the same.
  Value context_;
};

} // namespace aslc::codegen
