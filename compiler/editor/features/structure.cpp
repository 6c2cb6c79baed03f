// The structure of a document: symbols, folding, selection.
#include "compiler/editor/features/features.h"
#include "runtime/support/json_text.h"

#include <algorithm>
#include <cctype>

namespace aslc::editor {

namespace {

using source::Node;

/// As the protocol numbers symbols.
int symbolKind(std::string_view type) {
  if (type == "Task")
    return 12; // a function
  if (type == "Choice")
    return 10; // an enumeration
  if (type == "Parallel" || type == "Map")
    return 2; // a module
  if (type == "Succeed" || type == "Fail")
    return 24; // an event
  return 23;   // a struct
}

/// Writes the symbols of one definition. As text, because there are hundreds of values in the
/// symbols of a few states.
class SymbolWriter {
public:
  SymbolWriter(const Query &query, std::string &out)
      : query_(query), index_(query.snapshot.states()), out_(out), states_(index_.flows().size()),
        inner_(index_.states().size()) {
    for (size_t i = 0; i < index_.states().size(); ++i)
      states_[index_.states()[i].scope].push_back(i);
    for (size_t i = 0; i < index_.flows().size(); ++i)
      if (index_.flows()[i].outer != none)
        inner_[index_.flows()[i].outer].push_back(i);
  }

  void write() {
    out_ += '[';
    if (!states_.empty())
      flow(0);
    out_ += ']';
  }
  void range(source::Range range) {
    source::Range outer = query_.snapshot.outer(range);
    out_ += R"({"start":)";
    position(outer.begin);
    out_ += R"(,"end":)";
    position(outer.end);
    out_ += '}';
  }

private:
  void flow(size_t flow) {
    for (size_t each : states_[flow]) {
      if (!out_.ends_with('['))
        out_ += ',';
      state(each);
    }
  }
  void state(size_t state) {
    const StateEntry &entry = index_.states()[state];
    std::string_view type = index_.typeOf(state);
    out_ += R"({"name":)";
    asl::json::appendQuoted(out_, entry.name.empty() ? "(no name)" : entry.name);
    out_ += R"(,"detail":)";
    asl::json::appendQuoted(out_, type);
    out_ += R"(,"kind":)" + std::to_string(symbolKind(type));
    out_ += R"(,"range":)";
    range(entry.range);
    out_ += R"(,"selectionRange":)";
    range(entry.nameRange);
    bool hasChildren = std::any_of(inner_[state].begin(), inner_[state].end(),
                                   [&](size_t each) { return !states_[each].empty(); });
    if (hasChildren) {
      out_ += R"(,"children":[)";
      for (size_t each : inner_[state])
        flow(each);
      out_ += ']';
    }
    out_ += '}';
  }
  void position(uint32_t offset) {
    Position place = query_.place(offset);
    out_ += R"({"line":)" + std::to_string(place.line);
    out_ += R"(,"character":)" + std::to_string(place.character) + '}';
  }

