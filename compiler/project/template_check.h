// What CloudFormation refuses of a template besides its state machines: values of parameters, and
// names of conditions and resources that are not there.
#pragma once

#include "compiler/project/project.h"
#include "compiler/project/template.h"

namespace aslc::project {

/// Whether all resources are in the template, or are made by transforms that are known here.
bool hasAllResources(const Template &from);

/// Adds the parameters of a template to those of the project. Reports values that they do not take:
/// those that are given, and defaults.
void addParameters(const Template &from, Project &project);

/// Reports conditions and resources that resources refer to, and that the template does not have.
void checkReferences(const Template &from, Project &project);

/// Reports unknown names in conditions, in nested stacks, and in what state machines have besides
/// their definitions: those are read later. To be called once the outputs of nested stacks are
/// known.
void checkNames(const Template &from, Project &project);

/// Reports the `DefinitionSubstitutions` that the definition of the resource `machine` does not
/// use. It is in `definitionFile`, unless that is empty.
void checkSubstitutions(const Template &from, const source::Member &machine,
                        const std::string &definitionFile, Project &project);

/// The one of `names` that was meant by `name`: one that is almost the same, or that begins with
/// it. nullopt where `name` is one of them, or is like none.
std::optional<std::string> meantKey(const std::string &name, const std::vector<std::string> &names);

/// Reports a resource whose type is almost that of a state machine, and the properties of a state
/// machine whose names are almost those of its properties.
void checkSpelling(const Template &from, Project &project);

/// Reports the names in `values`, the parameters of a nested stack, that the template in `tree`
/// does not have. They are in `file`.
void checkNestedParameters(const source::Node &values,
                           const std::shared_ptr<const source::File> &file,
                           const source::Tree &tree, Project &project);

/// Reads the type of a state machine. Reports at `place` when `text` is not one. With
/// `isWritten` false, the text may stand for a value that is not known: it is reported only when it
/// is like the name of a type.
ast::MachineType typeFrom(const std::string &text, bool isWritten,
                          const std::shared_ptr<const source::File> &file, source::Range place,
                          Project &project);

} // namespace aslc::project
