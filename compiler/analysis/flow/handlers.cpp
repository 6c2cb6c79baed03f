// Retriers and catchers that cannot match: because an earlier one takes their errors, or because
// the state never raises them. See
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
#include "compiler/analysis/flow/checks.h"

#include "compiler/analysis/flow/raised.h"

#include <algorithm>

namespace aslc::analysis {

namespace {

using Names = std::vector<ast::Field<std::string>>;

/// Whether `earlier` matches every error that `later` matches.
bool covers(std::string_view earlier, std::string_view later) {
  if (earlier == later || earlier == "States.ALL")
    return true;
  if (earlier == "States.Timeout")
    return later == "States.HeartbeatTimeout";
  // It is a wildcard for all errors but timeouts.
  return earlier == "States.TaskFailed" && later != "States.ALL" && later != "States.Timeout" &&
         later != "States.HeartbeatTimeout" && later != "States.Runtime" &&
         later != "States.DataLimitExceeded";
}

class HandlerChecker {
public:
  explicit HandlerChecker(FlowChecker &checker) : checker_(checker) {}

  void run() {
    for (const Flow &flow : checker_.flows)
      for (uint32_t i = 0; i < flow.graph.size(); ++i)
        state(flow, i);
  }

private:
  void state(const Flow &flow, uint32_t index) {
    const ast::State &state = flow.graph.state(index);
    if (state.retriers.empty() && state.catchers.empty())
      return;
    hidden(state.retriers, "retrier");
    hidden(state.catchers, "catcher");
    for (const ast::Retrier &retrier : state.retriers)
      unraised(flow, index, retrier.errorEquals);
    for (const ast::Catcher &catcher : state.catchers)
      unraised(flow, index, catcher.errorEquals);
  }

  template <typename Handlers> void hidden(const Handlers &handlers, std::string_view what) {
    for (size_t i = 1; i < handlers.size(); ++i)
      for (const auto &name : handlers[i].errorEquals)
        if (const auto *first = firstThatCovers(handlers, i, name.value))
          checker_.diags.emit(name.range, diag::Kind::HiddenHandler, {what, name.value})
              .label(first->range, first->value == name.value ? "this one comes first"
                                                              : "this one also matches it");
  }

  template <typename Handlers>
  static const ast::Field<std::string> *firstThatCovers(const Handlers &handlers, size_t before,
                                                        std::string_view name) {
    for (size_t i = 0; i < before; ++i)
      for (const auto &earlier : handlers[i].errorEquals)
        // The parser of handlers has reported what follows States.ALL.
        if (earlier.value != "States.ALL" && covers(earlier.value, name))
          return &earlier;
    return nullptr;
  }

  void unraised(const Flow &flow, uint32_t index, const Names &names) {
    for (const auto &name : names) {
      std::string why = whyNeverRaised(flow, index, name.value, names.size() == 1);
      if (!why.empty())
        checker_.diags.emit(name.range, diag::Kind::NeverRaised, {name.value}).hint(why);
    }
  }

  FlowChecker &checker_;
};

} // namespace

void checkHandlers(FlowChecker &checker) { HandlerChecker(checker).run(); }

} // namespace aslc::analysis
