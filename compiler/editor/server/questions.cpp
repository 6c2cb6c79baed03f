// Which feature answers which question of the client.
#include "compiler/editor/features/features.h"
#include "compiler/editor/server/session.h"
#include "compiler/report/graph/render.h"

#include <set>

namespace aslc::editor {

namespace {

constexpr int invalidParameters = -32602, requestFailed = -32803;

} // namespace

void Session::addAtCursor(const char *method,
                          std::function<Answer(const Query &, uint32_t, const Json &)> answer) {
  handlers_[method] = [this, answer = std::move(answer)](const Json &parameters) {
    Document *document = documentOf(parameters);
    if (!document)
      return Answer{nullptr, invalidParameters, "the document is not open"};
    const Content &content = *document->content;
    auto cursor = content.at(offsetIn(content, memberAt(parameters, "position")));
    return cursor ? answer(query(cursor->part), cursor->offset, parameters) : Answer();
  };
}

void Session::addForDocument(const char *method,
                             std::function<Json(const Document &, const Json &)> answer) {
  handlers_[method] = [this, answer = std::move(answer)](const Json &parameters) {
    Document *document = documentOf(parameters);
    if (!document)
      return Answer{nullptr, invalidParameters, "the document is not open"};
    return Answer{answer(*document, parameters), 0, {}};
  };
}

void Session::addQuestions() {
  auto add = [this](const char *method, Json (*answer)(const Query &, uint32_t)) {
    addAtCursor(method, [answer](const Query &query, uint32_t cursor, const Json &) {
      return Answer{answer(query, cursor), 0, {}};
    });
  };
  add("textDocument/completion", completionsAt);
  add("textDocument/hover", hoverAt);
  add("textDocument/signatureHelp", signatureAt);
  add("textDocument/definition", definitionOf);
  add("textDocument/documentHighlight", highlightsOf);
  add("textDocument/prepareRename", prepareRename);
  add("textDocument/prepareCallHierarchy", prepareCallHierarchy);
  addAtCursor("textDocument/references",
              [](const Query &query, uint32_t cursor, const Json &parameters) {
                bool withDefinition = flagAt(memberAt(parameters, "context"), "includeDeclaration");
                return Answer{referencesOf(query, cursor, withDefinition), 0, {}};
              });
  addAtCursor("textDocument/rename",
              [](const Query &query, uint32_t cursor, const Json &parameters) {
                std::string failure;
                Json edit = renameAt(query, cursor, textAt(parameters, "newName"), failure);
                return failure.empty() ? Answer{std::move(edit), 0, {}}
                                       : Answer{nullptr, requestFailed, failure};
              });
}

void Session::addOfParts(const char *method,
                         std::function<Json(const Query &, source::Range)> answer) {
  addForDocument(
      method, [this, answer = std::move(answer)](const Document &document, const Json &parameters) {
        const Content &content = *document.content;
        const Json &range = memberAt(parameters, "range");
        source::Range outer{offsetIn(content, memberAt(range, "start")),
                            offsetIn(content, memberAt(range, "end"))};
        Json all = Json::array();
        for (const auto &part : content.parts()) {
          auto size = static_cast<uint32_t>(part->file().text().size());
          source::Range inner{part->inner(outer.begin).value_or(0),
                              part->inner(outer.end).value_or(size)};
          for (Json &each : answer(query(*part), inner))
            all.push_back(std::move(each));
        }
        return all;
      });
}

void Session::addWholeDocument() {
  auto ofParts = [this](const char *method, Json (*answer)(const Query &)) {
    addOfParts(method, [answer](const Query &query, source::Range) { return answer(query); });
  };
  ofParts("textDocument/foldingRange", foldingOf);
  ofParts("textDocument/codeLens", lensesOf);
  ofParts("textDocument/documentLink", linksOf);
  addOfParts("textDocument/inlayHint", inlayHintsOf);
  handlers_["textDocument/documentSymbol"] = [this](const Json &parameters) {
    Document *document = documentOf(parameters);
    if (!document)
      return Answer{nullptr, invalidParameters, "the document is not open"};
    const Content &content = *document->content;
    std::string symbols = "[]";
    if (content.isTemplate())
      symbols = symbolsOfTemplate(content, documents_.encoding);
    else if (!content.parts().empty())
      symbols = symbolsOf(query(content.whole()));
    return Answer{nullptr, 0, {}, std::move(symbols)};
  };
  addForDocument("textDocument/semanticTokens/full",
                 [this](const Document &document, const Json &) {
                   return semanticTokensOf(*document.content, documents_.encoding);
                 });
  addForDocument("textDocument/formatting", [this](const Document &document, const Json &) {
    const Content &content = *document.content;
    return content.parts().empty() ? Json::array() : formattingOf(query(content.whole()));
  });
  addForDocument("textDocument/selectionRange", [this](const Document &document,
                                                       const Json &parameters) {
    const Content &content = *document.content;
    Json selections = Json::array();
    for (const Json &position : memberAt(parameters, "positions")) {
      uint32_t offset = offsetIn(content, position);
      auto cursor = content.at(offset);
      selections.push_back(cursor
                               ? selectionAt(query(cursor->part), cursor->offset)
                               : Json{{"range", query(content.whole()).range({offset, offset})}});
    }
    return selections;
  });
  addForDocument("textDocument/codeAction",
                 [this](const Document &document, const Json &parameters) {
                   const Content &content = *document.content;
                   const Json &range = memberAt(parameters, "range");
                   const DocumentAnalysis *analysis = document.current();
                   return analysis ? actionsIn(query(content.whole()),
                                               {offsetIn(content, memberAt(range, "start")),
                                                offsetIn(content, memberAt(range, "end"))},
                                               *analysis)
                                   : Json::array();
                 });
  handlers_["workspace/symbol"] = [this](const Json &parameters) {
    Json symbols = Json::array();
    for (const auto &[uri, document] : documents_.all())
      for (const auto &part : document.content->parts())
        for (Json &symbol : workspaceSymbolsOf(query(*part), textAt(parameters, "query")))
          symbols.push_back(std::move(symbol));
    return Answer{std::move(symbols), 0, {}};
  };
}

void Session::addCalls() {
  auto add = [this](const char *method, Json (*answer)(const Query &, const Json &)) {
    handlers_[method] = [this, answer](const Json &parameters) {
      const Json &item = memberAt(parameters, "item");
      Document *document = documents_.find(textAt(item, "uri"));
      if (!document)
        return Answer{nullptr, invalidParameters, "the document is not open"};
      const Content &content = *document->content;
      const Json &place = memberAt(memberAt(item, "selectionRange"), "start");
      auto cursor = content.at(offsetIn(content, place));
      return Answer{cursor ? answer(query(cursor->part), item) : Json::array(), 0, {}};
    };
  };
  add("callHierarchy/incomingCalls", incomingCalls);
  add("callHierarchy/outgoingCalls", outgoingCalls);
}

namespace {

/// The names of the states around a state and its own.
std::vector<std::string> namesTo(const StateIndex &index, size_t state) {
  std::vector<std::string> names;
  for (size_t each = state; each != none; each = index.flows()[index.states()[each].scope].outer)
    names.emplace(names.begin(), index.states()[each].name);
  return names;
}

/// The same, as the picture has them.
std::string drawnPathOf(const StateIndex &index, size_t state) {
  std::string path;
  for (const std::string &name : namesTo(index, state))
    path += (path.empty() ? "" : "/") + name;
  return path;
}

/// Findings at the states of a definition.
report::Marks marksOf(const Snapshot &part, const DocumentAnalysis &analysis) {
  report::Marks marks;
  const StateIndex &index = part.states();
  for (const auto &engine : analysis.diagnostics)
    for (const diag::Diagnostic &each : engine->all()) {
      auto place = part.inner(each.range.begin);
      size_t state = place && part.holds(*place) ? index.around(*place) : none;
      if (state == none)
        continue;
      report::Mark &mark = marks[drawnPathOf(index, state)];
      bool isError = each.severity == diag::Severity::Error;
      bool isWarning = each.severity == diag::Severity::Warning;
      if (isError || mark.style.empty() || (isWarning && mark.style == "note"))
        mark.style = isError ? "error" : isWarning ? "warning" : "note";
      mark.text = "!";
      mark.title += (mark.title.empty() ? "" : "\n") + each.message;
    }
  return marks;
}

/// Whether a transition is one of `transitions`, pairs of names of states.
report::Taken takenIn(const Json &transitions) {
  std::set<std::pair<std::string, std::string>> pairs;
  for (const Json &each : transitions)
    if (each.is_array() && each.size() == 2 && each[0].is_string() && each[1].is_string())
      pairs.emplace(each[0].get<std::string>(), each[1].get<std::string>());
  return
      [pairs = std::move(pairs)](const report::Node &from, const report::Node &to,
                                 report::EdgeKind) { return pairs.contains({from.name, to.name}); };
}

} // namespace

/// `aslc/graph`, which the protocol does not have: the picture of a definition, and where its
/// states are. `machine` names one of a template; without, it is the first. `transitions` are drawn
/// as taken.
void Session::addGraph() {
  addForDocument("aslc/graph", [this](const Document &document, const Json &parameters) -> Json {
    std::string wanted = textAt(parameters, "machine");
    const Snapshot *part = nullptr;
    for (const auto &each : document.content->parts())
      if (!part && (wanted.empty() || each->embedding().machine == wanted))
        part = each.get();
    const ast::Machine *machine = part ? part->machine() : nullptr;
    if (!machine)
      return nullptr;
    report::Marks marks;
    if (const DocumentAnalysis *analysis = document.current())
      marks = marksOf(*part, *analysis);
    Json states = Json::array();
    const StateIndex &index = part->states();
    for (size_t i = 0; i < index.states().size(); ++i)
      states.push_back({{"path", namesTo(index, i)},
                        {"range", query(*part).range(index.states()[i].nameRange)}});
    std::string title = wanted.empty() ? part->file().name() : wanted;
    report::Taken taken = takenIn(memberAt(parameters, "transitions"));
    return {{"svg", report::renderSvg(report::graphOf(*machine), title, marks, taken)},
            {"states", states}};
  });
}

} // namespace aslc::editor
