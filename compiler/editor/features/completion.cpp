// What may stand at the cursor: which part answers, and how an answer is written.
#include "compiler/editor/features/completion.h"

#include "compiler/editor/features/features.h"
#include "compiler/source/scalar.h"

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

/// A part of a scalar, with the escapes of its quotes.
std::string escapedIn(const source::ScalarPlace &place, const std::string &text) {
  std::string written = source::writeScalar(text, place);
  return place.quote == '\0' ? text : written.substr(1, written.size() - 2);
}

/// How a text is written in place of what the cursor is at.
source::ScalarPlace placeOf(const Completions &completions) {
  const Place &place = completions.where().place;
  const Snapshot &snapshot = completions.query().snapshot;
  char quote = place.isQuoted ? snapshot.file().text()[place.word.begin] : '\0';
  return {snapshot.notation(), quote, place.inFlow};
}

/// The blank that YAML needs behind a colon, where it is not typed yet.
std::string blankBefore(const Completions &completions) {
  const Snapshot &snapshot = completions.query().snapshot;
  uint32_t begin = completions.where().place.word.begin;
  return snapshot.isYaml() && begin > 0 && snapshot.file().text()[begin - 1] == ':' ? " " : "";
}

} // namespace

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

void Completions::addAll(Completions &others) {
  for (Json &item : others.items_)
    items_.push_back(std::move(item));
  isIncomplete_ |= others.isIncomplete_;
}

void Completions::addValue(Item item) {
  const Place &place = where_.place;
  if (place.isBlock)
    return;
  source::ScalarPlace scalar = placeOf(*this);
  item.text =
      blankBefore(*this) + source::writeScalar(item.text.empty() ? item.label : item.text, scalar);
  std::string filter = (place.isQuoted ? std::string(1, scalar.quote) : "") + item.label;
  add(std::move(item), place.word, filter);
}

void Completions::addWord(Item item) {
  if (where_.place.isQuoted || where_.place.isBlock)
    return;
  std::string filter = item.label;
  item.text = blankBefore(*this) + item.label;
  add(std::move(item), where_.place.word, filter);
}

void Completions::addKey(std::string_view name, Role value, Item item) {
  const Place &place = where_.place;
  bool isYaml = query_.snapshot.isYaml();
  item.label = name;
  source::ScalarPlace scalar = placeOf(*this);
  item.text = source::writeScalar(name, scalar);
  if (!place.hasColon) {
    std::string behind = valueText(value, isYaml, query_.snippets);
    item.isSnippet = query_.snippets && behind.find("$0") != behind.npos;
    if (item.isSnippet)
      item.text = escapedSnippet(item.text);
    item.text += behind.empty() && isYaml ? ": " : ": " + behind;
  }
  std::string filter = (place.isQuoted ? std::string(1, scalar.quote) : "") + item.label;
  add(std::move(item), place.word, filter);
}

void Completions::addPart(size_t length, Item item) {
  std::string filter = item.label;
  if (!item.isSnippet)
    item.text = escapedIn(placeOf(*this), item.text.empty() ? item.label : item.text);
  add(std::move(item), {cursor_ - static_cast<uint32_t>(length), cursor_}, filter);
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

namespace {

/// Behind a dash of YAML where an item is an object: the place of its first key; none elsewhere.
std::optional<Where> firstKeyAt(const Where &where) {
  const Place &place = where.place;
  bool isItem = place.kind == Place::Kind::Value && !place.inObject && !place.inFlow &&
                !place.isQuoted && !place.isBlock && !place.container.empty();
  bool takesKeys = where.role == Role::Retrier || where.role == Role::Catcher ||
                   where.role == Role::Rule || where.role == Role::Branch ||
                   where.role == Role::Template;
  if (!isItem || !takesKeys)
    return std::nullopt;
  Where item = where;
  item.place.kind = Place::Kind::Key;
  item.owner = where.role;
  item.role = Role::None;
  item.container = nullptr;
  if (where.role == Role::Template)
    item.inField.push_back({false, {}, place.index});
  return item;
}

} // namespace

Json completionsAt(const Query &query, uint32_t cursor) {
  Where where = whereIs(query.snapshot, cursor);
  Completions completions(query, where, cursor);
  if (where.place.kind != Place::Kind::Nothing && completePlaceholder(completions))
    return {{"isIncomplete", completions.isIncomplete()}, {"items", completions.take()}};
  completeOutline(completions);
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
    if (std::optional<Where> item = query.snapshot.isYaml() ? firstKeyAt(where) : std::nullopt) {
      Completions keys(query, *item, cursor);
      completeKey(keys);
      completions.addAll(keys);
    }
    break;
  }
  bool isIncomplete = completions.isIncomplete();
  return {{"isIncomplete", isIncomplete}, {"items", completions.take()}};
}

} // namespace aslc::editor
