// Which feature answers which question of the client.
#include "compiler/editor/features/features.h"
#include "compiler/editor/server/session.h"
#include "compiler/report/graph/render.h"

namespace aslc::editor {

namespace {

constexpr int invalidParameters = -32602, requestFailed = -32803;

} // namespace

void Session::addAtCursor(const char *method, std::function<Json(const Query &, uint32_t)> answer) {
  handlers_[method] = [this, answer = std::move(answer)](const Json &parameters) {
    Document *document = documentOf(parameters);
    if (!document)
      return Answer{nullptr, invalidParameters, "the document is not open"};
    const Snapshot &snapshot = *document->snapshot;
    uint32_t cursor = offsetIn(snapshot, memberAt(parameters, "position"));
    return Answer{answer(query(snapshot), cursor), 0, {}};
  };
}

void Session::addForDocument(const char *method,
                             std::function<Json(const Query &, const Json &)> answer) {
  handlers_[method] = [this, answer = std::move(answer)](const Json &parameters) {
    Document *document = documentOf(parameters);
    if (!document)
      return Answer{nullptr, invalidParameters, "the document is not open"};
    return Answer{answer(query(*document->snapshot), parameters), 0, {}};
  };
}

void Session::addQuestions() {
  addAtCursor("textDocument/completion", completionsAt);
  addAtCursor("textDocument/hover", hoverAt);
  addAtCursor("textDocument/signatureHelp", signatureAt);
  addAtCursor("textDocument/definition", definitionOf);
  addAtCursor("textDocument/documentHighlight", highlightsOf);
  addAtCursor("textDocument/prepareRename", prepareRename);
  addAtCursor("textDocument/prepareCallHierarchy", prepareCallHierarchy);
  handlers_["textDocument/references"] = [this](const Json &parameters) {
    Document *document = documentOf(parameters);
    if (!document)
      return Answer{nullptr, invalidParameters, "the document is not open"};
    const Snapshot &snapshot = *document->snapshot;
    bool withDefinition = flagAt(memberAt(parameters, "context"), "includeDeclaration");
    uint32_t cursor = offsetIn(snapshot, memberAt(parameters, "position"));
    return Answer{referencesOf(query(snapshot), cursor, withDefinition), 0, {}};
  };
}

void Session::addWholeDocument() {
  auto whole = [this](const char *method, Json (*answer)(const Query &)) {
    addForDocument(method, [answer](const Query &query, const Json &) { return answer(query); });
  };
  whole("textDocument/documentSymbol", symbolsOf);
  whole("textDocument/foldingRange", foldingOf);
  whole("textDocument/semanticTokens/full", semanticTokensOf);
  whole("textDocument/codeLens", lensesOf);
  whole("textDocument/documentLink", linksOf);
  whole("textDocument/formatting", formattingOf);
  auto rangeOf = [this](const Query &query, const Json &parameters) {
    const Json &range = memberAt(parameters, "range");
    return source::Range{offsetIn(query.snapshot, memberAt(range, "start")),
                         offsetIn(query.snapshot, memberAt(range, "end"))};
  };
  addForDocument("textDocument/inlayHint", [rangeOf](const Query &query, const Json &parameters) {
    return inlayHintsOf(query, rangeOf(query, parameters));
  });
  addForDocument("textDocument/selectionRange", [this](const Query &query, const Json &parameters) {
    Json selections = Json::array();
    for (const Json &position : memberAt(parameters, "positions"))
      selections.push_back(selectionAt(query, offsetIn(query.snapshot, position)));
    return selections;
  });
  addForDocument(
      "textDocument/codeAction", [this, rangeOf](const Query &query, const Json &parameters) {
        Document *document = documentOf(parameters);
        bool isCurrent = document->newest && document->newest->version == query.snapshot.version();
        return actionsIn(query, rangeOf(query, parameters),
                         isCurrent ? document->newest.get() : nullptr);
      });
  handlers_["workspace/symbol"] = [this](const Json &parameters) {
    Json symbols = Json::array();
    for (const auto &[uri, document] : documents_.all())
      for (Json &symbol :
           workspaceSymbolsOf(query(*document.snapshot), textAt(parameters, "query")))
        symbols.push_back(std::move(symbol));
    return Answer{std::move(symbols), 0, {}};
  };
}

void Session::addRename() {
  handlers_["textDocument/rename"] = [this](const Json &parameters) {
    Document *document = documentOf(parameters);
    if (!document)
      return Answer{nullptr, invalidParameters, "the document is not open"};
    const Snapshot &snapshot = *document->snapshot;
    std::string failure;
    Json edit = renameAt(query(snapshot), offsetIn(snapshot, memberAt(parameters, "position")),
                         textAt(parameters, "newName"), failure);
    return failure.empty() ? Answer{std::move(edit), 0, {}}
                           : Answer{nullptr, requestFailed, failure};
  };
}

void Session::addCalls() {
  auto add = [this](const char *method, Json (*answer)(const Query &, const Json &)) {
    handlers_[method] = [this, answer](const Json &parameters) {
      const Json &item = memberAt(parameters, "item");
      Document *document = documents_.find(textAt(item, "uri"));
      if (!document)
        return Answer{nullptr, invalidParameters, "the document is not open"};
      return Answer{answer(query(*document->snapshot), item), 0, {}};
    };
  };
  add("callHierarchy/incomingCalls", incomingCalls);
  add("callHierarchy/outgoingCalls", outgoingCalls);
}

/// `aslc/graph`, which the protocol does not have: the picture of a document, and where its states
/// are.
void Session::addGraph() {
  addForDocument("aslc/graph", [this](const Query &query, const Json &parameters) -> Json {
    const Snapshot &snapshot = query.snapshot;
    const ast::Machine *machine = snapshot.machine();
    if (!machine)
      return nullptr;
    report::Marks marks;
    const StateIndex &index = snapshot.states();
    Json states = Json::array();
    Document *document = documentOf(parameters);
    for (size_t i = 0; i < index.states().size(); ++i) {
      const StateEntry &entry = index.states()[i];
      std::string path;
      for (size_t each = i; each != none; each = index.flows()[index.states()[each].scope].outer)
        path = std::string(index.states()[each].name) + (path.empty() ? "" : "/" + path);
      states.push_back({{"path", path}, {"range", query.range(entry.nameRange)}});
      if (!document->newest || document->newest->version != snapshot.version())
        continue;
      for (const diag::Diagnostic &each : document->newest->definition.diagnostics->all())
        if (index.around(each.range.begin) == i) {
          report::Mark &mark = marks[path];
          bool isError = each.severity == diag::Severity::Error;
          bool isWarning = each.severity == diag::Severity::Warning;
          if (isError || mark.style.empty() || (isWarning && mark.style == "note"))
            mark.style = isError ? "error" : isWarning ? "warning" : "note";
          mark.text = "!";
          mark.title += (mark.title.empty() ? "" : "\n") + each.message;
        }
    }
    return {{"svg", report::renderSvg(report::graphOf(*machine), snapshot.file().name(), marks)},
            {"states", states}};
  });
}

} // namespace aslc::editor
