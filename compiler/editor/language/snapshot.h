// One version of a definition that is open in an editor, and what can be read of it. What is needed
// is made when it is asked for, once. Not thread-safe; an Analysis is, as it never changes.
#pragma once

#include "compiler/analysis/bounds/bounds.h"
#include "compiler/analysis/shapes/data.h"
#include "compiler/editor/language/states.h"
#include "compiler/editor/language/variables.h"
#include "compiler/editor/text/place.h"
#include "compiler/frontend/definition.h"

#include <memory>
#include <unordered_map>

namespace aslc::editor {

/// What was found in one version by following data, time and errors.
struct Analysis {
  int64_t version = 0;
  frontend::Definition definition; ///< owns what the facts point to
  analysis::DataFacts data;        ///< empty unless the definition is sound
  std::optional<analysis::bounds::Bounds> bounds;
  /// By the path of a state, as StateIndex writes it.
  std::unordered_map<std::string, const ast::State *> states;
  std::unordered_map<const ast::State *, const analysis::bounds::StateBounds *> boundsOf;

  const analysis::StateData *dataOf(const std::string &path) const;
};

/// Checks a text; with everything that is known of its data when it is sound.
std::shared_ptr<const Analysis> analyze(std::shared_ptr<const source::File> file,
                                        source::Notation notation, int64_t version,
                                        const frontend::ReadingOptions &options);

class Snapshot {
public:
  Snapshot(std::string uri, int64_t version, std::shared_ptr<const source::File> file,
           source::Notation notation)
      : uri_(std::move(uri)), version_(version), file_(std::move(file)), notation_(notation) {}

  const std::string &uri() const { return uri_; }
  int64_t version() const { return version_; }
  const source::File &file() const { return *file_; }
  std::shared_ptr<const source::File> sharedFile() const { return file_; }
  source::Notation notation() const { return notation_; }
  bool isYaml() const { return notation_ == source::Notation::Yaml; }

  /// What could be read. Placeholders stay as they are.
  const source::Tree &tree() const { return *shared(); }
  /// The same, where the line of `cursor` hides the rest of the text without what is being typed.
  std::shared_ptr<const source::Tree> treeAround(uint32_t cursor) const;
  const StateIndex &states() const;
  const VariableIndex &variables() const;
  /// Null when the outline cannot be read.
  const ast::Machine *machine() const;

  /// The newest analysis of this or an earlier version without errors; may be null.
  std::shared_ptr<const Analysis> analysis;

private:
  const std::shared_ptr<const source::Tree> &shared() const;

  std::string uri_;
  int64_t version_;
  std::shared_ptr<const source::File> file_;
  source::Notation notation_;
  mutable std::shared_ptr<const source::Tree> tree_;
  mutable std::optional<StateIndex> states_;
  mutable std::optional<VariableIndex> variables_;
  mutable std::optional<ast::Machine> machine_;
  mutable bool isParsed_ = false;
};

} // namespace aslc::editor
