// The definitions inside a template, as written there: for editors and formatters, which change the
// text.
#pragma once

#include "compiler/source/tree.h"

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

} // namespace aslc::project
