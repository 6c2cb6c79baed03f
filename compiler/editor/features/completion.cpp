// What may stand at the cursor: which part answers, and how an answer is written.
#include "compiler/editor/features/completion.h"

#include "compiler/editor/features/features.h"

#include <set>

namespace aslc::editor {

namespace {

/// What is written behind a key, with the place of the cursor as a snippet has it.
std::string valueText(Role role, bool isYaml, bool snippets) {
  std::string hole = snippets ? "$0" : "";
  auto around = [&](std::string_view open, std::string_view close) {
    return std::string(open) + hole + std::string(close);
  };
  switch (role) {
  case Role::Number:
  case Role::None:
  case Role::Literal:
    return hole;
  case Role::Boolean:
    return "true";
  case Role::Branches:
  case Role::Retriers:
  case Role::Catchers:
  case Role::Rules:
  case Role::ErrorNames:
    return isYaml ? hole : around("[", "]");
  case Role::Text:
  case Role::Word:
  case Role::Target:
  case Role::Resource:
  case Role::Path:
  case Role::Reference:
  case Role::Timestamp:
    return isYaml ? hole : around("\"", "\"");
  case Role::Condition:
    return around("\"{% ", " %}\"");
  default:
    return isYaml ? hole : around("{", "}");
  }
}

std::string escapedSnippet(std::string_view text) {
  std::string escaped;
  for (char c : text) {
    if (c == '$' || c == '}' || c == '\\')
      escaped += '\\';
    escaped += c;
  }
  return escaped;
}

bool needsQuotesInYaml(std::string_view text) {
  return text.empty() || std::string_view("&*!|>'\"%@`{}[],#?:- ").find(text[0]) != text.npos ||
         text.find(": ") != text.npos || text.find(" #") != text.npos || text.ends_with(' ') ||
         text.ends_with(':');
}

} // namespace

std::string spelled(const Snapshot &snapshot, std::string_view name) {
  if (snapshot.isYaml() && !needsQuotesInYaml(name))
    return std::string(name);
  std::string quoted = "\"";
  for (char c : name) {
    if (c == '"' || c == '\\')
      quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

void Completions::add(Item item, source::Range range, const std::string &filter) {
  if (items_.size() == most) {
    isIncomplete_ = true;
    return;
  }
  Json json = Json::object();
  json.emplace("label", item.label);
  json.emplace("kind", static_cast<int>(item.kind));
  json.emplace("textEdit", query_.edit(range, item.text.empty() ? item.label : item.text));
  json.emplace("filterText", filter);
  json.emplace("sortText", std::to_string(item.rank) + item.label);
  if (!item.detail.empty())
    json["detail"] = item.detail;
  if (!item.about.empty())
    json["documentation"] = markdown(item.about);
  if (item.isSnippet)
    json["insertTextFormat"] = 2;
  items_.push_back(std::move(json));
}

void Completions::addValue(Item item) {
  const Place &place = where_.place;
  if (place.isBlock)
    return;
  std::string text = spelled(query_.snapshot, item.text.empty() ? item.label : item.text);
  if (place.isQuoted && text[0] != '"')
    text = "\"" + text + "\"";
  char written = place.isQuoted ? query_.snapshot.file().text()[place.word.begin] : '"';
  if (written == '\'' && text.find_first_of("\\'", 1) == text.npos) {
    text.front() = '\'';
    text.back() = '\'';
  }
  item.text = text;
  std::string filter = (place.isQuoted ? std::string(1, written) : "") + item.label;
  add(std::move(item), place.word, filter);
}

void Completions::addWord(Item item) {
  if (where_.place.isQuoted || where_.place.isBlock)
    return;
  std::string filter = item.label;
  add(std::move(item), where_.place.word, filter);
}

void Completions::addKey(std::string_view name, Role value, Item item) {
  const Place &place = where_.place;
  bool isYaml = query_.snapshot.isYaml();
  item.label = name;
  item.text =
      isYaml && !place.isQuoted ? spelled(query_.snapshot, name) : "\"" + std::string(name) + "\"";
  if (!place.hasColon) {
    std::string behind = valueText(value, isYaml, query_.snippets);
    item.isSnippet = query_.snippets && behind.find("$0") != behind.npos;
    if (item.isSnippet)
      item.text = escapedSnippet(item.text);
    item.text += behind.empty() && isYaml ? ": " : ": " + behind;
  }
  std::string filter = (place.isQuoted ? "\"" : "") + item.label;
  add(std::move(item), place.word, filter);
}

void Completions::addPart(size_t begin, Item item) {
  auto from = static_cast<uint32_t>(cursor_ - (where_.place.before.size() - begin));
  std::string filter = item.label;
  add(std::move(item), {from, cursor_}, filter);
}

std::vector<std::string> variablesAt(const Completions &completions) {
  const Snapshot &snapshot = completions.query().snapshot;
  const Where &where = completions.where();
  bool isWhole = where.tree.get() == &snapshot.tree();
  std::optional<StateIndex> repaired;
  if (!isWhole)
    repaired.emplace(*where.tree);
  return (isWhole ? snapshot.states() : *repaired).variablesAround(where.place.word.begin);
}

Json completionsAt(const Query &query, uint32_t cursor) {
  Where where = whereIs(query.snapshot, cursor);
  Completions completions(query, where, cursor);
  switch (where.place.kind) {
  case Place::Kind::Nothing:
    break;
  case Place::Kind::Key:
    completeKey(completions);
    break;
  case Place::Kind::Value:
    if (where.evaluated() == Where::Evaluated::Jsonata)
      completeExpression(completions, true);
    else if (where.evaluated() == Where::Evaluated::Path && !where.place.before.empty())
      completeExpression(completions, false);
    else
      completeValue(completions);
    break;
  }
  bool isIncomplete = completions.isIncomplete();
  return {{"isIncomplete", isIncomplete}, {"items", completions.take()}};
}

} // namespace aslc::editor
