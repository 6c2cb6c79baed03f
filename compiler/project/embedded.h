// The definitions inside a template, as written there: for editors and formatters, which change the
// text.
#pragma once

#include "compiler/diag/engine.h"
#include "compiler/source/tree.h"

#include <optional>
#include <string>
#include <vector>

namespace aslc::project {

struct Embedded {
  source::Range place; ///< the key of the machine's resource, as in Machine::place
  std::string name;    ///< its logical id
  /// The keys that lead from the root of the template to `value`.
  std::vector<std::string> path;
  /// An object, or a String that holds JSON: also one inside of `Fn::Sub`.
  const source::Node *value = nullptr;
};

/// Whether `root` is a template of SAM or CloudFormation, or a configuration of the Serverless
/// Framework.
bool isProject(const source::Node &root);

/// The definitions in the template `root`, which `readTemplate` has read: values of `Definition`
/// and `DefinitionString`, and in a configuration of the Serverless Framework of `definition`.
/// Texts that functions put together are left out. Empty when `root` is neither.
std::vector<Embedded> embeddedIn(const source::Node &root);

/// `text` as it is written into a scalar of `document`, the text of which begins at `begin`: with
/// the escapes of its quotes, or with the indentation of a block of YAML.
std::string writtenInto(std::string_view document, uint32_t begin, const std::string &text);

/// Makes the edits of `diagnostics`, which are about a definition in the project `file`, fit the
/// way in which that is written there. An edit that needs more than a name is taken away where the
/// way is not known, such as in a text that functions put together.
void fitEdits(const std::shared_ptr<const source::File> &file,
              std::optional<source::Notation> notation, diag::Engine &diagnostics);

} // namespace aslc::project
