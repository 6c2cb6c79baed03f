// `${Name}` placeholders: finding and replacing them.
#pragma once

#include "compiler/source/tree.h"
#include "runtime/support/document/placeholders.h"

namespace aslc::source {

/// The placeholders of a definition, with the values of `definitions`, which must outlive this.
class DefinedPlaceholders : public asl::document::Placeholders {
public:
  explicit DefinedPlaceholders(const Definitions &definitions) : definitions_(definitions) {}

  std::optional<asl::document::Placeholder> atStart(std::string_view text) const override;
  const std::string *find(std::string_view name) const override;
  bool keepsUndefined() const override { return definitions_.allowUndefined; }
  asl::document::Decoded substitute(asl::document::Decoded text, Tree &tree) const override;

private:
  const Definitions &definitions_;
};

/// Whether `text` holds a `${Name}` that was not replaced. Its value may be any text.
bool holdsPlaceholder(std::string_view text);

} // namespace aslc::source
