// Diagnostics: problems in a definition, reported to its author.
#pragma once

#include "compiler/source/file.h"
#include "runtime/support/closest.h"

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::diag {

enum class Severity : uint8_t { Error, Warning, Note };

/// One enumerator per line of kinds.def, in its order.
enum class Kind : uint16_t {
#define ASLC_DIAG(Name, Slug, Level, Text) Name,
#include "compiler/diag/kinds.def"
#undef ASLC_DIAG
};

/// The name users see in brackets, such as `unknown-target`.
std::string_view slug(Kind kind);
Severity defaultSeverity(Kind kind);
/// The text of its diagnostics, with `{0}` where they differ.
std::string_view pattern(Kind kind);
/// Every kind, in the order of kinds.def.
std::span<const Kind> allKinds();
/// The kind of that slug.
std::optional<Kind> kindOf(std::string_view slug);

/// A further place in the definition that explains a diagnostic.
struct Label {
  source::Range range;
  std::string text;
  bool isStep = false; ///< a step of the path that leads to the diagnostic
};

/// How certain it is that the author wants an edit.
enum class Applicability : uint8_t {
  MachineApplicable, ///< certain: a tool may apply it without asking
  MaybeIncorrect,    ///< likely: valid, but another repair may be meant
  HasPlaceholders    ///< the author must fill in parts of it
};
/// Its name, such as `MachineApplicable`.
std::string_view nameOf(Applicability applicability);

/// A change of the definition's text that repairs the problem.
struct Edit {
  source::Range range; ///< what is replaced; empty for an insertion
  std::string replacement;
  Applicability applicability = Applicability::MaybeIncorrect;
};

struct Diagnostic {
  Kind kind;
  Severity severity;
  source::Range range;
  std::string message; ///< one sentence: lower-case start, no full stop
  std::vector<Label> labels;
  std::string hint;         ///< empty, or what to try: "did you mean `Refund`?"
  std::optional<Edit> edit; ///< the hint as a change, where it is one
};

/// Collects the diagnostics of one file. Not thread-safe.
class Engine {
public:
  explicit Engine(std::shared_ptr<const source::File> file) : file_(std::move(file)) {}

  /// Handle to the diagnostic just emitted, to add labels and a hint.
  class Builder {
  public:
    Builder(Engine &engine, size_t index) : engine_(engine), index_(index) {}
    Builder &label(source::Range range, std::string text);
    /// A label that is a step of the path which leads to the diagnostic: the steps stand in their
    /// order, and reports show them as a path.
    Builder &step(source::Range range, std::string text);
    Builder &hint(std::string text);
    /// A hint with the edit that it proposes.
    Builder &hint(std::string text, Edit edit);
    /// The hint "did you mean `meant`?" for the name `written`. It is an edit too where the range
    /// of the diagnostic shows `written` as it is, once, and `meant` needs no quotes or escapes.
    /// The edit is certain where the names differ only in case and in what is no letter or digit,
    /// or by one letter inside of them that is missing, superfluous or swapped with its neighbour.
    Builder &didYouMean(std::string_view written, std::string_view meant);
    /// Lowers the severity below that of its kind.
    Builder &weaken(Severity severity);

  private:
    Engine &engine_;
    size_t index_;
  };

  /// Adds a diagnostic of `kind` at `range`; `{0}`, `{1}`, ... in the kind's text are the
  /// arguments.
  Builder emit(source::Range range, Kind kind,
               std::initializer_list<std::string_view> arguments = {});

  /// Turns every note into an error, for commands that generate code.
  void raiseNotes();
  /// Turns those diagnostics for which `which` returns true into errors.
  void raise(const std::function<bool(const Diagnostic &)> &which);
  /// Removes the diagnostics for which `keep` returns false. Builders made before must not be used.
  void retain(const std::function<bool(const Diagnostic &)> &keep);

  /// The place of `text` in `range` of the file; nullopt unless it occurs exactly once.
  std::optional<source::Range> placeOf(std::string_view text, source::Range range) const;

  bool hasErrors() const { return errors_ != 0; }
  size_t errorCount() const { return errors_; }
  const std::vector<Diagnostic> &all() const { return diagnostics_; }
  const source::File &file() const { return *file_; }

private:
  friend class Builder;
  std::shared_ptr<const source::File> file_;
  std::vector<Diagnostic> diagnostics_;
  size_t errors_ = 0;
};

/// The diagnostics sorted by place, as `file:line:col: error: message [kind]`, the source line, a
/// caret range and labels and hint. `color` adds terminal colours. Equal diagnostics at one
/// place are shown once. Characters that control a terminal (control characters, changes of
/// direction) are shown by name.
std::string renderText(const Engine &engine, bool color);
/// How many of each severity are shown: equal diagnostics at one place count once.
struct Counts {
  size_t errors = 0;
  size_t warnings = 0;
};
Counts count(const Engine &engine);

using asl::closest;

} // namespace aslc::diag
