// An execution of a journal as a line.
#pragma once

#include "runtime/service/execution_json.h"

#include <string>

namespace aslc::tool {

using Json = asl::service::OrderedJson;
using asl::service::entryOf;
using asl::service::machineNameOf;
using asl::service::Notes;
using asl::service::notesOf;
using asl::service::statusOf;
using asl::service::timeOf;

/// A text as it is, anything else as JSON.
std::string textOf(const Json &value);
/// The same with control characters escaped, so that it is one line.
std::string lineOf(const Json &value);
/// Prints an entry as a line of columns.
void printLine(const Json &entry);

} // namespace aslc::tool