  const Query &query_;
  const StateIndex &index_;
  std::string &out_;
  std::vector<std::vector<size_t>> states_; ///< of each flow
  std::vector<std::vector<size_t>> inner_;  ///< of each state, the flows
};

void addFolds(const Query &query, const Node &node, uint32_t from, Json &folds) {
  if (node.range.begin < from)
    return; // an alias
  const source::File &file = query.snapshot.file();
  bool isContainer = node.is(Node::Kind::Object) || node.is(Node::Kind::Array);
  bool isText = node.is(Node::Kind::String);
  if (!isContainer && !isText)
    return;
  auto lineOf = [&](uint32_t offset) { // of the document
    return query.snapshot.document().lineColumn(query.snapshot.outer({offset, offset}).begin).line;
  };
  uint32_t begin = lineOf(node.range.begin);
  uint32_t last = node.range.end;
  while (last > node.range.begin && std::isspace(static_cast<unsigned char>(file.text()[last - 1])))
    --last;
  uint32_t end = lineOf(last > node.range.begin ? last - 1 : last);
  char first = file.text()[std::min<size_t>(node.range.begin, file.text().size() - 1)];
  bool isYamlBlock = query.snapshot.isYaml() && isContainer && first != '{' && first != '[';
  if (isYamlBlock && begin > 1)
    --begin; // the line of the key stays
  else if (isContainer && !isYamlBlock && end > begin)
    --end; // so does the closing bracket
  if (end > begin)
    folds.push_back({{"startLine", begin - 1}, {"endLine", end - 1}});
  for (const source::Member &member : node.members)
    addFolds(query, *member.value, node.range.begin, folds);
  for (const Node *item : node.items)
    addFolds(query, *item, node.range.begin, folds);
}

/// The ranges around `cursor`, the outermost first.
void addRanges(const Node &node, uint32_t cursor, uint32_t from,
               std::vector<source::Range> &ranges) {
  auto holds = [&](source::Range range) { return cursor >= range.begin && cursor <= range.end; };
  if (node.range.begin < from || !holds(node.range))
    return;
  ranges.push_back(node.range);
  for (const source::Member &member : node.members) {
    source::Range whole{member.keyRange.begin,
                        std::max(member.keyRange.end, member.value->range.end)};
    if (!holds(whole))
      continue;
    ranges.push_back(whole);
    if (holds(member.keyRange))
      ranges.push_back(member.keyRange);
    else
      addRanges(*member.value, cursor, node.range.begin, ranges);
    return;
  }
  for (const Node *item : node.items)
    if (holds(item->range))
      return addRanges(*item, cursor, node.range.begin, ranges);
}

} // namespace

std::string symbolsOf(const Query &query) {
  std::string symbols;
  SymbolWriter(query, symbols).write();
  return symbols;
}

std::string symbolsOfTemplate(const Content &content, Encoding encoding) {
  constexpr int module = 2;
  std::string symbols = "[";
  for (const auto &part : content.parts()) {
    Query query{*part, encoding};
    const Node *root = part->tree().root;
    if (!root)
      continue;
    SymbolWriter writer(query, symbols);
    symbols += symbols == "[" ? R"({"name":)" : R"(,{"name":)";
    asl::json::appendQuoted(symbols, part->embedding().machine);
    symbols += R"(,"detail":"a state machine","kind":)" + std::to_string(module);
    for (const char *key : {R"(,"range":)", R"(,"selectionRange":)"}) {
      symbols += key;
      writer.range(root->range);
    }
    symbols += R"(,"children":)";
    writer.write();
    symbols += '}';
  }
  return symbols + "]";
}

Json workspaceSymbolsOf(const Query &query, const std::string &text) {
  auto lower = [](std::string_view from) {
    std::string result(from);
    for (char &c : result)
      c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
  };
  constexpr size_t most = 500;
  const StateIndex &index = query.snapshot.states();
  std::string wanted = lower(text);
  Json symbols = Json::array();
  for (size_t i = 0; i < index.states().size() && symbols.size() < most; ++i) {
    const StateEntry &entry = index.states()[i];
    if (lower(entry.name).find(wanted) == std::string::npos)
      continue;
    Json symbol = {{"name", std::string(entry.name)},
                   {"kind", symbolKind(index.typeOf(i))},
                   {"location", query.location(entry.nameRange)}};
    if (size_t outer = index.flows()[entry.scope].outer; outer != none)
      symbol["containerName"] = std::string(index.states()[outer].name);
    symbols.push_back(std::move(symbol));
  }
  return symbols;
}

Json foldingOf(const Query &query) {
  Json folds = Json::array();
  if (const Node *root = query.snapshot.tree().root)
    addFolds(query, *root, 0, folds);
  return folds;
}

Json selectionAt(const Query &query, uint32_t cursor) {
  std::vector<source::Range> ranges;
  if (const Node *root = query.snapshot.tree().root)
    addRanges(*root, cursor, 0, ranges);
  if (ranges.empty())
    ranges.push_back({cursor, cursor});
  Json selection;
  for (source::Range range : ranges) {
    Json inner = {{"range", query.range(range)}};
    if (!selection.is_null())
      inner["parent"] = std::move(selection);
    selection = std::move(inner);
  }
  return selection;
}

} // namespace aslc::editor
