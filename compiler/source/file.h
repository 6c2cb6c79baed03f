// A definition's file and places in it: those of every document.
#pragma once

#include "runtime/support/document/text_file.h"

namespace aslc::source {

using asl::document::File;
using asl::document::LineColumn;
using asl::document::Range;

} // namespace aslc::source
