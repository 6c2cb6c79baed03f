// One version of a document that is open in an editor: a definition, or a template that holds
// several.
#pragma once

#include "compiler/editor/language/snapshot.h"

#include <map>

namespace aslc::editor {

/// One version of a document, as it is given to an analysis.
struct Draft {
  std::shared_ptr<const source::File> file;
  source::Notation notation;
  int64_t version;
  bool wasOurs = false; ///< an earlier version was, so that a broken one is too
};

/// What was found in one version of a document.
struct DocumentAnalysis {
  int64_t version = 0;
  /// What was analysed. A document that is opened again may have the same version with another
  /// text.
  std::shared_ptr<const source::File> file = {};
  /// Whether it is a definition, or a template with machines. Editors also show other files of JSON
  /// and YAML to the server: nothing is said of them.
  bool isOurs = false;
  /// By Embedding::id.
  std::map<std::string, std::shared_ptr<const Analysis>, std::less<>> machines;
  /// The diagnostics of the document itself, without those of other files of the project.
  std::vector<std::shared_ptr<const diag::Engine>> diagnostics;
};

/// Checks a document. Thread-safe. Reads the files that a template names.
std::shared_ptr<const DocumentAnalysis> analyze(Draft draft,
                                                const frontend::ReadingOptions &options);

/// Not thread-safe.
class Content {
public:
  /// `before` is the version before this one, from which it keeps analyses, and in a text that does
  /// not parse also where definitions are; null for the first.
  Content(std::string uri, int64_t version, std::shared_ptr<const source::File> file,
          source::Notation notation, const Content *before);

  int64_t version() const { return version_; }
  /// The document as one text, to count places in.
  const Snapshot &whole() const { return *whole_; }
  Draft draft() const { return {whole_->sharedFile(), whole_->notation(), version_, wasOurs_}; }
  /// The definitions: of a template any number; else the document itself, unless it cannot be or
  /// become one.
  const std::vector<std::shared_ptr<Snapshot>> &parts() const;
  bool isTemplate() const { return isTemplate_; }

  /// A place in one of the definitions.
  struct Cursor {
    const Snapshot &part;
    uint32_t offset; ///< in the file of the part
  };
  std::optional<Cursor> at(uint32_t offset) const;

  /// Passes the analyses of definitions without errors to them.
  void take(const DocumentAnalysis &analysis);

private:
  void addParts(const Content *before);
  bool mayBeDefinition() const;
  void add(Embedding embedding, std::shared_ptr<const source::File> file,
           source::Notation notation);

  int64_t version_;
  std::shared_ptr<Snapshot> whole_;
  std::vector<std::shared_ptr<Snapshot>> parts_;
  bool isTemplate_ = false, wasOurs_ = false;
  mutable std::optional<bool> mayBeDefinition_;
};

} // namespace aslc::editor
