// Names for the file of a definition and places in it; they are those of all documents.
#pragma once

#include "runtime/support/document/text_file.h"

#include <string>
#include <string_view>

namespace aslc::source {

using asl::document::File;
using asl::document::LineColumn;
using asl::document::Range;

/// The machine's name for a definition file: `dir/order.asl.json` -> `order`, in any case of the
/// suffix; standard input (`-`) -> `machine`.
std::string machineName(std::string_view fileName);

} // namespace aslc::source
