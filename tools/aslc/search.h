// Finding the definitions in a folder.
#pragma once

#include <string>
#include <vector>

namespace aslc::tool {

/// The files below `folder` that are called `*.asl.json`, `*.asl.jsonc`, `*.asl.yaml` or
/// `*.asl.yml`, sorted. Folders that are hidden or hold what tools made (`node_modules`, `build`
/// and the like) and links to folders are not searched. `problem` gets what cannot be searched.
std::vector<std::string> findDefinitions(const std::string &folder, std::string &problem);

} // namespace aslc::tool
