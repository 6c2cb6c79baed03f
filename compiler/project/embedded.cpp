#include "compiler/project/embedded.h"

#include "compiler/project/cloudformation.h"
#include "compiler/project/functions.h"
#include "compiler/project/serverless.h"
#include "runtime/support/json_text.h"

namespace aslc::project {

using source::Member;
using source::Node;

namespace {

/// Adds `value` when it is an object or a text; functions around it are passed through.
void add(const Member &machine, std::vector<std::string> path, const Node *value,
         std::vector<Embedded> &found) {
  const Member *function = value ? functionIn(*value) : nullptr;
  if (function && (function->key == "Fn::ToJsonString" || function->key == "Fn::Sub")) {
    bool takesText = function->key == "Fn::Sub";
    path.push_back(function->key);
    value = function->value;
    if (takesText && value->is(Node::Kind::Array))
      value = value->items.empty() ? nullptr : value->items[0];
    if (!value || value->is(Node::Kind::String) != takesText)
      return;
  } else if (function) {
    return;
  }
  if (value && (value->is(Node::Kind::Object) || value->is(Node::Kind::String)))
    found.push_back({machine.keyRange, machine.key, std::move(path), value});
}

/// Whether a text needs no escapes in any notation.
bool isName(std::string_view text) { return text.find_first_of("\"'\\\r\n\t") == text.npos; }

/// Changes `edit`, which is in `value`; false where it cannot be made there. Its lines are indented
/// as those of the template, so that a block needs no change.
bool fit(diag::Edit &edit, const source::Tree &tree, const Node &value) {
  Decoded text = decodedOf(tree, value);
  if (text.text.empty())
    return false;
  uint32_t begin = text.place(0, 1).begin;
  std::string_view document = tree.file->text();
  if (begin > 0 && (document[begin - 1] == '"' || document[begin - 1] == '\''))
    edit.replacement = writtenInto(document, begin, edit.replacement);
  return true;
}

} // namespace

bool isProject(const Node &root) {
  return root.is(Node::Kind::Object) && (isTemplate(root) || isServerless(root));
}

std::vector<Embedded> embeddedIn(const Node &root) {
  std::vector<Embedded> found;
  if (!root.is(Node::Kind::Object))
    return found;
  if (isTemplate(root)) {
    for (const Member &resource : membersOf(objectIn(&root, "Resources"))) {
      const Node *properties = objectIn(resource.value, "Properties");
      if (!isMachineType(textIn(resource.value, "Type")))
        continue;
      std::vector<std::string> path = {"Resources", resource.key, "Properties", "Definition"};
      if (const Node *object = objectIn(properties, "Definition"))
        add(resource, path, object, found);
      path.back() = "DefinitionString";
      add(resource, path, valueIn(properties, "DefinitionString"), found);
    }
  } else if (isServerless(root)) {
    const Node *machines = objectIn(objectIn(&root, "stepFunctions"), "stateMachines");
    for (const Member &machine : membersOf(machines))
      if (const Node *object = objectIn(machine.value, "definition"))
        add(machine, {"stepFunctions", "stateMachines", machine.key, "definition"}, object, found);
  }
  return found;
}

std::string writtenInto(std::string_view document, uint32_t begin, const std::string &text) {
  // The character before the text tells in which style it is written.
  char quote = begin > 0 ? document[begin - 1] : '\0';
  if (quote == '"') {
    std::string json = asl::json::quoted(text);
    return json.substr(1, json.size() - 2);
  }
  size_t line = document.rfind('\n', begin) + 1;
  std::string result;
  for (char c : text) {
    result += c;
    if (c == '\'' && quote == '\'')
      result += c;
    if (c == '\n')
      result.append(begin - line, ' ');
  }
  return result;
}

void fitEdits(const std::shared_ptr<const source::File> &file,
              std::optional<source::Notation> notation, diag::Engine &diagnostics) {
  if (diagnostics.file().name() != file->name())
    return;                           // a file of its own
  std::shared_ptr<source::Tree> tree; // read when it is needed
  std::vector<Embedded> places;
  diagnostics.changeEdits([&](diag::Edit &edit) {
    if (isName(edit.replacement))
      return true;
    if (!tree) {
      tree = readTemplate(file, notation);
      places = tree->root ? embeddedIn(*tree->root) : std::vector<Embedded>();
    }
    for (const Embedded &each : places)
      if (edit.range.begin >= each.value->range.begin && edit.range.end <= each.value->range.end)
        return each.value->is(Node::Kind::Object) || fit(edit, *tree, *each.value);
    return false;
  });
}

} // namespace aslc::project
