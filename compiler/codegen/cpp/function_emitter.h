// One C++ function while it is written: data ops become expressions, nested where the order of what
// happens allows it, and statements where not.
#pragma once

#include "compiler/codegen/cpp/module_context.h"
#include "compiler/codegen/cpp/names.h"
#include "compiler/codegen/op_info.h"

#include "compiler/ir/asl.h"
#include "llvm/ADT/DenseMap.h"

namespace aslc::codegen::cpp {

/// A C++ expression. One that is not `primary` gets parentheses when it becomes an operand.
struct Expression {
  std::string text;
  bool primary = true;
  unsigned depth = 0; ///< of nested calls
};

/// Writes the body of one function.
class FunctionEmitter {
public:
  /// `names` are those that the function can see and must not take; finished helper functions go to
  /// `before`, whose text stands before this function; `hint` begins their names.
  FunctionEmitter(ModuleContext &moduleContext, Names &scope, std::string &before,
                  const std::string &hint)
      : moduleContext(moduleContext), constants(moduleContext.constants), scope(scope),
        locals(&scope), before(before), hint(hint) {}

  ModuleContext &moduleContext;
  ConstantPool &constants; ///< of the source file
  Names &scope;            ///< of the namespace that the function lies in
  Names locals;            ///< names of the function
  std::string &before;
  std::string hint;
  std::string body;
  std::string heap = "f"; ///< the expression for asl_heap*
  std::string walk;       ///< asl_gather*, in the parts of an indefinite path
  std::string walked;     ///< that path, as the definition has it
  unsigned indent = 1;

  void line(const llvm::Twine &text);
  void open(const llvm::Twine &text) { line(text + " {"), ++indent; }
  void close() { --indent, line("}"); }

  void bind(mlir::Value name, Expression value) { values_[name] = std::move(value); }
  void bind(mlir::Value name, const std::string &text) { bind(name, Expression{text}); }
  std::string get(mlir::Value name) { return expression(name).text; }
  std::string operand(mlir::Value name); ///< with parentheses where an operator stands beside it
  Expression expression(mlir::Value name);
  std::string list(mlir::ValueRange values); ///< `{a, b}`

  /// Writes the ops of a region; gives what it yields.
  Expression region(mlir::Region &region, llvm::ArrayRef<std::string> arguments);
  /// The same, or `otherwise` where there is no region.
  std::string regionOr(mlir::Region &part, llvm::ArrayRef<std::string> arguments,
                       const std::string &otherwise) {
    return part.empty() ? otherwise : region(part, arguments).text;
  }
  /// Writes the ops of a region and returns what it yields from the function, after `wrap`.
  void returnRegion(mlir::Region &region, llvm::ArrayRef<std::string> arguments);
  /// A part of an indefinite path: the expression of its last step.
  std::string walkBlock(mlir::Block &block);
  /// Takes `[[maybe_unused]]` from what is used; to be called once, when the body is written.
  void tidy();
  /// Whether `name` stands in the body as a word.
  bool uses(llvm::StringRef name) const;

private:
  /// The effects of an op's expression.
  enum class Effect : uint8_t {
    None,  ///< may be written where it is used
    Reads, ///< likewise, unless something happens in between
    Acts,  ///< happens here
    Raises ///< likewise, and may be an error
  };
  void give(mlir::Operation *op, const llvm::Twine &text, Effect effect, const llvm::Twine &name,
            bool primary = true);
  bool canWait(mlir::Operation *op, Effect effect);
  std::string statement(const llvm::Twine &type, const llvm::Twine &name, const llvm::Twine &value);
  std::string local(const llvm::Twine &name) { return locals.unique(name.str()); }
  void checked(const std::string &call); ///< a call whose result matters only when it failed
  void emit(mlir::Operation *op);
  void emitBlock(mlir::Block &block);
  void returnBlock(mlir::Block &block);
  bool isExpression(mlir::Region &region);
  void condition(mlir::Operation *op, const llvm::Twine &text, bool primary = true) {
    give(op, text, Effect::None, "holds", primary);
  }

