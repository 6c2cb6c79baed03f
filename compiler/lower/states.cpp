// Pass, Task, Wait, Succeed, Fail and Parallel, and the fields that states share.
#include "compiler/lower/states.h"

#include "llvm/ADT/SmallString.h"

using namespace aslc;
using namespace aslc::lower;

void StateLowering::lower(const ast::State &state) {
  FlowBuilder::Place place(builder_, state.nameRange);
  mlir::Operation *op =
      std::visit([&](const auto &kind) { return lower(state, kind); }, state.kind);
  // Its first and its last place.
  source::Range end{state.range.end - 1, state.range.end};
  op->setLoc(
      mlir::FusedLoc::get({op->getLoc(), builder_.locationOf(end)}, {}, builder_.getContext()));
}

// ---- Fields that several kinds have

mlir::StringAttr StateLowering::name(const ast::State &state) {
  return builder_.getStringAttr(state.name);
}

mlir::FlatSymbolRefAttr StateLowering::target(const ast::Text &next) {
  if (!next)
    return {};
  return mlir::FlatSymbolRefAttr::get(builder_.getContext(), next->value);
}

mlir::ArrayAttr StateLowering::retriers(const ast::State &state) {
  llvm::SmallVector<mlir::Attribute> attributes;
  for (const ast::Retrier &retrier : state.retriers) {
    std::vector<std::string> errors;
    for (const auto &error : retrier.errorEquals)
      errors.push_back(error.value);
    attributes.push_back(ir::RetrierAttr::get(
        builder_.getContext(), builder_.strings(errors), {retrier.intervalSeconds},
        retrier.maxAttempts, {retrier.backoffRate},
        {static_cast<double>(retrier.maxDelaySeconds.value_or(0))}, retrier.fullJitter));
  }
  return attributes.empty() ? mlir::ArrayAttr() : builder_.getArrayAttr(attributes);
}

/// Values of expressions are checked when they are there; constants and what paths find were, or
/// are read as text of the data.
ir::FieldRules StateLowering::fieldRules(const ast::State &state) {
  using ir::FieldRules;
  return isJsonata(state)
             ? FieldRules::WholeNumbers | FieldRules::EvaluationErrors | FieldRules::Checks
             : FieldRules::None;
}

void StateLowering::catchers(mlir::Region &region, const ast::State &state) {
  if (state.catchers.empty())
    return;
  mlir::OpBuilder::InsertionGuard guard(builder_);
  builder_.createBlock(&region);
  for (const ast::Catcher &catcher : state.catchers) {
    FlowBuilder::Place place(builder_, catcher.range);
    std::vector<std::string> errors;
    for (const auto &error : catcher.errorEquals)
      errors.push_back(error.value);
    auto op = builder_.make<ir::CatcherOp>(builder_.strings(errors), target(catcher.next));
    builder_.fillUnlessIdentity(op.getExit(), 2, 1, [&](mlir::Block &block) {
      mlir::Value in = block.getArgument(0), error = block.getArgument(1);
      if (isJsonata(state)) {
        auto index = static_cast<size_t>(&catcher - state.catchers.data());
        return jsonataExit(catcher.assign, catcher.output, {in, {}, error}, error,
                           "Catch[" + std::to_string(index) + "]/");
      }
      auto assignment = expressions_.assignment(catcher.assign, error);
      mlir::Value out = expressions_.merge(catcher.resultPath, in, error);
      expressions_.finish(assignment);
      return out;
    });
  }
}

mlir::Value StateLowering::pathOrNull(const ast::Optional<ast::PathOrNull> &field,
                                      mlir::Value document) {
  if (!field)
    return document;
  FlowBuilder::Place place(builder_, field->range);
  if (!field->value.path)
    return builder_.constant("{}");
  return expressions_.path(field->value.path->path(), document, {ir::Site::Path, {}});
}

mlir::Value StateLowering::inputPath(const ast::State &state, mlir::Value in) {
  return pathOrNull(state.inputPath, in);
}

mlir::Value StateLowering::outputPath(const ast::State &state, mlir::Value out) {
  return pathOrNull(state.outputPath, out);
}

mlir::Value StateLowering::observed(llvm::StringRef name, mlir::Value value) {
  if (inspected_)
    builder_.make<ir::ObserveOp>(name, value);
  return value;
}

mlir::Value StateLowering::observedInput(const ast::State &state, mlir::Value in) {
  mlir::Value input = inputPath(state, in);
  return isJsonata(state) ? input : observed("afterInputPath", input);
}

