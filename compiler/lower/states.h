// One flow: its states as ops, in the order of processing that each kind has.
#pragma once

#include "compiler/lower/expressions.h"
#include "compiler/lower/jsonata.h"

namespace aslc::lower {

class StateLowering {
public:
  /// `inspected`: the values between the fields of states are shown (`asl.observe`).
  StateLowering(FlowBuilder &builder, const Scope &scope, bool inspected)
      : builder_(builder), scope_(scope), expressions_(builder, scope), inspected_(inspected) {}

  void lower(const ast::State &state);

private:
  mlir::Operation *lower(const ast::State &state, const ast::PassState &pass);
  mlir::Operation *lower(const ast::State &state, const ast::TaskState &task);
  mlir::Operation *lower(const ast::State &state, const ast::ChoiceState &choice);
  mlir::Operation *lower(const ast::State &state, const ast::WaitState &wait);
  mlir::Operation *lower(const ast::State &state, const ast::SucceedState &succeed);
  mlir::Operation *lower(const ast::State &state, const ast::FailState &fail);
  mlir::Operation *lower(const ast::State &state, const ast::ParallelState &parallel);
  mlir::Operation *lower(const ast::State &state, const ast::MapState &map);

  // Fields that several kinds have.
  mlir::StringAttr name(const ast::State &state);
  mlir::FlatSymbolRefAttr target(const ast::Text &next);
  mlir::ArrayAttr retriers(const ast::State &state);
  static ir::FieldRules fieldRules(const ast::State &state);
  void catchers(mlir::Region &region, const ast::State &state);
  mlir::Value inputPath(const ast::State &state, mlir::Value in);
  mlir::Value outputPath(const ast::State &state, mlir::Value out);
  mlir::Value pathOrNull(const ast::Optional<ast::PathOrNull> &field, mlir::Value document);
  /// Returns `value`; inspected states report it under `name`.
  mlir::Value observed(llvm::StringRef name, mlir::Value value);
  /// Applies InputPath, and reports the result in inspected states.
  mlir::Value observedInput(const ast::State &state, mlir::Value in);
  /// ResultPath; shown with what goes into it.
  mlir::Value merged(const ast::State &state, mlir::Value in, mlir::Value selected);
  /// Applies only InputPath.
  void effectiveInput(mlir::Region &region, const ast::State &state);
  /// Applies InputPath and Parameters.
  mlir::Value request(const ast::State &state, mlir::Value in);
  /// Applies ResultSelector, Assign, ResultPath and OutputPath.
  void resultExit(mlir::Region &region, const ast::State &state);
  /// Assign and OutputPath of states whose output is their effective input. `way`: what it shows
  /// that it comes by here; may be empty.
  void effectiveExit(mlir::Region &region, const ast::State &state,
                     const ast::TemplateField &assign, const llvm::Twine &way = {});

  /// A number: constant, at a path from `document`, or what an expression for `field` gives, to
  /// which `document` is the state's input.
  mlir::Value quantity(const ast::Quantity &value, mlir::Value document, llvm::StringRef field);
  void message(mlir::Region &region, const ast::Optional<ast::FailMessage> &message,
               llvm::StringRef field);

  // JSONata: states_jsonata.cpp.
  static bool isJsonata(const ast::State &state) {
    return state.language == ast::QueryLanguage::Jsonata;
  }
  mlir::Value jsonata(const ast::Template &tree, const StatesBindings &states,
                      const JsonataField &field);
  /// An object whose `RoleArn` is a string.
  mlir::Value jsonataCredentials(const ast::Template &tree, const StatesBindings &states);
  Expressions::Assignment jsonataAssignment(const ast::TemplateField &assign,
                                            const StatesBindings &states, const std::string &place);
  /// Assign and Output of a state, a rule or a catcher (whose place `prefix` is); `otherwise`
  /// without Output.
  mlir::Value jsonataExit(const ast::TemplateField &assign, const ast::TemplateField &output,
                          const StatesBindings &states, mlir::Value otherwise,
                          const std::string &prefix = {});

  // Choice: choice.cpp.
  void rule(const ast::State &state, const ast::ChoiceRule &rule, size_t index);
  mlir::Value condition(const ast::ChoiceRule &rule, mlir::Value document);
  mlir::Value comparison(const ast::Comparison &test, mlir::Value document);

  // Map: map.cpp.
  void mapQuantity(mlir::Region &region, const ast::Optional<ast::Quantity> &field,
                   llvm::StringRef regionName, llvm::StringRef place, mlir::NamedAttrList &paths);
  void mapItems(ir::MapOp op, const ast::MapState &map, mlir::NamedAttrList &paths);
  void mapBatches(ir::MapOp op, const ast::State &state, const ast::MapState &map,
                  mlir::NamedAttrList &paths);

  // The reader and the writer of a Map: map_s3.cpp.
  void mapReader(ir::MapOp op, const ast::State &state, const ast::ItemReader &reader,
                 mlir::NamedAttrList &paths);
  void mapWriter(ir::MapOp op, const ast::State &state, const ast::ResultWriter &writer);
  void mapParameters(mlir::Region &region, const ast::State &state,
                     const ast::TemplateField &arguments, const std::string &place);

  FlowBuilder &builder_;
  const Scope &scope_;
  Expressions expressions_;
  bool inspected_;
};

/// Writes a flow's states into `region`. `scope` holds its variables.
void lowerStates(FlowBuilder &builder, mlir::Region &region, const ast::Machine &machine,
                 const Scope &scope, bool inspected = false);
/// Makes an `asl.branch` of a sub-workflow. `outer` is null where it does not see out.
void lowerBranch(FlowBuilder &builder, const ast::Machine &machine, const Scope *outer);

} // namespace aslc::lower
