// Reading a definition.
#include "compiler/source/tree.h"

#include "compiler/source/placeholder.h"

namespace aslc::source {

Tree read(std::shared_ptr<const File> file, Notation notation, const Definitions &definitions) {
  DefinedPlaceholders placeholders(definitions);
  return asl::document::read(std::move(file), {notation, &placeholders, maxCharacters});
}

} // namespace aslc::source
