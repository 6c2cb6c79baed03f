// Diagnostics of several definitions in formats for other programs.
#pragma once

#include "compiler/analysis/bounds/bounds.h"
#include "compiler/ast/machine.h"
#include "compiler/diag/engine.h"
#include "compiler/source/tree.h"

#include <span>
#include <string>

namespace aslc::report {

/// The findings of one file.
struct Findings {
  std::string name;                                 ///< of the file, as it was given
  const diag::Engine *diagnostics = nullptr;        ///< null: the file could not be read
  const source::Tree *tree = nullptr;               ///< null: findings have no JSON Pointer
  std::string problem = {};                         ///< why the file could not be read
  const ast::Machine *machine = nullptr;            ///< null: there is no graph of it
  size_t allowed = 0;                               ///< findings that were taken out before
  const analysis::bounds::Bounds *bounds = nullptr; ///< null: they are not known
};

/// Which findings count as a failure.
enum class FailOn : uint8_t { Error, Warning, Never };
bool fails(diag::Severity severity, FailOn failOn);

/// A path as a URI reference: relative ones stay relative.
std::string uriOf(std::string_view path);

/// The program that made a report, as the report names it.
struct Producer {
  std::string version = {};
  std::string docs = {}; ///< the URI of the folder `docs` without a slash at its end; may be empty
};

/// One JSON object: `files`, an array with an object (file, status, errors, warnings, message) for
/// each file, and `findings`, an array of objects (file, line, column, endLine, endColumn,
/// severity, kind, message, hint or null, edit or null, labels). Columns count code points from 1;
/// the end is the place after the last character.
std::string renderJson(std::span<const Findings> files);

/// SARIF 2.1.0, for GitHub's code scanning, editors and others. Each result has a fingerprint of
/// its kind and its place in the definition, so that it stays the same when lines move.
std::string renderSarif(std::span<const Findings> files, const Producer &producer = {});

/// JUnit XML: a suite for each file, a test for each error or warning, which is failed if `failOn`
/// says so, and a passed one for a file without any.
std::string renderJunit(std::span<const Findings> files, FailOn failOn = FailOn::Warning);

/// Workflow commands of GitHub Actions, which show findings beside the changed lines.
std::string renderGithub(std::span<const Findings> files);

/// The Code Climate form, a JSON array, which GitLab shows in merge requests.
std::string renderCodeClimate(std::span<const Findings> files);

/// The result of AWS's ValidateStateMachineDefinition, a JSON object: `result` (OK or FAIL),
/// `diagnostics` (severity, code, message, location) and `truncated`. At most `most` diagnostics
/// are given, errors first; without `warnings` only errors, as the service does by default. For
/// several files, an array of such objects, each with its `file`.
std::string renderValidation(std::span<const Findings> files, bool warnings, size_t most);

} // namespace aslc::report
