#include "compiler/project/embedded.h"

#include "compiler/project/cloudformation.h"
#include "compiler/project/functions.h"
#include "compiler/project/serverless.h"

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

} // namespace aslc::project
