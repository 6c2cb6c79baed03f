// Values that a Choice compares before it tests whether they are there: it fails where they are
// not.
#include "compiler/analysis/shapes/flow.h"

namespace aslc::analysis {

namespace {

class PresenceChecker {
public:
  explicit PresenceChecker(Problems &problems) : problems_(problems) {}

  void visit(const ast::ChoiceRule &rule) {
    if (rule.kind == ast::ChoiceRule::Kind::Comparison && rule.comparison.variable)
      comparison(rule.comparison);
    for (const ast::ChoiceRule &operand : rule.operands)
      visit(operand);
  }

private:
  void comparison(const ast::Comparison &test) {
    std::string_view path = test.variable->text;
    if (test.op != "IsPresent") {
      if (!tested_.contains(path))
        compared_.try_emplace(path, test.variable->node->range);
      return;
    }
    auto earlier = compared_.find(path);
    if (earlier != compared_.end() && !tested_.contains(path))
      problems_.addForAll({.kind = diag::Kind::UsedBeforePresent,
                           .range = earlier->second,
                           .message = std::string(path),
                           .detail = "compared",
                           .hint = "where it is absent, the comparison fails the execution",
                           .place = test.opRange,
                           .label = "it is tested here"});
    tested_.insert(path);
  }

  Problems &problems_;
  std::map<std::string_view, source::Range> compared_;
  std::set<std::string_view> tested_;
};

} // namespace

void reportPresence(const ast::ChoiceState &choice, Problems &problems) {
  PresenceChecker checker(problems);
  for (const ast::ChoiceRule &rule : choice.rules)
    checker.visit(rule);
}

} // namespace aslc::analysis
