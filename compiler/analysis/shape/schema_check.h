// Whether a JSON Schema is one, and which of its keywords are not followed.
#pragma once

#include "compiler/source/tree.h"

#include <string>
#include <vector>

namespace aslc::analysis {

struct SchemaProblem {
  source::Range range;
  bool isError = false; ///< else a part that is not followed: a value may be anything there
  std::string message;
};

/// The problems of a JSON Schema (2020-12), in the order of its text.
std::vector<SchemaProblem> checkSchema(const source::Node &schema);

} // namespace aslc::analysis
