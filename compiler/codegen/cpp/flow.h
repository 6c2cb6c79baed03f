// A flow (a machine, a branch, a processor) as a namespace: functions for the data of its states, a
// coroutine that is their graph, the tables that describe both to the runtime.
#pragma once

#include "compiler/codegen/cpp/codegen.h"
#include "compiler/codegen/cpp/function_emitter.h"

namespace aslc::codegen::cpp {

/// Placeholder for a `#line` directive that leads from the definition back to the source itself.
constexpr llvm::StringLiteral backToSource = "#line @";

/// State shared by all flows of a source file.
struct File {
  const CppOptions &options;
  ModuleContext moduleContext;
  Names names;                ///< of the file
  std::string graphs;         ///< the coroutines, those of outer flows first
  std::string text;           ///< what they call, and the tables
  std::string source;         ///< the definition's file
  std::string sourceForLines; ///< the same as debuggers find it

  /// The definition's `Comment` about an op, or about a retrier of it (from 1), as one of C++.
  std::string commentOf(mlir::Location location, llvm::StringRef indent, size_t retrier = 0) const;
};

/// Writes one flow, and before it those inside of it.
class FlowWriter {
public:
  /// `name` is what the flow is called: `order`, `order Process 1`.
  FlowWriter(File &file, ir::Flow flow, const std::string &name);

  /// The name of the asl_flow: `order::flow_info`.
  std::string write();

private:
  struct State {
    ir::State op;
    std::string name;  ///< as a C++ identifier, its label
    std::string again; ///< label of its work after the Entered event; of states that suspend
    std::string done;  ///< label after its work
    std::string enter; ///< the function for its lines; empty without `#line`
    std::string shown; ///< as the definition calls it
    size_t part = 0;   ///< the coroutine that it belongs to
  };

  // Functions for data (flow_data.cpp); each gives the expression that calls it, which is
  // `otherwise` where there is nothing to do.
  using Write = llvm::function_ref<void(FunctionEmitter &)>;
  std::string function(const State &state, llvm::StringRef type, llvm::StringRef what, Write write);
  std::string part(const State &state, llvm::StringRef what, mlir::Region &region,
                   llvm::ArrayRef<std::string> arguments, llvm::StringRef otherwise);
  std::string choose(const State &state, ir::ChoiceOp op);
  void writeRules(FunctionEmitter &code, const State &state, ir::ChoiceOp op, size_t first,
                  const std::string &effective);
  std::string moreRules(const State &state, ir::ChoiceOp op, size_t first);
  std::string taskArguments(const State &state, ir::TaskOp op);
  std::string mapArguments(const State &state, ir::MapOp op);
  std::string waitUntil(const State &state, ir::WaitOp op);
  std::string waitOutput(const State &state, ir::WaitOp op);
  std::string failError(const State &state, ir::FailOp op);
  std::string selector(const State &state, ir::MapOp op);

  // The coroutine (flow.cpp)
  void line(const llvm::Twine &text) { graph_ += ("  " + text + "\n").str(); }
  void label(llvm::StringRef name) { graph_ += name.str() + ":\n"; }
  void way(const std::string &when, const std::string &statement);
  /// The statement that goes from `state` to another one.
  std::string goTo(const State &state, mlir::FlatSymbolRefAttr next) const;
  void writePart(size_t part);
  void writeHead(size_t part);
  void writeState(State &state);
  void writeWork(State &state, const std::string &work);
  void writeChoice(State &state, ir::ChoiceOp op);
  /// Leaves with `output` and goes where `next` says, or ends the flow; control stays here when the
  /// state fails.
  void leave(const State &state, const std::string &output, mlir::FlatSymbolRefAttr next,
             llvm::StringRef also = "");
  void writeRecovery(State &state);
  std::string labelOf(mlir::FlatSymbolRefAttr state) const;
  void writeEnter(const State &state);

  // Tables (flow_tables.cpp)
  void writeTables();
  std::string stateInfo(State &state);
  std::string retriers(State &state);
  std::string catchers(State &state);
  std::string branches(State &state, ir::ParallelOp op);
  std::string mapInfo(State &state, ir::MapOp op);
  std::string readerInfo(const State &state, ir::MapOp op, const std::string &maxItemsPath);
  std::string writerInfo(const State &state, ir::MapOp op);

  File &file_;
  ModuleContext &context_;
  ir::Flow flow_;
  std::string title_; ///< what the flow is called in comments
  std::string name_;  ///< of its namespace
  Names names_;
  std::vector<State> states_;
  llvm::StringMap<size_t> byName_;
  std::string functions_, declarations_, graph_, tables_;
  std::vector<std::string> parts_; ///< the names of the coroutines
};

} // namespace aslc::codegen::cpp
