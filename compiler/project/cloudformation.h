// Reads templates of CloudFormation and SAM, and their nested stacks.
#pragma once

#include "compiler/project/project.h"
#include "compiler/project/template.h"

namespace aslc::project {

/// Whether this is a template.
bool isTemplate(const source::Node &root);
/// Whether resources of this type are state machines.
bool isMachineType(std::string_view type);
/// "an AWS SAM template", or another of its kinds.
std::string kindOfTemplate(const source::Node &root);

/// Adds the contents of a template and of the templates that it refers to. `prefix` is put before
/// the names of machines. Faults in its text are added to the project's diagnostics.
void addTemplate(std::shared_ptr<const source::Tree> tree, const Given &given,
                 const std::string &prefix, Project &project);

/// Like the above, for a part of a file that has the form of a template.
void addResources(std::shared_ptr<Template> from, const std::string &prefix, Project &project);

/// Reads the file at `path`, which `range` of `from` names, and adds its contents, unless it is one
/// of the templates around. If it cannot be read, reports a diagnostic of this severity at `range`.
/// Returns the template; null when there is none.
std::shared_ptr<const source::Tree> addTemplateFile(const std::string &path,
                                                    const std::shared_ptr<const source::File> &from,
                                                    source::Range range, diag::Severity severity,
                                                    const Given &given, const std::string &prefix,
                                                    Project &project);

/// Adds a diagnostic about a file of the project, unless it is there.
void reportProblem(const std::shared_ptr<const source::File> &file, source::Range range,
                   diag::Severity severity, const std::string &problem, Project &project);

/// Adds a diagnostic for each fault of `tree`. Returns false when parts of the tree are missing.
bool reportTemplateFaults(const source::Tree &tree, Project &project);

} // namespace aslc::project
