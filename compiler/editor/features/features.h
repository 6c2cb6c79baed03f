// Answers to requests of the Language Server Protocol, as JSON; `null` when there is no answer.
#pragma once

#include "compiler/editor/features/query.h"
#include "compiler/editor/language/content.h"

namespace aslc::editor {

Json completionsAt(const Query &query, uint32_t cursor);
Json hoverAt(const Query &query, uint32_t cursor);
Json signatureAt(const Query &query, uint32_t cursor);

Json definitionOf(const Query &query, uint32_t cursor);
Json referencesOf(const Query &query, uint32_t cursor, bool withDefinition);
Json highlightsOf(const Query &query, uint32_t cursor);
Json prepareRename(const Query &query, uint32_t cursor);
/// On failure the answer is null, and `failure` says why.
Json renameAt(const Query &query, uint32_t cursor, const std::string &name, std::string &failure);

Json prepareCallHierarchy(const Query &query, uint32_t cursor);
/// `item` is an item returned by prepareCallHierarchy.
Json incomingCalls(const Query &query, const Json &item);
Json outgoingCalls(const Query &query, const Json &item);

/// As JSON text.
std::string symbolsOf(const Query &query);
/// Like the above, for all machines of a template.
std::string symbolsOfTemplate(const Content &content, Encoding encoding);
/// The states whose path contains `text`.
Json workspaceSymbolsOf(const Query &query, const std::string &text);
Json foldingOf(const Query &query);
Json selectionAt(const Query &query, uint32_t cursor);

/// The names of the types of tokens, in the order of their numbers.
Json tokenTypes();
/// The tokens of all definitions of a document.
Json semanticTokensOf(const Content &content, Encoding encoding);
Json inlayHintsOf(const Query &query, source::Range range);
Json lensesOf(const Query &query);
Json linksOf(const Query &query);

/// The diagnostics of an analysis of this version; `query` is of the whole document.
Json diagnosticsOf(const Query &query, const DocumentAnalysis &analysis);
/// The changes that hints of diagnostics in `range` mean. `query` is of the whole of a document,
/// and `analysis` of this version of it.
Json actionsIn(const Query &query, source::Range range, const DocumentAnalysis &analysis);

Json formattingOf(const Query &query);

} // namespace aslc::editor