void StateLowering::effectiveInput(mlir::Region &region, const ast::State &state) {
  builder_.fillUnlessIdentity(
      region, 1, 0, [&](mlir::Block &block) { return observedInput(state, block.getArgument(0)); });
}

mlir::Value StateLowering::request(const ast::State &state, mlir::Value in) {
  if (isJsonata(state))
    return observed("afterArguments",
                    state.arguments ? jsonata(*state.arguments->value, {in, {}, {}}, {"Arguments"})
                                    : in);
  mlir::Value input = observedInput(state, in);
  return observed(
      "afterParameters",
      state.parameters ? expressions_.value(*state.parameters->value, input, "Parameters") : input);
}

mlir::Value StateLowering::merged(const ast::State &state, mlir::Value in, mlir::Value selected) {
  observed("afterResultSelector", selected);
  return observed("afterResultPath", expressions_.merge(state.resultPath, in, selected));
}

void StateLowering::resultExit(mlir::Region &region, const ast::State &state) {
  builder_.fillUnlessIdentity(region, 2, 1, [&](mlir::Block &block) {
    mlir::Value in = block.getArgument(0), result = observed("result", block.getArgument(1));
    if (isJsonata(state))
      return jsonataExit(state.assign, state.output, {in, result, {}}, result);
    mlir::Value selected = result;
    if (state.resultSelector)
      selected = expressions_.value(*state.resultSelector->value, result, "ResultSelector");
    auto assignment = expressions_.assignment(state.assign, result);
    mlir::Value out = outputPath(state, merged(state, in, selected));
    expressions_.finish(assignment);
    return out;
  });
}

void StateLowering::effectiveExit(mlir::Region &region, const ast::State &state,
                                  const ast::TemplateField &assign, const llvm::Twine &way) {
  builder_.fillUnlessIdentity(region, 2, 1, [&](mlir::Block &block) {
    if (!way.isTriviallyEmpty())
      builder_.showWay(way);
    mlir::Value effective = block.getArgument(1);
    if (isJsonata(state))
      return jsonataExit(assign, state.output, {block.getArgument(0), {}, {}},
                         block.getArgument(1));
    auto assignment = expressions_.assignment(assign, effective);
    mlir::Value out = outputPath(state, effective);
    expressions_.finish(assignment);
    return out;
  });
}

mlir::Value StateLowering::quantity(const ast::Quantity &value, mlir::Value document,
                                    llvm::StringRef field) {
  if (value.isPath())
    return expressions_.path(value.expression->path(), document, {ir::Site::Path, {}});
  if (value.expression)
    return lowerJsonata(builder_, scope_, {document, {}, {}}, *value.expression,
                        {field.str(), ir::ResultType::Number});
  double number = value.constant;
  if (number == static_cast<double>(static_cast<int64_t>(number)))
    return builder_.constant(std::to_string(static_cast<int64_t>(number)));
  llvm::SmallString<24> text;
  llvm::APFloat(number).toString(text);
  return builder_.constant(text);
}

// ---- States

mlir::Operation *StateLowering::lower(const ast::State &state, const ast::PassState &pass) {
  auto op = builder_.make<ir::PassOp>(name(state), target(state.next));
  builder_.fillUnlessIdentity(op.getExit(), 1, 0, [&](mlir::Block &block) {
    mlir::Value in = block.getArgument(0), result;
    if (isJsonata(state))
      return jsonataExit(state.assign, state.output, {in, {}, {}}, in);
    if (pass.result) {
      FlowBuilder::Place place(builder_, pass.result->range);
      result = observed("result", builder_.constant(*pass.result->value));
    } else {
      result = request(state, in);
    }
    auto assignment = expressions_.assignment(state.assign, result);
    mlir::Value out = outputPath(state, merged(state, in, result));
    expressions_.finish(assignment);
    return out;
  });
  return op;
}

