// The names that a template refers to: of parameters, resources, attributes, conditions, mappings.
#pragma once

#include "compiler/project/template.h"

#include <functional>
#include <set>

namespace aslc::project {

/// Finds names that stand for nothing, also where the value is not needed here: in both branches of
/// `Fn::If`, and in properties that nothing reads.
class NameCheck {
public:
  using Report = std::function<void(source::Range, const std::string &)>;

  /// The values are of `tree`. What is in `bound` is a name as well, such as those of loops.
  NameCheck(const Template &around, const source::Tree &tree, Report report,
            std::set<std::string, std::less<>> bound = {})
      : around_(around), tree_(tree), report_(std::move(report)), bound_(std::move(bound)) {}

  /// Reports the unknown names in a value.
  void visit(const source::Node &value);
  /// The same for one of `Conditions`.
  void visitCondition(const source::Node &condition);

private:
  void visitFunction(const source::Member &function);
  void visitText(const source::Node &text, const source::Node *values);
  void visitAttribute(const source::Node &argument);
  void visitLoop(const source::Node &loop);
  void name(const std::string &name, source::Range place);
  /// Whether a name is that of a loop, or is made of one.
  bool isOfLoop(const std::string &name) const;

  const Template &around_;
  const source::Tree &tree_;
  Report report_;
  std::set<std::string, std::less<>> bound_;
};

/// Why there is no condition of this name; empty when there is one.
std::string unknownCondition(const Template &around, std::string_view name);

/// Calls `visit(name, begin, end)` for each `${Name}` in a text of `Fn::Sub`; the name of
/// `${!Name}` begins with `!`.
void forEachVariable(std::string_view text,
                     const std::function<void(std::string name, size_t begin, size_t end)> &visit);

} // namespace aslc::project
