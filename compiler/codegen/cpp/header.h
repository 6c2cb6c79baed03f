// The header that goes with a compiled machine, whichever backend compiled it.
#pragma once

#include "llvm/ADT/StringRef.h"

#include <string>

namespace aslc::codegen {

/// The text of `order.h`: declares the machine called `name` for C, and for C++ also as
/// `machines::order`. The same name gives the same text.
std::string machineHeader(llvm::StringRef name);

/// The machine's name as C++ calls it: what no identifier may contain becomes `_`, and keywords and
/// names that begin with a digit get one more.
std::string machineIdentifier(llvm::StringRef name);

} // namespace aslc::codegen
