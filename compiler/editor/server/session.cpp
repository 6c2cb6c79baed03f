// The life of a session, and its documents.
#include "compiler/editor/server/session.h"

#include "compiler/editor/features/features.h"

namespace aslc::editor {

namespace {

constexpr int parseError = -32700, invalidRequest = -32600, methodNotFound = -32601,
              notInitialized = -32002, requestCancelled = -32800;

Json capabilities(Encoding encoding) {
  constexpr int incremental = 2;
  return {
      {"positionEncoding", encoding == Encoding::Utf8 ? "utf-8" : "utf-16"},
      {"textDocumentSync", {{"openClose", true}, {"change", incremental}, {"save", true}}},
      {"completionProvider", {{"triggerCharacters", {"\"", "'", ".", "$", ":", "{", "[", " "}}}},
      {"hoverProvider", true},
      {"signatureHelpProvider", {{"triggerCharacters", {"(", ","}}}},
      {"definitionProvider", true},
      {"referencesProvider", true},
      {"documentHighlightProvider", true},
      {"renameProvider", {{"prepareProvider", true}}},
      {"documentSymbolProvider", true},
      {"workspaceSymbolProvider", true},
      {"foldingRangeProvider", true},
      {"selectionRangeProvider", true},
      {"semanticTokensProvider",
       {{"legend", {{"tokenTypes", tokenTypes()}, {"tokenModifiers", Json::array()}}},
        {"full", true}}},
      {"inlayHintProvider", true},
      {"codeLensProvider", {{"resolveProvider", false}}},
      {"documentLinkProvider", {{"resolveProvider", false}}},
      {"codeActionProvider", {{"codeActionKinds", {"quickfix", "source.fixAll.aslc"}}}},
      {"callHierarchyProvider", true},
      {"documentFormattingProvider", true}};
}

} // namespace

Session::Session(const ServerOptions &options, Send send,
                 std::function<void(const Content &)> submit,
                 std::function<void(const std::string &)> forget)
    : options_(options), send_(std::move(send)), submit_(std::move(submit)),
      forget_(std::move(forget)) {
  addLifecycle();
  addDocuments();
  addQuestions();
  addWholeDocument();
  addCalls();
  addGraph();
}

Json Session::initialize(const Json &parameters) {
  isInitialized_ = true;
  const Json &client = memberAt(parameters, "capabilities");
  for (const Json &each : memberAt(memberAt(client, "general"), "positionEncodings"))
    if (each == "utf-8")
      documents_.encoding = Encoding::Utf8;
  const Json &completion = memberAt(memberAt(client, "textDocument"), "completion");
  snippets_ = flagAt(memberAt(completion, "completionItem"), "snippetSupport");
  return {{"capabilities", capabilities(documents_.encoding)},
          {"serverInfo", {{"name", "aslc"}, {"version", options_.version}}}};
}

void Session::addLifecycle() {
  handlers_["initialize"] = [this](const Json &parameters) {
    return Answer{initialize(parameters), 0, {}};
  };
  handlers_["initialized"] = [](const Json &) { return Answer(); };
  handlers_["shutdown"] = [this](const Json &) {
    isShutDown_ = true;
    return Answer();
  };
  handlers_["exit"] = [this](const Json &) {
    ends_ = true;
    return Answer();
  };
  for (const char *ignored : {"$/setTrace", "$/cancelRequest", "workspace/didChangeConfiguration",
                              "textDocument/didSave", "workspace/didChangeWatchedFiles"})
    handlers_[ignored] = [](const Json &) { return Answer(); };
}

void Session::addDocuments() {
  handlers_["textDocument/didOpen"] = [this](const Json &parameters) {
    submit_(*documents_.open(memberAt(parameters, "textDocument")).content);
    return Answer();
  };
  handlers_["textDocument/didChange"] = [this](const Json &parameters) {
    Document *document = documents_.change(memberAt(parameters, "textDocument"),
                                           memberAt(parameters, "contentChanges"));
    if (document)
      submit_(*document->content);
    return Answer();
  };
  handlers_["textDocument/didClose"] = [this](const Json &parameters) {
    std::string uri = textAt(memberAt(parameters, "textDocument"), "uri");
    forget_(uri);
    documents_.close(uri);
    send_({{"jsonrpc", "2.0"},
           {"method", "textDocument/publishDiagnostics"},
           {"params", {{"uri", uri}, {"diagnostics", Json::array()}}}},
          {});
    return Answer();
  };
}

void Session::handle(const Json &message, bool cancelled) {
  const Json &id = memberAt(message, "id");
  bool isRequest = !id.is_null();
  std::string method = textAt(message, "method");
  if (method.empty() && message.is_object() && isRequest)
    return; // the answer to a request of ours: there are none
  Answer answer;
  auto handler = handlers_.find(method);
  if (message.is_discarded())
    answer = {nullptr, parseError, "this is not JSON"};
  else if (!message.is_object() || method.empty())
    answer = {nullptr, invalidRequest, "this is not a message of JSON-RPC"};
  else if (cancelled)
    answer = {nullptr, requestCancelled, "the request was cancelled"};
  else if (!isInitialized_ && method != "initialize" && method != "exit")
    answer = {nullptr, notInitialized, "the client has not sent `initialize` yet"};
  else if (isShutDown_ && method != "exit")
    answer = {nullptr, invalidRequest, "the server was shut down"};
  else if (handler == handlers_.end())
    answer = {nullptr, methodNotFound, "there is no method `" + method + "`"};
  else
    answer = handler->second(memberAt(message, "params"));
  if (!isRequest && message.is_object())
    return;
  Json reply = {{"jsonrpc", "2.0"}, {"id", id}};
  if (answer.error != 0)
    reply["error"] = {{"code", answer.error}, {"message", answer.message}};
  else if (answer.text.empty())
    reply["result"] = std::move(answer.result);
  send_(reply, answer.text);
}

void Session::analyzed(const std::string &uri, std::shared_ptr<const DocumentAnalysis> analysis) {
  Document *document = documents_.find(uri);
  if (!document)
    return;
  Content &content = *document->content;
  content.take(*analysis);
  bool isNewest =
      analysis->version == content.version() && analysis->file == content.whole().sharedFile();
  if (!isNewest)
    return; // the analysis of the newest text follows
  document->newest = analysis;
  send_({{"jsonrpc", "2.0"},
         {"method", "textDocument/publishDiagnostics"},
         {"params",
          {{"uri", uri},
           {"version", analysis->version},
           {"diagnostics", diagnosticsOf(query(content.whole()), *analysis)}}}},
        {});
}

Query Session::query(const Snapshot &snapshot) const {
  return {snapshot, documents_.encoding, snippets_};
}

Document *Session::documentOf(const Json &parameters) {
  return documents_.find(textAt(memberAt(parameters, "textDocument"), "uri"));
}

uint32_t Session::offsetIn(const Content &content, const Json &position) const {
  return offsetOf(content.whole().file(),
                  {numberAt(position, "line"), numberAt(position, "character")},
                  documents_.encoding);
}

} // namespace aslc::editor
