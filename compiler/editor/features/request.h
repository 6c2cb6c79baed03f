// What the catalogue knows of the request that a place of a definition is in.
#pragma once

#include "compiler/catalogue/catalogue.h"
#include "compiler/editor/language/where.h"

namespace aslc::editor {

/// What the state, the reader or the writer around the place calls; nullopt when that is not known.
std::optional<catalogue::Operation> operationAt(const Where &where);

/// The type of the object or array around the place, which is in `Parameters` or `Arguments`; none
/// elsewhere, and where it is not known.
std::optional<catalogue::Type> typeAt(const Where &where);

/// `text`, `array`, ...: in a few words.
std::string_view nameOf(catalogue::Type type);

/// What is known of the parameter that is called `key`, with or without `.$`, in the object around
/// the place: Markdown. Empty where nothing is.
std::string aboutParameter(const Where &where, std::string_view key);

} // namespace aslc::editor
