// The permissions that a call of a service needs.
#pragma once

#include "compiler/catalogue/catalogue.h"
#include "compiler/report/access/access.h"

namespace aslc::report {

/// The permissions for one call; their `states` are empty. The first is that of the call itself,
/// the others are for its job. `request` is null when its members are not known.
std::vector<Permission> permissionsOf(const catalogue::Integration &integration,
                                      const source::Node *request);

/// The permissions of a distributed Map: children, items, results. `machine`: its name.
std::vector<Permission> permissionsOf(const ast::MapState &map, const std::string &machine);

} // namespace aslc::report
