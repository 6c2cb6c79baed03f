// The documents that are open in the editor.
#pragma once

#include "compiler/editor/language/content.h"
#include "compiler/editor/server/access.h"
#include "compiler/editor/text/position.h"

#include <map>
#include <memory>
#include <string>

namespace aslc::editor {

struct Document {
  std::unique_ptr<Content> content;
  std::shared_ptr<const DocumentAnalysis> newest; ///< of any version; for diagnostics

  /// The analysis of the current version; null until it is done.
  const DocumentAnalysis *current() const {
    return newest && newest->file == content->whole().sharedFile() ? newest.get() : nullptr;
  }
};

class Documents {
public:
  Encoding encoding = Encoding::Utf16;

  /// `item` is a TextDocumentItem.
  Document &open(const Json &item);
  /// Applies changes of a version; null when the document is not open.
  Document *change(const Json &identifier, const Json &changes);
  void close(const std::string &uri) { documents_.erase(uri); }
  Document *find(const std::string &uri);
  const std::map<std::string, Document> &all() const { return documents_; }

private:
  std::map<std::string, Document> documents_;
};

/// The path of a `file:` URI, as messages show it; another URI as it is.
std::string nameOf(const std::string &uri);

} // namespace aslc::editor