  // clang-format off
#define ASLC_CPP_OPS(X) \
  X(Path) X(Require) X(Gather) X(FilterCompare) X(FilterExists) X(FilterMatches) X(Constant) X(Context) \
  X(GetVar) X(Assign) X(Object) X(Array) X(Set) X(Intrinsic) X(Test) X(Is) X(Matches) X(Truth) \
  X(Not) X(All) X(Any) X(Jsonata) X(Undefined) X(Lookup) X(Wildcard) X(Descendants) X(Normalize) \
  X(KeepArray) X(Pick) X(Members) X(List) X(Arithmetic) X(Negate) X(Equality) X(Order) \
  X(Concat) X(Range) X(Includes) X(IsTrue) X(Boolean) X(If) X(Transform) X(Box) X(BoxGet) \
  X(BoxSet) X(Step) X(Where) X(Sort) X(Group) X(Tuples) X(TupleStep) X(TupleWhere) \
  X(TupleIndex) X(TupleSort) X(TupleGroup) X(TupleItems) X(Library) X(Function) X(Regex) \
  X(Lambda) X(Apply) X(Partial) X(Pipe)
// clang-format on
#define ASLC_DECLARE_OP(name) void emitOp(ir::name##Op op);
  ASLC_CPP_OPS(ASLC_DECLARE_OP)
#undef ASLC_DECLARE_OP

  // Indefinite paths (ops_path.cpp)
  struct Captures {
    llvm::SmallVector<mlir::Value, 2> roots;
    llvm::SmallVector<mlir::Value, 4> values;
  };
  std::string callStep(ir::PathStep op);
  std::string nextFunction(mlir::Region &rest);
  std::string predicateFunction(mlir::Region &predicate);
  std::string partFunction(mlir::Region &region, llvm::StringRef type, llvm::StringRef kind,
                           llvm::function_ref<void(FunctionEmitter &)> write);
  std::string siteOf(ir::RequireOp op);
  std::string stepsOf(ir::PathOp op);
  std::string step(mlir::Attribute step, bool last, bool all);
  const Captures *captures_ = nullptr;

  // Conditions (ops_test.cpp)
  void emitLazy(mlir::Operation *op, bool isAll);
  void filterOutcome(mlir::Operation *op, const llvm::Twine &call);

  // Loops (ops_jsonata_loops.cpp)
  std::string newList(const llvm::Twine &name);
  /// Opens a loop over the items of `input`; gives the names of the range and the item.
  std::pair<std::string, std::string> openLoop(const std::string &input, llvm::StringRef mode);
  llvm::SmallVector<std::string> tupleParts(const std::string &tuple, uint64_t width);
  void emitWhere(mlir::Operation *op, mlir::Value input, uint64_t width, mlir::Region &predicate);
  void emitSort(mlir::Operation *op, mlir::Value input, uint64_t width,
                llvm::ArrayRef<bool> descending, mlir::MutableArrayRef<mlir::Region> terms);
  void emitGroup(mlir::Operation *op, std::string given, uint64_t width,
                 mlir::MutableArrayRef<mlir::Region> pairs);
  std::string flags(llvm::ArrayRef<bool> flags, llvm::StringRef name);

  // Functions (ops_jsonata_functions.cpp)
  std::string signatureOf(llvm::StringRef text);
  std::string lambdaFunction(ir::LambdaOp op, llvm::ArrayRef<mlir::Value> captured);
  void giveNormalized(mlir::Operation *op, const llvm::Twine &call, const llvm::Twine &name);

  llvm::DenseMap<mlir::Value, Expression> values_;
  mlir::Block *last_ = nullptr; ///< what it yields is returned, an error like any value
};

/// Values that ops in `region` use and that are made outside of it, except constants, which need
/// not be captured.
llvm::SmallVector<mlir::Value> usedFromOutside(mlir::Region &region);

} // namespace aslc::codegen::cpp
