// From the tree of a binding file to its bindings and connections.
#pragma once

#include "runtime/binding/binding.h"
#include "runtime/binding/problems.h"

namespace asl::binding {

/// Adds what the tree holds to `file`, and what is wrong with it to `problems`. The tree has a
/// root.
void readBindings(const document::Tree &tree, std::vector<Problem> &problems, BindingFile &file);

/// Adds the list of connections in `node`.
void readConnections(const document::Tree &tree, const document::Node &node,
                     std::vector<Problem> &problems, std::vector<invoke::Connection> &connections);

} // namespace asl::binding
