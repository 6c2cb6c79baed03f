// Text of definitions as C++ may hold it: nothing in it can end a literal or a comment.
#pragma once

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace aslc::codegen::cpp {

/// A string literal of these bytes, with its quotes.
std::string quoted(llvm::StringRef bytes);

/// The same as literals that stand below each other: one for each line of the text, or several
/// where it is longer than `width`.
std::vector<std::string> quotedLines(llvm::StringRef bytes, size_t width);

/// A comment of whole lines for `text`, each line begun with `indent` and `// `; empty for no text.
std::string comment(llvm::StringRef text, llvm::StringRef indent);

/// A line of code, without its end, as one or more lines with theirs: broken after commas, else
/// after brackets, where it is long. Comments, directives and literals are left as they are.
std::string wrapped(llvm::StringRef line);

} // namespace aslc::codegen::cpp
