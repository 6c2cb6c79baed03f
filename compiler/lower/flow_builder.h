// Shared by the parts of lowering: places, constants, scopes of variables, regions.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/ir/asl.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <optional>
#include <string>
#include <vector>

namespace aslc::lower {

/// The variables of one flow, by slot.
struct Scope {
  const Scope *outer = nullptr; ///< null for the whole machine, and where flows do not see out
  std::vector<std::string> variables;
};

/// Where a variable lives: `depth` flows further out.
struct VariablePlace {
  uint64_t depth;
  uint64_t slot;
};

std::optional<VariablePlace> findVariable(const Scope &scope, llvm::StringRef name);

/// An op builder that knows the definition.
class FlowBuilder : public mlir::OpBuilder {
public:
  FlowBuilder(mlir::MLIRContext *context, const source::Tree &tree)
      : OpBuilder(context), tree_(tree) {}

  /// Makes `showWay` create ops from now on.
  void showWays() { showsWays_ = true; }
  bool doesShowWays() const { return showsWays_; }
  /// In a machine with observed paths, adds an op that reports that this point is reached.
  void showWay(const llvm::Twine &name);

  /// The location of new ops; see Place below.
  mlir::Location location() const { return location_ ? *location_ : getUnknownLoc(context); }
  mlir::Location locationOf(source::Range range) const;

  /// Reports through MLIR's diagnostics, at the current place, that something cannot be lowered.
  void fail(const llvm::Twine &message);
  bool hasFailed() const { return failed_; }

  template <typename Op, typename... Args> Op make(Args &&...args) {
    return create<Op>(location(), std::forward<Args>(args)...);
  }

  /// The value of JSON text, which is valid.
  mlir::Value constant(llvm::StringRef json) {
    return make<ir::ConstantOp>(ir::JsonAttr::parse(context, json));
  }
  mlir::Value constant(const source::Node &node) { return constant(source::toJson(node)); }
  mlir::Value boolean(bool value) {
    return make<ir::ConstantOp>(ir::JsonAttr::boolean(context, value));
  }
  /// A string.
  mlir::Value text(llvm::StringRef text);

  mlir::ArrayAttr strings(llvm::ArrayRef<std::string> texts);

  /// Makes the one block of `region`, with `arguments` values as its arguments, and lets `write`
  /// fill it with ops that give what the region yields.
  void fill(mlir::Region &region, unsigned arguments,
            llvm::function_ref<mlir::Value(mlir::Block &)> write);
  /// Like the above, but leaves the region empty when it would only yield its argument `identity`.
  void fillUnlessIdentity(mlir::Region &region, unsigned arguments, unsigned identity,
                          llvm::function_ref<mlir::Value(mlir::Block &)> write);

  /// While it lives, new ops have the place `range`.
  class Place {
  public:
    Place(FlowBuilder &builder, source::Range range) : Place(builder, builder.locationOf(range)) {}
    Place(FlowBuilder &builder, mlir::Location location)
        : builder_(builder), before_(builder.location_) {
      builder.location_ = location;
    }
    ~Place() { builder_.location_ = before_; }
    Place(const Place &) = delete;
    Place &operator=(const Place &) = delete;

  private:
    FlowBuilder &builder_;
    std::optional<mlir::Location> before_;
  };

private:
  static mlir::Location getUnknownLoc(mlir::MLIRContext *context) {
    return mlir::UnknownLoc::get(context);
  }

  const source::Tree &tree_;
  std::optional<mlir::Location> location_;
  bool failed_ = false;
  bool showsWays_ = false;
};

} // namespace aslc::lower
