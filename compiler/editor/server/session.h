// A client: its capabilities, its open documents, and the answers to its messages.
#pragma once

#include "compiler/editor/server/analyzer.h"
#include "compiler/editor/server/documents.h"
#include "compiler/editor/server/server.h"

#include <functional>
#include <set>
#include <unordered_map>

namespace aslc::editor {

struct Query;

class Session {
public:
  /// Sends a message, perhaps with a member `result` that is JSON text already.
  using Send = std::function<void(const Json &, std::string_view result)>;

  /// `submit` asks for an analysis of a document that was opened or changed.
  Session(const ServerOptions &options, Send send, std::function<void(const Content &)> submit,
          std::function<void(const std::string &)> forget);

  /// Handles a message and sends the answer to a request. With `cancelled` the answer is only the
  /// error that the request was cancelled.
  void handle(const Json &message, bool cancelled);
  /// Sends the diagnostics of a finished analysis, unless the document has changed.
  void analyzed(const std::string &uri, std::shared_ptr<const DocumentAnalysis> analysis);

  bool ends() const { return ends_; }
  int status() const { return isShutDown_ ? 0 : 1; }

private:
  struct Answer {
    Json result;
    int error = 0;
    std::string message;
    std::string text = {}; ///< the result as JSON text; empty: `result`
  };
  using Handler = std::function<Answer(const Json &)>;

  void addLifecycle();
  void addDocuments();
  void addQuestions();
  void addWholeDocument();
  /// Answered by the definition at the cursor; null outside of one.
  void addAtCursor(const char *method,
                   std::function<Answer(const Query &, uint32_t, const Json &)> answer);
  void addForDocument(const char *method,
                      std::function<Json(const Document &, const Json &)> answer);
  /// The answers of all definitions of a document, about the range that is asked for.
  void addOfParts(const char *method, std::function<Json(const Query &, source::Range)> answer);
  void addCalls();
  void addGraph();

  Json initialize(const Json &parameters);
  Query query(const Snapshot &snapshot) const;
  Document *documentOf(const Json &parameters);
  uint32_t offsetIn(const Content &content, const Json &position) const;

  const ServerOptions &options_;
  Send send_;
  std::function<void(const Content &)> submit_;
  std::function<void(const std::string &)> forget_;
  Documents documents_;
  std::unordered_map<std::string, Handler> handlers_;
  bool isInitialized_ = false, isShutDown_ = false, ends_ = false, snippets_ = false;
};

} // namespace aslc::editor