mlir::Operation *StateLowering::lower(const ast::State &state, const ast::TaskState &task) {
  auto op = builder_.make<ir::TaskOp>(name(state), builder_.getStringAttr(task.resource->value),
                                      target(state.next), retriers(state), fieldRules(state));
  builder_.fillUnlessIdentity(op.getEnter(), 1, 0, [&](mlir::Block &block) {
    return request(state, block.getArgument(0));
  });
  auto clock = [&](mlir::Region &region, const ast::Optional<ast::Quantity> &field,
                   llvm::StringRef name) {
    if (!field)
      return;
    FlowBuilder::Place place(builder_, field->range);
    builder_.fill(region, 1, [&](mlir::Block &block) {
      return quantity(
          field->value,
          field->value.expression ? inputPath(state, block.getArgument(0)) : mlir::Value(), name);
    });
  };
  clock(op.getTimeout(), task.timeoutSeconds, "TimeoutSeconds");
  clock(op.getHeartbeat(), task.heartbeatSeconds, "HeartbeatSeconds");
  if (task.credentials)
    builder_.fill(op.getCredentials(), 1, [&](mlir::Block &block) {
      if (isJsonata(state))
        return jsonataCredentials(*task.credentials->value, {block.getArgument(0), {}, {}});
      return expressions_.value(*task.credentials->value, inputPath(state, block.getArgument(0)),
                                "Credentials");
    });
  resultExit(op.getExit(), state);
  catchers(op.getCatches(), state);
  return op;
}

mlir::Operation *StateLowering::lower(const ast::State &state, const ast::WaitState &wait) {
  bool timestamp = wait.form == ast::WaitState::Form::Timestamp;
  const ast::Quantity &value = wait.value;
  mlir::StringAttr path =
      value.isPath() ? builder_.getStringAttr(value.expression->text) : mlir::StringAttr();
  auto op = builder_.make<ir::WaitOp>(name(state), timestamp, path, target(state.next),
                                      fieldRules(state));
  effectiveInput(op.getEnter(), state);
  FlowBuilder::Place place(builder_, wait.range);
  builder_.fill(op.getUntil(), 2, [&](mlir::Block &block) {
    if (value.isPath())
      return expressions_.pathOrMissing(value.expression->path(), block.getArgument(1));
    if (!timestamp)
      return quantity(value, block.getArgument(0), "Seconds");
    if (value.expression)
      return lowerJsonata(builder_, scope_, {block.getArgument(0), {}, {}}, *value.expression,
                          {"Timestamp", ir::ResultType::String});
    return builder_.text(wait.timestamp);
  });
  effectiveExit(op.getExit(), state, state.assign);
  return op;
}

mlir::Operation *StateLowering::lower(const ast::State &state, const ast::SucceedState &) {
  auto op = builder_.make<ir::SucceedOp>(name(state));
  builder_.fillUnlessIdentity(op.getExit(), 1, 0, [&](mlir::Block &block) {
    mlir::Value in = block.getArgument(0);
    if (isJsonata(state))
      return jsonataExit(state.assign, state.output, {in, {}, {}}, in);
    return outputPath(state, observedInput(state, in));
  });
  return op;
}

void StateLowering::message(mlir::Region &region, const ast::Optional<ast::FailMessage> &message,
                            llvm::StringRef field) {
  if (!message)
    return;
  FlowBuilder::Place place(builder_, message->range);
  builder_.fill(region, 1, [&](mlir::Block &block) {
    mlir::Value in = block.getArgument(0);
    if (!message->value.expression)
      return builder_.text(message->value.text);
    const ast::Expression &expression = *message->value.expression;
    switch (expression.kind) {
    case ast::Expression::Kind::Intrinsic:
      return expressions_.call(expression.call(), in);
    case ast::Expression::Kind::Jsonata:
      return lowerJsonata(
          builder_, scope_, {in, {}, {}}, expression,
          {field.drop_back(field.ends_with("Path") ? 4 : 0).str(), ir::ResultType::String});
    default:
      return expressions_.path(expression.path(), in, {ir::Site::Template, field});
    }
  });
}

mlir::Operation *StateLowering::lower(const ast::State &state, const ast::FailState &fail) {
  auto op = builder_.make<ir::FailOp>(name(state));
  message(op.getError(), fail.error, "ErrorPath");
  message(op.getCause(), fail.cause, "CausePath");
  return op;
}

mlir::Operation *StateLowering::lower(const ast::State &state, const ast::ParallelState &parallel) {
  auto op = builder_.make<ir::ParallelOp>(name(state), target(state.next), retriers(state));
  builder_.fillUnlessIdentity(op.getEnter(), 1, 0, [&](mlir::Block &block) {
    return request(state, block.getArgument(0));
  });
  {
    mlir::OpBuilder::InsertionGuard guard(builder_);
    builder_.createBlock(&op.getBranches());
    for (const auto &branch : parallel.branches)
      lowerBranch(builder_, *branch, &scope_);
  }
  resultExit(op.getExit(), state);
  catchers(op.getCatches(), state);
  return op;
}
