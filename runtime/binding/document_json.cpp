// Settings in JSON: the runtime's reader says whether it is JSON, a walk over its text where the
// values stand.
#include "runtime/binding/document_readers.h"

#include "runtime/value/json.h"

namespace asl::binding {

namespace {

/// Walks text that is known to be JSON.
class Walk {
public:
  explicit Walk(std::string_view text) : text_(text) {}

  Node value() {
    skipSpace();
    Node node;
    node.place = {line_, column()};
    switch (text_[at_]) {
    case '{':
    case '[':
      container(node);
      break;
    case '"':
      node.kind = Node::Kind::String;
      string(node);
      break;
    default:
      word(node);
    }
    return node;
  }

private:
  /// In characters, from 1. Each is counted once, from the place that was counted to before.
  unsigned column() {
    for (; counted_ < at_; ++counted_)
      column_ += (static_cast<unsigned char>(text_[counted_]) & 0xC0) != 0x80;
    return column_;
  }

  void skipSpace() {
    for (; at_ < text_.size() && static_cast<unsigned char>(text_[at_]) <= ' '; ++at_)
      if (text_[at_] == '\n') {
        ++line_;
        counted_ = at_ + 1;
        column_ = 1;
      }
  }

  void container(Node &node) {
    bool object = text_[at_] == '{';
    node.kind = object ? Node::Kind::Object : Node::Kind::Array;
    ++at_;
    skipSpace();
    while (text_[at_] != '}' && text_[at_] != ']') {
      if (object) {
        node.keys.push_back(value());
        skipSpace();
        ++at_; // the colon
      }
      node.items.push_back(value());
      skipSpace();
      if (text_[at_] == ',')
        ++at_;
      skipSpace();
    }
    ++at_;
  }

  void string(Node &node) {
    size_t start = at_++;
    while (text_[at_] != '"')
      at_ += text_[at_] == '\\' ? 2 : 1;
    ++at_;
    Heap heap(nullptr, 1);
    node.text = asl::text(json::read(heap, text_.substr(start, at_ - start)));
  }

  void word(Node &node) {
    size_t start = at_;
    at_ = std::min(text_.find_first_of(" \t\r\n,]}", at_), text_.size());
    node.text = text_.substr(start, at_ - start);
    node.kind = node.text == "null"                           ? Node::Kind::Null
                : node.text == "true" || node.text == "false" ? Node::Kind::Boolean
                                                              : Node::Kind::Number;
  }

  std::string_view text_;
  size_t at_ = 0;
  size_t counted_ = 0; ///< the byte that column_ is about
  unsigned column_ = 1;
  unsigned line_ = 1;
};

} // namespace

std::optional<Node> readJsonDocument(std::string_view text) {
  Heap heap(nullptr, 1);
  if (isUndefined(json::read(heap, text)))
    return std::nullopt;
  return Walk(text).value();
}

} // namespace asl::binding
