#include "compiler/analysis/properties/check.h"

#include "compiler/analysis/flow/graph.h"
#include "compiler/analysis/properties/comments.h"
#include "compiler/analysis/properties/names.h"
#include "compiler/analysis/properties/search.h"
#include "compiler/analysis/properties/soundness.h"
#include "compiler/ast/walk.h"

#include <algorithm>

namespace aslc::analysis::properties {

namespace {

using Form = Property::Form;
using What = Step::What;

/// More repetitions than these of a Parallel or Map are taken for as many.
constexpr uint32_t mostAttempts = 4;
/// A counter-example with more steps loses some in the middle.
constexpr size_t mostSteps = 24;

std::string listOf(const std::vector<StepName> &steps) {
  std::string text;
  for (const StepName &step : steps)
    text += (text.empty() ? "`" : " or `") + step.name + "`";
  return text;
}

/// What happens in a run that breaks the property.
std::string whatHappens(const Property &property) {
  std::string steps = listOf(property.steps), others = listOf(property.others);
  bool isSuccess = property.steps[0].phase == Phase::Succeeded;
  switch (property.form) {
  case Form::Never:
    return steps + " can be reached";
  case Form::NeverAfter:
    return steps + " can come after " + others;
  case Form::OnlyAfter:
    return steps + " can come before " + others;
  case Form::AtMost:
    return steps + " can come more often";
  case Form::Always:
    return "an execution can end without " + steps;
  default:
    return "an execution can end after " + steps + (isSuccess ? " has succeeded" : "") +
           " without " + others;
  }
}

/// A transition to a name that is not known, such as a placeholder.
bool isOpen(const ast::Machine &machine) {
  bool open = false;
  ast::forEachMachine(machine, [&](const ast::Machine &each) {
    flow::Graph graph(each);
    for (uint32_t i = 0; i < graph.size(); ++i)
      open |= graph.isOpen(i);
  });
  return open;
}

class Checker {
public:
  Checker(const ast::Machine &machine, const Feasible &feasible, diag::Engine &diags)
      : machine_(machine), feasible_(feasible), diags_(diags), names_(machine) {}

  const StateNames &names() const { return names_; }

  /// `comment`: where it stands in the definition, if it does.
  void check(const Property &property, const std::string &origin,
             const std::optional<source::Range> &comment) {
    auto explain = [&](diag::Engine::Builder report) {
      if (comment)
        report.label(*comment, "the property is here");
      else
        report.hint("the property is in " + origin);
    };
    if (property.isSoundness()) {
      if (!isKnown_)
        isKnown_ = !isOpen(machine_);
      checkSoundness(property, machine_, feasible_, diags_, explain);
      return;
    }
    resolve(property);
    RunMaker maker(
        feasible_, [&](const ast::State &state, Phase phase) { return lettersOf(state, phase); },
        property.form == Form::AtMost ? std::min(property.most + 1, mostAttempts) : 1);
    if (!isKnown_)
      isKnown_ = !isOpen(machine_);
    std::optional<Runs> runs = *isKnown_ ? maker.of(machine_) : std::nullopt;
    if (!runs) {
      explain(diags_.emit(machine_.startAt ? machine_.startAt->range : machine_.range,
                          diag::Kind::PropertyNotChecked,
                          {property.text, *isKnown_ ? "there are too many orders of its steps"
                                                    : "a transition leads to a placeholder"}));
      return;
    }
    if (auto example = findCounterExample(*runs, Monitor(property)))
      report(property, *example, maker, explain);
  }

private:
  void resolve(const Property &property) {
    letters_.clear();
    auto add = [&](const std::vector<StepName> &steps, Letters letter) {
      for (const StepName &step : steps)
        for (const ast::State *state : names_.find(step.name))
          letters_[{state, step.phase}] |= letter;
    };
    add(property.steps, isOfSteps);
    add(property.others, isOfOthers);
  }

  Letters lettersOf(const ast::State &state, Phase phase) const {
    auto found = letters_.find({&state, phase});
    return found == letters_.end() ? Letters(0) : found->second;
  }

  void report(const Property &property, const CounterExample &example, const RunMaker &maker,
              const std::function<void(diag::Engine::Builder)> &explain) {
    std::vector<const Step *> steps;
    source::Range place = machine_.startAt ? machine_.startAt->range : machine_.range;
    for (size_t i = 0; i < example.steps.size(); ++i) {
      std::vector<const Step *> chain;
      for (uint32_t at = example.steps[i]; at != Step::none; at = maker.step(at).previous)
        chain.push_back(&maker.step(at));
      steps.insert(steps.end(), chain.rbegin(), chain.rend());
      const Step &last = maker.step(example.steps[i]);
      if (i <= example.decisive && last.what != What::None)
        place = last.place;
    }
    std::erase_if(steps, [](const Step *step) { return step->what == What::None; });
    auto made =
        diags_.emit(place, diag::Kind::PropertyViolated, {property.text, whatHappens(property)});
    for (size_t i = 0; i < steps.size(); ++i)
      if (i < 2 || i + mostSteps - 2 >= steps.size())
        tell(made, *steps[i]);
    explain(made);
  }

  void tell(diag::Engine::Builder &made, const Step &step) const {
    const std::string &name = step.state->name;
    switch (step.what) {
    case What::Entered:
      made.step(step.place, "`" + name + "` is entered");
      return;
    case What::Succeeded:
      if (lettersOf(*step.state, Phase::Succeeded) != 0)
        made.step(step.place, "`" + name + "` succeeds");
      else if (!step.state->next)
        made.step(step.place, "`" + name + "` ends");
      return;
    case What::Rule:
      made.step(step.place, "`" + name + "` takes this rule");
      return;
    case What::Default:
      made.step(step.place, "no rule of `" + name + "` holds");
      return;
    case What::Caught:
      made.step(step.place, "`" + name + "` fails, and this catcher takes the error");
      return;
    case What::Uncaught:
      made.step(step.place, step.state->as<ast::FailState>()
                                ? "`" + name + "` ends it with an error"
                                : "`" + name + "` fails, and it has no catcher for the error");
      return;
    case What::Retried:
      made.step(step.place, "`" + name + "` begins again");
      return;
    case What::None:
      return;
    }
  }

  const ast::Machine &machine_;
  const Feasible &feasible_;
  diag::Engine &diags_;
  StateNames names_;
  std::optional<bool> isKnown_; ///< whether all transitions are known
  std::map<std::pair<const ast::State *, Phase>, Letters> letters_;
};

} // namespace

void checkProperties(const ast::Machine &machine, const Feasible &feasible,
                     std::span<const GivenProperty> given, diag::Engine &diags) {
  std::vector<CommentProperty> written = propertiesInComments(machine, diags);
  if (written.empty() && given.empty())
    return;
  Checker checker(machine, feasible, diags);
  for (const CommentProperty &each : written)
    if (const StepName *unknown = checker.names().firstUnknown(each.property))
      reportUnknown(*unknown, checker.names(), each.rangeOf(*unknown), diags);
    else
      checker.check(each.property, {}, each.range);
  for (const GivenProperty &each : given)
    if (!checker.names().firstUnknown(each.property))
      checker.check(each.property, each.origin, std::nullopt);
}

} // namespace aslc::analysis::properties
