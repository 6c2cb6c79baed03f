// Values that are not known where a definition is checked, in places that need them.
#pragma once

#include "compiler/diag/engine.h"
#include "compiler/project/text.h"

#include <map>
#include <string>
#include <string_view>

namespace aslc::project {

/// A part of a text whose value is not known here.
struct UnknownPart {
  std::string name;        ///< of a parameter, variable or attribute
  std::string remedy;      ///< "give `--parameter Wait=...`"
  bool isVariable = false; ///< a variable of the Serverless Framework, which may be of any type
};

/// `text`, which is JSON, where each of the unknown parts that stands as a whole value is a
/// placeholder in quotes, unless what stands for it is JSON. Each name is reported once, as a
/// warning. `parts` are by where they begin in the file.
Decoded withPlaceholders(const Decoded &text, const std::map<uint32_t, UnknownPart> &parts,
                         diag::Engine &diags);

/// Whether a text may be a JSON value, or the beginning of one.
bool isLikeJson(std::string_view text);

/// Whether `${name}` stands outside of the quoted texts of `text`, which is JSON.
bool isWholeValue(std::string_view text, std::string_view name);

/// Whether a field of definitions with this name is a number.
bool needsNumber(std::string_view field);

/// Why it is an error that a template of `templatefile` reads the variable `name`, which it does
/// not get.
std::string refusedVariable(std::string_view name);

} // namespace aslc::project
