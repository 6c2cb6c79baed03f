// The checks of a whole machine, one after the other.
#include "compiler/sema/check.h"

#include "compiler/sema/checker.h"
#include "compiler/sema/coverage.h"

#include <map>

namespace aslc::sema {

namespace {

/// Labels of distributed Maps must be unique.
void checkLabels(Checker &checker) {
  std::map<std::string_view, source::Range> seen;
  forEachScope(checker.root, [&](const SubWorkflow &scope) {
    for (const ast::State &state : scope.machine->states) {
      const auto *map = state.as<ast::MapState>();
      if (!map || !map->label)
        continue;
      auto [place, fresh] = seen.try_emplace(map->label->value, map->label->range);
      if (!fresh)
        checker.diags.emit(map->label->range, diag::Kind::RepeatedLabel, {map->label->value})
            .label(place->second, "the first is here");
    }
  });
}

void checkChoices(Checker &checker) {
  forEachScope(checker.root, [&](const SubWorkflow &scope) {
    for (const ast::State &state : scope.machine->states) {
      const auto *choice = state.as<ast::ChoiceState>();
      if (choice && !choice->defaultNext && !choice->rules.empty() &&
          !coverageOf(*choice).isComplete)
        checker.diags.emit(state.nameRange, diag::Kind::ChoiceWithoutDefault, {state.name})
            .hint("an input that no rule matches fails the execution");
    }
  });
}

/// Reports each reader of files in a format that is not compiled.
void reportFormats(Checker &checker) {
  forEachScope(checker.root, [&](const SubWorkflow &scope) {
    for (const ast::State &state : scope.machine->states) {
      const auto *map = state.as<ast::MapState>();
      const source::Node *config = map && map->itemReader ? map->itemReader->readerConfig : nullptr;
      const source::Member *type = config ? config->find("InputType") : nullptr;
      if (type && type->value->text == "PARQUET")
        checker.diags.emit(type->value->range, diag::Kind::S3NotCompiled, {"PARQUET"})
            .hint("files of Parquet cannot be read here: convert the items to `JSON`, `JSONL` or "
                  "`CSV`");
    }
  });
}

} // namespace

void check(const ast::Machine &machine, const Options &options, diag::Engine &diags) {
  Checker checker{machine, diags};
  checkNames(checker);
  checkLabels(checker);
  checkTargets(checker);
  if (options.judgesChoices)
    checkChoices(checker);
  checkExpressions(checker);
  checkErrorHandlers(checker);
  checkVariables(checker);
  checkLiterals(checker);
  reportFormats(checker);
  if (options.forCodegen)
    diags.raiseNotes();
}

} // namespace aslc::sema
