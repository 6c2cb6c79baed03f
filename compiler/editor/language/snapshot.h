// One version of a definition that is open in an editor, and what is derived from it. Each part is
// made once, when it is first needed. Not thread-safe; an Analysis is immutable and may be shared
// between threads.
#pragma once

#include "compiler/analysis/bounds/bounds.h"
#include "compiler/analysis/shapes/data.h"
#include "compiler/editor/language/states.h"
#include "compiler/editor/language/variables.h"
#include "compiler/editor/text/place.h"
#include "compiler/frontend/definition.h"
#include "compiler/source/scalar.h"
#include "runtime/support/document/decoded.h"

#include <memory>
#include <unordered_map>

namespace aslc::editor {

/// What was found in one version by following data, time and errors.
struct Analysis {
  frontend::Definition definition; ///< owns what the facts point to
  analysis::DataFacts data;        ///< empty unless the definition is sound
  std::optional<analysis::bounds::Bounds> bounds;
  /// By the path of a state, as StateIndex writes it.
  std::unordered_map<std::string, const ast::State *> states;
  std::unordered_map<const ast::State *, const analysis::bounds::StateBounds *> boundsOf;

  const analysis::StateData *dataOf(const std::string &path) const;
};

/// Analyses `definition`. The data flow is analysed only when the definition has no errors.
std::shared_ptr<const Analysis> analyze(frontend::Definition definition);

/// Where a definition stands in its document, when that is a template.
struct Embedding {
  std::string id;      ///< the key of its machine, as it is written; empty without a template
  std::string machine; ///< the name of its machine
  Path path;           ///< the steps to it; empty when it is the document, or a text in it
  /// The text that it is in, with the places of its parts in `document`.
  std::optional<asl::document::Decoded> text = {};
  std::shared_ptr<const source::File> document = {}; ///< only with `text`
};

class Snapshot {
public:
  /// `file` is the document, or for a text in it that text.
  Snapshot(std::string uri, std::shared_ptr<const source::File> file, source::Notation notation,
           Embedding embedding = {})
      : uri_(std::move(uri)), file_(std::move(file)), notation_(notation),
        embedding_(std::move(embedding)) {}

  const std::string &uri() const { return uri_; }
  const Embedding &embedding() const { return embedding_; }
  const source::File &document() const { return embedding_.text ? *embedding_.document : *file_; }
  /// The place in the document of a range of `file`.
  source::Range outer(source::Range range) const;
  /// The offset in `file` of an offset in the document; nullopt outside the text.
  std::optional<uint32_t> inner(uint32_t offset) const;
  /// Where a scalar stands that takes the place of the one at `range` of `file`.
  source::ScalarPlace scalarAt(source::Range range) const;
  /// The range in `file` of the value that the YAML alias at `cursor` refers to; nullopt when there
  /// is no alias at `cursor`.
  std::optional<source::Range> anchoredAt(uint32_t cursor) const;
  /// `text` as it is written into the document.
  std::string written(const std::string &text) const;

  /// The file in which offsets of trees, states and variables count.
  const source::File &file() const { return *file_; }
  std::shared_ptr<const source::File> sharedFile() const { return file_; }
  source::Notation notation() const { return notation_; }
  bool isYaml() const { return notation_ == source::Notation::Yaml; }

  /// Whether an offset of `file` is in the definition, and not elsewhere in its template.
  bool holds(uint32_t cursor) const;
  /// Where in the structure of the definition an offset of `file` is.
  Place placeOf(uint32_t cursor) const;
  /// The parts that could be read. Placeholders are not replaced.
  const source::Tree &tree() const { return *shared(); }
  /// Like `tree`, but when the line at `cursor` makes the rest unreadable, without the text that is
  /// being typed.
  std::shared_ptr<const source::Tree> treeAround(uint32_t cursor) const;
  const StateIndex &states() const;
  const VariableIndex &variables() const;
  /// Null when the outline cannot be read.
  const ast::Machine *machine() const;

  /// The newest analysis of this or an earlier version without errors; may be null.
  std::shared_ptr<const Analysis> analysis;

private:
  const std::shared_ptr<const source::Tree> &shared() const;
  std::shared_ptr<source::Tree> read(std::shared_ptr<const source::File> file) const;

  std::string uri_;
  std::shared_ptr<const source::File> file_;
  source::Notation notation_;
  Embedding embedding_;
  mutable std::shared_ptr<const source::Tree> tree_;
  mutable std::optional<StateIndex> states_;
  mutable std::optional<VariableIndex> variables_;
  mutable std::optional<ast::Machine> machine_;
  mutable std::optional<ast::Machine> readable_; ///< what can be read of a broken text
  mutable bool isParsed_ = false;
};

} // namespace aslc::editor
