// Diagnostics of several definitions in the forms that other programs read.
#pragma once

#include "compiler/diag/engine.h"
#include "compiler/source/tree.h"

#include <span>
#include <string>

namespace aslc::report {

/// What was found in one file.
struct Findings {
  std::string name;                          ///< of the file, as it was given
  const diag::Engine *diagnostics = nullptr; ///< null: the file could not be read
  const source::Tree *tree = nullptr;        ///< null: findings have no JSON Pointer
  std::string problem;                       ///< why the file could not be read
};

/// One JSON object: `files`, an array with an object (file, status, errors, warnings, message) for
/// each file, and `findings`, an array of objects (file, line, column, endLine, endColumn,
/// severity, kind, message, hint or null, labels). Columns count code points from 1; the end is the
/// place after the last character.
std::string renderJson(std::span<const Findings> files);

/// SARIF 2.1.0, for GitHub's code scanning, editors and others. Each result has a fingerprint of
/// its kind and its place in the definition, so that it stays the same when lines move.
std::string renderSarif(std::span<const Findings> files);

/// JUnit XML: a suite for each file, a failed test for each error or warning, and a passed one for
/// a file without any.
std::string renderJunit(std::span<const Findings> files);

/// Workflow commands of GitHub Actions, which show findings beside the changed lines.
std::string renderGithub(std::span<const Findings> files);

/// The Code Climate form, a JSON array, which GitLab shows in merge requests.
std::string renderCodeClimate(std::span<const Findings> files);

} // namespace aslc::report
