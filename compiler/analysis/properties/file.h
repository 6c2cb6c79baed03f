// A file with properties: the list `properties` of an `aslc.yaml`, or one property a line.
#pragma once

#include "compiler/analysis/properties/check.h"

#include <memory>

namespace aslc::analysis::properties {

/// In YAML or JSON, `properties` is a list; an item is a property as text, or an object with
/// `property` and the name of the definition's `file`. By default a property is about every
/// definition. A file of any other suffix has a property in each line; `#` begins a comment.
class PropertyFile {
public:
  /// Reads `file`; what is wrong with its properties is in `diagnostics()`. Its syntax is judged
  /// unless the file is an `aslc.yaml`, which others read too.
  PropertyFile(std::shared_ptr<const source::File> file, bool judgesSyntax);

  /// The properties of the definition in the file `name`, without its folder.
  std::vector<GivenProperty> of(const std::string &name) const;
  /// Reports those of them that name no state of the definition.
  void reportUnknown(const std::string &name, const ast::Machine &machine);

  diag::Engine &diagnostics() { return diagnostics_; }

private:
  struct Entry {
    GivenProperty given;
    std::string file; ///< empty: every definition
    size_t begin = 0; ///< of its text, in the node or else in the file
    const source::Node *node = nullptr;
  };
  void readLines();
  void readList(const source::Node &list);
  void readItem(const source::Node &item);
  void add(std::string_view text, Entry entry);
  source::Range rangeOf(const Entry &entry, size_t begin, size_t end) const;

  diag::Engine diagnostics_;
  source::Tree tree_;
  std::vector<Entry> entries_;
};

} // namespace aslc::analysis::properties
