// Completion of whole texts: placeholders such as `${Name}`, and an empty definition.
#include "compiler/editor/features/completion.h"
#include "compiler/project/embedded.h"
#include "compiler/project/text.h"

#include <set>

namespace aslc::editor {

namespace {

using Item = Completions::Item;
using source::Node;

bool isNameByte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '.' || c == ':' || c == '-';
}

class Placeholders {
public:
  explicit Placeholders(Completions &completions, uint32_t begin)
      : completions_(completions), begin_(begin),
        end_(static_cast<uint32_t>(text().size() - completions.behind().size())) {}

  void add() {
    const Snapshot &snapshot = completions_.query().snapshot;
    const Embedding &embedding = snapshot.embedding();
    if (!embedding.machine.empty())
      addOfTemplate(embedding.document ? embedding.document : snapshot.sharedFile(),
                    embedding.machine);
    addOfText();
  }

private:
  std::string_view text() const { return completions_.query().snapshot.file().text(); }

  void add(std::string_view name, std::string_view detail) {
    if (!added_.emplace(name).second)
      return;
    bool isClosed = completions_.behind().starts_with('}');
    completions_.addText({begin_, end_}, {.label = std::string(name),
                                          .kind = ItemKind::Constant,
                                          .detail = std::string(detail),
                                          .about = {},
                                          .text = std::string(name) + (isClosed ? "" : "}")});
  }

  void addMembers(const Node *object, std::string_view detail) {
    for (const source::Member &member : project::membersOf(object))
      add(member.key, detail);
  }

  /// What the machine's own substitutions and `Fn::Sub` can replace.
  void addOfTemplate(std::shared_ptr<const source::File> file, const std::string &machine) {
    auto tree = project::readTemplate(std::move(file));
    const Node *resources = project::objectIn(tree->root, "Resources");
    const Node *properties = project::objectIn(project::objectIn(resources, machine), "Properties");
    addMembers(project::objectIn(properties, "DefinitionSubstitutions"), "a substitution");
    const Node *string = project::valueIn(properties, "DefinitionString");
    const Node *sub =
        string && string->is(Node::Kind::Object) ? project::valueIn(string, "Fn::Sub") : nullptr;
    if (!sub)
      return;
    if (sub->is(Node::Kind::Array) && sub->items.size() > 1)
      addMembers(sub->items[1], "a value of `Fn::Sub`");
    addMembers(project::objectIn(tree->root, "Parameters"), "a parameter");
    for (const source::Member &resource : project::membersOf(resources))
      if (resource.key != machine)
        add(resource.key, project::textIn(resource.value, "Type"));
    for (std::string_view name :
         {"AWS::AccountId", "AWS::NotificationARNs", "AWS::Partition", "AWS::Region",
          "AWS::StackId", "AWS::StackName", "AWS::URLSuffix"})
      add(name, "a pseudo parameter");
  }

  /// Those that the definition has elsewhere.
  void addOfText() {
    for (size_t at = text().find("${"); at != text().npos; at = text().find("${", at + 1)) {
      size_t end = at + 2;
      while (end < text().size() && isNameByte(text()[end]))
        ++end;
      if (at + 2 != begin_ && end > at + 2 && end < text().size() && text()[end] == '}')
        add(text().substr(at + 2, end - at - 2), "used elsewhere");
    }
  }

  Completions &completions_;
  uint32_t begin_, end_;
  std::set<std::string, std::less<>> added_;
};

constexpr std::string_view jsonOutline = R"({
  LANGUAGE"StartAt": "FIRST",
  "States": {
    "NAME": {
      "Type": "TYPE",
      "End": true
    }
  }
}
)";

constexpr std::string_view yamlOutline = R"(LANGUAGEStartAt: FIRST
States:
  NAME:
    Type: TYPE
    End: true
)";

void replace(std::string &text, std::string_view mark, std::string_view value) {
  if (size_t at = text.find(mark); at != text.npos)
    text.replace(at, mark.size(), value);
}

} // namespace

bool completePlaceholder(Completions &completions) {
  std::string_view text = completions.query().snapshot.file().text();
  text.remove_suffix(completions.behind().size());
  size_t begin = text.size();
  while (begin > 0 && isNameByte(text[begin - 1]))
    --begin;
  if (!text.substr(0, begin).ends_with("${"))
    return false;
  Placeholders(completions, static_cast<uint32_t>(begin)).add();
  return true;
}

void completeOutline(Completions &completions) {
  const Snapshot &snapshot = completions.query().snapshot;
  if (snapshot.file().text().find_first_not_of(" \t\r\n") != std::string_view::npos)
    return;
  bool isYaml = snapshot.isYaml(), snippets = completions.query().snippets;
  for (bool isJsonata : {false, true}) {
    std::string text(isYaml ? yamlOutline : jsonOutline);
    replace(text, "LANGUAGE",
            !isJsonata ? ""
            : isYaml   ? "QueryLanguage: JSONata\n"
                       : "\"QueryLanguage\": \"JSONata\",\n  ");
    replace(text, "FIRST", snippets ? "${1:First}" : "First");
    replace(text, "NAME", snippets ? "${1:First}" : "First");
    replace(text, "TYPE", snippets ? "${2:Pass}" : "Pass");
    completions.addText(completions.where().place.word,
                        {.label = isJsonata ? "definition with JSONata" : "definition",
                         .kind = ItemKind::Text,
                         .detail = "a state machine with one state",
                         .about = {},
                         .text = std::move(text),
                         .isSnippet = snippets,
                         .rank = 0});
  }
}

} // namespace aslc::editor
