// Findings that were reviewed and are allowed, with a reason.
//
// In a definition, the `Comment` of a state, a rule, a retrier or of the whole says
// `aslc: allow KIND because REASON`; it holds for what it stands in. In a file `aslc.yaml` beside
// definitions, `allow` is a list of objects with `kind`, `because`, and perhaps `file` and `state`.
#pragma once

#include "compiler/diag/engine.h"
#include "compiler/source/tree.h"

#include <string>
#include <vector>

namespace aslc::report {

/// Removes the findings that directives of the definition allow, and returns their number. Reports
/// directives that cannot be read, and those without a finding unless the definition has errors:
/// then it was not analysed. `isShown` says which kinds were asked for.
size_t applyDirectives(const source::Tree &tree, diag::Engine &diagnostics,
                       const std::function<bool(diag::Kind)> &isShown);

/// The list `allow` of an `aslc.yaml`.
class AllowFile {
public:
  /// Reads `file`; what is wrong with it is in `diagnostics()`.
  explicit AllowFile(std::shared_ptr<const source::File> file);

  /// Removes from the findings of a definition those that the list allows, and returns their
  /// number. `name` is that of the definition's file, without its folder; `tree` may be null where
  /// there are no findings.
  size_t apply(const std::string &name, const source::Tree *tree, diag::Engine &diagnostics);

  /// After all definitions: reports entries without a finding. Not those of kinds that were not
  /// asked for, of files that were not seen, or if a definition had errors.
  void reportUnused(const std::function<bool(diag::Kind)> &isShown);

  diag::Engine &diagnostics() { return diagnostics_; }

private:
  struct Entry {
    std::vector<diag::Kind> kinds;
    std::string file;  ///< empty: every definition
    std::string state; ///< a part of a state's path; empty: the whole definition
    source::Range range;
    bool seen = false, used = false;
  };
  void read(const source::Node &entry);

  diag::Engine diagnostics_;
  std::vector<Entry> entries_;
  bool sawErrors_ = false;
};

} // namespace aslc::report
