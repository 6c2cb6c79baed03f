// The parts of lowering a JSONata expression: for this folder only.
#pragma once

#include "compiler/lower/jsonata.h"
#include "compiler/lower/jsonata_boxes.h"

#include <map>
#include <string>
#include <vector>

namespace aslc::lower {

/// Writes one expression at the place of the builder. Follows the reference's evaluator function by
/// function: `evaluate` gives a normal value, `raw` one that may be a sequence still.
class JsonataLowering {
public:
  using Node = jsonata::Node;
  using Kind = jsonata::NodeKind;

  /// `$` where an expression stands.
  struct Item {
    mlir::Value value;
    bool single = false; ///< a path from here looks at `value` itself, never at its items
  };

  JsonataLowering(FlowBuilder &builder, const Node &root)
      : builder_(builder), boxed_(findBoxedVariables(root)) {}

  /// What `$$` is; undefined unless set.
  void setRoot(mlir::Value root) { root_ = root; }
  /// The expression of the tree, for observed paths; must outlive this.
  void setExpression(const ast::Expression &expression) { expression_ = &expression; }
  void setStates(const StatesBindings &states) { states_ = states; }
  void setVariables(const Scope &scope) { scope_ = &scope; }
  void bind(llvm::StringRef name, mlir::Value value) { given_[name] = value; }
  /// Gives every op the bytes of the expression that it comes from.
  void keepPlaces() { keepsPlaces_ = true; }

  mlir::Value lower(const Node &root);

private:
  // Scopes of names.
  struct Binding {
    mlir::Value value;
    bool isBoxed = false;
  };
  struct Frame {
    Frame *outer = nullptr;
    std::map<std::string, Binding> names;
  };
  /// While it lives, names are bound in a scope of its own.
  class Opened {
  public:
    Opened(JsonataLowering &lowering, const Node *owner);
    ~Opened() { lowering_.frame_ = frame_.outer; }
    Opened(const Opened &) = delete;
    Opened &operator=(const Opened &) = delete;

  private:
    JsonataLowering &lowering_;
    Frame frame_;
  };
  void bindHere(const std::string &name, mlir::Value value);
  /// Null when nothing of this name is bound (functions of the library are not looked for).
  mlir::Value bound(const std::string &name);
  mlir::Value unlessUnassigned(const std::string &name, mlir::Value variable);
  bool isStates(const Node &node);
  mlir::Value statesField(llvm::StringRef name);
  mlir::Value variable(const Node &node, Item item);

  mlir::Value evaluate(const Node &node, Item item);
  mlir::Value evaluateHere(const Node &node, Item item);
  mlir::Value overflow();
  mlir::Value raw(const Node &node, Item item);
  mlir::Value leaf(const Node &node, Item item);
  mlir::Value assignment(const Node &node, Item item);
  mlir::Value binary(const Node &node, Item item);
  mlir::Value logical(const Node &node, Item item);
  mlir::Value array(const Node &node, Item item);
  mlir::Value object(const Node &node, Item item);
  mlir::Value memberOf(mlir::Value key, const jsonata::Node &value, Item item);
  mlir::Value condition(const Node &node, Item item);
  void showWay(const char *part, const Node &node);
  mlir::Value defaulted(const Node &node, Item item);
  mlir::Value block(const Node &node, Item item);
  mlir::Value number(double value);
  mlir::Value undefined() { return builder_.make<ir::UndefinedOp>(); }

  // Paths: jsonata_path.cpp.
  mlir::Value path(const Node &node, Item item);
  mlir::Value filter(const Node &predicate, mlir::Value input);
  mlir::Value stages(const Node &step, mlir::Value value);
  /// Which items the next step of a path has.
  enum class Items : uint8_t {
    Itself, ///< the value itself
    All,    ///< those of an array, or the value
    Loose   ///< those of what an expression gave: of undefined none
  };
  struct Walked {
    mlir::Value value;
    Items items = Items::All;
  };
  mlir::Value itemsOf(mlir::Value array);
  mlir::Value pathFromArray(const Node &node, mlir::Value array);
  size_t begin(const Node &path, Item item, Walked &walked);
  size_t beginInContext(const Node &path, Walked &walked);
  Walked walk(const Node &path, size_t at, Walked input);
  mlir::Value step(const Node &step, Walked input, bool last);
  mlir::Value sequence(Walked walked);
  /// What `write` makes where `value` is defined; else undefined.
  mlir::Value ifSome(mlir::Value value, llvm::function_ref<mlir::Value()> write);
  mlir::Value sort(const Node &step, mlir::Value input);
  mlir::Value group(const std::vector<std::pair<jsonata::NodePtr, jsonata::NodePtr>> &pairs,
                    mlir::Value input);

  // Tuple streams: jsonata_tuples.cpp.
  struct Stream {
    mlir::Value tuples;
    std::vector<std::string> names; ///< of the components; the first is `@`, the item
  };
  Stream stream(const Node &path, size_t first, mlir::Value input, bool single);
  void tupleStep(const Node &step, Stream &stream);
  void tupleStages(llvm::ArrayRef<jsonata::Stage> stages, Stream &stream);
  mlir::Value tupleGroup(const Node &path, const Stream &stream, mlir::Value before);
  /// Lets `write` make what a region over tuples yields.
  void tupleRegion(mlir::Region &region, const Stream &stream,
                   llvm::function_ref<mlir::Value(Item)> write);
  /// Whether a step gives tuples itself: a path in parentheses that carries ancestors.
  static bool givesTuples(const Node &node);
  Stream nested(const Node &node, Item item);
  Stream nestedInBlock(const Node &block, Item item);

  // Functions: jsonata_functions.cpp.
  mlir::Value call(const Node &node, Item item, mlir::Value first = {}, bool tail = false);
  mlir::Value callable(const Node &procedure, mlir::Value callee, bool partial);
  mlir::Value lambda(const Node &node, Item item, const std::string *self = nullptr);
  mlir::Value partial(const Node &node, Item item);
  mlir::Value apply(const Node &node, Item item);
  mlir::Value transform(const Node &node, mlir::Value value);
  mlir::Value transformer(const Node &node);
  bool isLibrary(const Node &procedure);
  mlir::Value libraryFunction(llvm::StringRef name);

  FlowBuilder &builder_;
  BoxedVariables boxed_;
  mlir::Value root_;
  const ast::Expression *expression_ = nullptr;
  std::optional<StatesBindings> states_;
  const Scope *scope_ = nullptr;
  llvm::StringMap<mlir::Value> given_;
  Frame *frame_ = nullptr;
  unsigned depth_ = 0; ///< of what is evaluated: parts within parts of the expression or lambda
  bool keepsPlaces_ = false;
  bool tail_ = false; ///< what is evaluated is the result of a lambda as it is
};

} // namespace aslc::lower
