// The CDK's output folder: its manifest, templates and assets.
#pragma once

#include "compiler/project/project.h"

namespace aslc::project {

/// Whether this is the manifest of a cloud assembly, as `cdk synth` writes it.
bool isManifest(const source::Node &root);

/// Adds what the templates of the assembly hold.
void addAssembly(const source::Tree &manifest, const Given &given, Project &project);

/// The path of the asset that is uploaded under `key`, by the files in `folder` that list assets;
/// empty when there is none.
std::string assetPath(const std::string &folder, std::string_view key);

} // namespace aslc::project
