// A YAML or JSON file of settings as a tree that knows where each value stands, for messages about
// it.
#include "runtime/binding/document.h"

#include "runtime/binding/document_readers.h"
#include "runtime/value/text.h"

namespace asl::binding {

namespace {

void appendQuoted(std::string &out, std::string_view text) {
  size_t before = out.size();
  out.resize(before + 6 * text.size() + 2);
  char *at = out.data() + before;
  *at++ = '"';
  at = text_detail::writeEscaped(at, text);
  *at++ = '"';
  out.resize(static_cast<size_t>(at - out.data()));
}

void appendJson(std::string &out, const Node &node) {
  switch (node.kind) {
  case Node::Kind::Null:
    out += "null";
    return;
  case Node::Kind::Boolean:
  case Node::Kind::Number:
    out += node.text;
    return;
  case Node::Kind::String:
    return appendQuoted(out, node.text);
  case Node::Kind::Array:
  case Node::Kind::Object:
    break;
  }
  bool object = node.kind == Node::Kind::Object;
  out += object ? '{' : '[';
  for (size_t i = 0; i < node.items.size(); ++i) {
    if (i > 0)
      out += ',';
    if (object) {
      appendQuoted(out, node.keys[i].text);
      out += ':';
    }
    appendJson(out, node.items[i]);
  }
  out += object ? '}' : ']';
}

} // namespace

std::string Node::json() const {
  std::string out;
  appendJson(out, *this);
  return out;
}

const Node *Node::member(std::string_view name) const {
  for (size_t i = 0; i < keys.size(); ++i)
    if (keys[i].text == name)
      return &items[i];
  return nullptr;
}

std::string_view kindName(Node::Kind kind) {
  switch (kind) {
  case Node::Kind::Null:
    return "null";
  case Node::Kind::Boolean:
    return "a boolean";
  case Node::Kind::Number:
    return "a number";
  case Node::Kind::String:
    return "a string";
  case Node::Kind::Array:
    return "a list";
  case Node::Kind::Object:
    return "an object";
  }
  return "";
}

std::optional<Node> readDocument(std::string_view text, DocumentError &error) {
  size_t first = text.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && (text[first] == '{' || text[first] == '[')) {
    // A YAML file may begin like this too; what is wrong with such a file is said by the YAML
    // reader.
    if (std::optional<Node> node = readJsonDocument(text))
      return node;
  }
  return readYamlDocument(text, error);
}

} // namespace asl::binding
