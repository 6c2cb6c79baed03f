// Names for the file of a definition and places in it; they are those of all documents.
#pragma once

#include "runtime/support/document/text_file.h"

namespace aslc::source {

using asl::document::File;
using asl::document::LineColumn;
using asl::document::Range;

} // namespace aslc::source
