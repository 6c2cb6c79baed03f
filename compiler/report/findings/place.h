// Where a finding lies, apart from its lines.
#pragma once

#include "compiler/diag/engine.h"
#include "compiler/source/tree.h"

#include <string>

namespace aslc::report {

/// The JSON Pointer (RFC 6901) of the innermost member or item of `tree` that contains `range`. A
/// range in a key gives the pointer of that key's member. Empty for the whole definition, and for
/// a tree without a value.
std::string pointerAt(const source::Tree &tree, source::Range range);

/// 16 hexadecimal digits that stay the same for this kind of finding at this place of a
/// definition: line numbers, and the wording of messages, do not count. `number` tells findings
/// apart that agree in all of that.
std::string fingerprint(std::string_view file, std::string_view kind, std::string_view pointer,
                        size_t number);

} // namespace aslc::report
