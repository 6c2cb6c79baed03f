// From the properties of a state machine in a template to the tree of its definition.
#pragma once

#include "compiler/project/project.h"
#include "compiler/project/template.h"

#include <set>

namespace aslc::project {

/// Reads the definition of the resource `machine` of `from`.
/// A definition that is not here is a warning, and the tree has no root then.
MachineText readDefinition(const Template &from, const source::Member &machine);

/// The file that the properties of a machine name, from the folder of the template; empty when the
/// definition is in the template.
std::string definitionFileOf(const Template &from, const source::Node &properties);

/// Reads the definition in the file `path`, which the text at `place` of `from` names. Placeholders
/// have the values of `definitions`.
MachineText readDefinitionFile(const std::string &path, std::shared_ptr<const source::File> from,
                               source::Range place, const source::Definitions &definitions);

/// Warns of the placeholders in the definition that have no value, unless they are escaped where
/// they are written. `remedies` are those of some of them, by their names. `variables`: the names
/// of those that a template of Terraform gets. Any other is an error.
void reportOpenPlaceholders(const MachineText &machine, std::string_view remedy,
                            const Texts &remedies = {},
                            const std::set<std::string, std::less<>> *variables = nullptr);

/// Resolves `name` relative to the folder of `file`.
std::string pathFrom(const source::File &file, std::string_view name);

} // namespace aslc::project
