// From tokens to steps. The meaning of a step depends on its neighbours: a missing name is an error
// only where Jayway considers the path definite, and the token after a deep scan determines its
// target.
#include "compiler/expr/jsonpath/token.h"

#include <utility>

namespace aslc::jsonpath {
namespace {

using Target = DeepScan::Target;

class Linker {
public:
  explicit Linker(std::vector<Token> tokens)
      : tokens_(std::move(tokens)), definiteFrom_(tokens_.size() + 1, true) {
    for (size_t i = tokens_.size(); i-- > 0;)
      definiteFrom_[i] = tokens_[i].definite() && definiteFrom_[i + 1];
  }

  std::vector<Step> run() {
    for (size_t i = 0; i < tokens_.size(); ++i) {
      if (std::holds_alternative<RootAgain>(tokens_[i].kind))
        continue;
      if (!std::holds_alternative<Scan>(tokens_[i].kind)) {
        step(i);
        continue;
      }
      Target target = scan(i);
      if (target == Target::Nothing)
        break; // what follows is never reached
      if (target != Target::Objects && target != Target::Arrays)
        ++i; // the scan does what that token said
    }
    return std::move(steps_);
  }

private:
  bool last(size_t index) const { return index + 1 == tokens_.size(); }

  /// Jayway determines whether the path is definite from the token before this one to the end.
  bool missingRaises(size_t index) const { return definiteFrom_[index == 0 ? 0 : index - 1]; }

  void step(size_t index) {
    std::visit(
        [&]<class Kind>(Kind &kind) {
          if constexpr (std::is_same_v<Kind, NamesStep>)
            kind.missing = last(index)            ? NamesStep::Missing::Last
                           : missingRaises(index) ? NamesStep::Missing::Raise
                                                  : NamesStep::Missing::Skip;
          if constexpr (!std::is_same_v<Kind, Scan> && !std::is_same_v<Kind, RootAgain>)
            steps_.push_back(Step{std::move(kind)});
        },
        tokens_[index].kind);
  }

  Target scan(size_t index) {
    Token &next = tokens_[index + 1]; // a path never ends with a scan
    bool ends = last(index + 1);
    DeepScan scan;
    if (auto *names = std::get_if<NamesStep>(&next.kind)) {
      scan.target = Target::Objects;
      scan.names = names->names;
    } else if (std::holds_alternative<Wildcard>(next.kind)) {
      scan.target = Target::Children;
    } else if (auto *filter = std::get_if<FilterStep>(&next.kind)) {
      scan.target = ends ? Target::FilteredLast : Target::Filtered;
      scan.filter = std::move(filter->filter);
    } else if (!std::holds_alternative<Scan>(next.kind) &&
               !std::holds_alternative<RootAgain>(next.kind)) {
      scan.target = ends ? Target::Arrays : Target::Elements;
    }
    Target target = scan.target;
    steps_.push_back(Step{std::move(scan)});
    return target;
  }

  std::vector<Token> tokens_;
  std::vector<bool> definiteFrom_; ///< whether the tokens from here to the end are
  std::vector<Step> steps_;
};

} // namespace

std::vector<Step> link(std::vector<Token> tokens) { return Linker(std::move(tokens)).run(); }

} // namespace aslc::jsonpath
