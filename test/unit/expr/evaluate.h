// Evaluates parsed paths and calls by walking their trees, like generated code; for tests only.
#pragma once

#include "compiler/expr/intrinsic/call.h"
#include "compiler/expr/jsonpath/path.h"
#include "runtime/value/heap.h"
#include "symbols.h"

#include <functional>
#include <memory>
#include <string>

namespace asl::test {

/// All names that `path` (and `call`) looks up.
std::vector<std::string_view> namesIn(const aslc::jsonpath::Path &path);
std::vector<std::string_view> namesIn(const aslc::intrinsic::Call &call);

/// The result of `path` on `document`, or its error.
Value evaluate(Heap &heap, const aslc::jsonpath::Path &path, Value document, asl_site_kind site);

/// The document that the root of a path refers to.
using Roots = std::function<Value(const aslc::jsonpath::Path &)>;
Value evaluate(Heap &heap, const aslc::intrinsic::Call &call, const Roots &roots);

} // namespace asl::test
