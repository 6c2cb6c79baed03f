// Lambda functions of templates: where their code is.
#pragma once

#include "compiler/project/project.h"
#include "compiler/project/template.h"

namespace aslc::project {

/// The function that the resource `function` of `from` declares. Missing properties are taken from
/// SAM's `Globals`.
Function readFunction(const Template &from, const source::Member &function);

/// Sets the folder or archive of a function's code, or the problem when `path` is neither.
void setCode(Function &function, std::string path);

} // namespace aslc::project
