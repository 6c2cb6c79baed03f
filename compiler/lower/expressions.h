// Paths, templates and intrinsic calls as ops.
#pragma once

#include "compiler/expr/intrinsic/call.h"
#include "compiler/expr/jsonpath/path.h"
#include "compiler/lower/flow_builder.h"

#include "llvm/ADT/StringMap.h"

namespace aslc::lower {

/// The use of a path, which decides the error when it finds nothing.
struct Site {
  ir::Site kind;
  llvm::StringRef field; ///< as written, for templates
};

/// The part of the context object with that name (`Execution.Id`), if it can be read by itself.
std::optional<ir::ContextPart> contextPartNamed(llvm::StringRef name);

/// Writes expressions of one flow at the place of its builder. `document` is always what `$` stands
/// for there.
class Expressions {
public:
  /// The values of `$$` and of variables for an expression outside a machine.
  struct Given {
    mlir::Value context;
    llvm::StringMap<mlir::Value> variables; ///< of others none is assigned
  };

  Expressions(FlowBuilder &builder, const Scope &scope, const Given *given = nullptr)
      : builder_(builder), scope_(scope), given_(given) {}

  /// The value of `path`; the error of `site` when it finds nothing.
  mlir::Value path(const jsonpath::Path &path, mlir::Value document, Site site);
  /// The same for a reference path, but missing when it finds nothing: for callers that raise an
  /// error of their own then.
  mlir::Value pathOrMissing(const jsonpath::Path &path, mlir::Value document);
  /// Whether there is a value at a reference path; never an error.
  mlir::Value presence(const jsonpath::Path &path, mlir::Value document);

  mlir::Value value(const ast::Template &tree, mlir::Value document, llvm::StringRef field);
  mlir::Value call(const intrinsic::Call &call, mlir::Value document);

  /// The right-hand sides of an Assign now; the assignment itself by `finish`, when nothing else of
  /// the state can fail.
  struct Assignment {
    std::vector<std::string> names;
    std::vector<int64_t> slots;
    llvm::SmallVector<mlir::Value> values;
  };
  Assignment assignment(const ast::TemplateField &assign, mlir::Value document);
  void finish(const Assignment &assignment);

  /// `value` put into `document` (ResultPath; absent is `$`).
  mlir::Value merge(const ast::Optional<ast::PathOrNull> &resultPath, mlir::Value document,
                    mlir::Value value);

private:
  /// A path's root, as far as it is one op, and the steps that are left.
  struct Base {
    mlir::Value value;
    mlir::Value input; ///< what the path is applied to, for messages; null: the context object
    size_t steps = 0;  ///< that `value` has walked already
  };
  Base base(const jsonpath::Path &path, mlir::Value document, bool mayBeUnassigned = false);
  Base contextBase(const jsonpath::Path &path);
  mlir::Value variable(llvm::StringRef name);
  mlir::Value found(const Base &base, const jsonpath::Path &path);
  mlir::ArrayAttr steps(const jsonpath::Path &path, size_t first = 0);

  // Indefinite paths: path_walk.cpp.
  struct StepMaker;
  mlir::Value gather(const Base &base, const jsonpath::Path &path);
  void walk(const jsonpath::Path &path, size_t index, mlir::Value current, mlir::Value root);
  void predicate(mlir::Region &region, const jsonpath::Filter &filter, mlir::Value root);
  mlir::Value condition(const jsonpath::Filter &filter, mlir::Value current, mlir::Value root);
  mlir::Value operand(const jsonpath::Operand &operand, mlir::Value current, mlir::Value root,
                      bool all = false);

  mlir::Value argument(const intrinsic::Argument &argument, mlir::Value document);

  FlowBuilder &builder_;
  const Scope &scope_;
  const Given *given_;
};

} // namespace aslc::lower
