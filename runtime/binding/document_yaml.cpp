// Settings in YAML: libyaml's events as a tree, scalars typed by the 1.2 core schema, aliases
// copied.
#include "runtime/binding/document_readers.h"

#include <yaml.h>

#include <charconv>
#include <map>

namespace asl::binding {

namespace {

/// Aliases are copied, so a small file could ask for a tree without end; this many values are
/// plenty.
constexpr size_t kMostNodes = 1000000;
constexpr unsigned kMaxDepth = 200;

bool allDigits(std::string_view text, std::string_view digits) {
  return !text.empty() && text.find_first_not_of(digits) == std::string_view::npos;
}

/// `0x1F` and `0o17` in decimal, or empty.
std::string otherBase(std::string_view text) {
  int base = text.starts_with("0x") ? 16 : text.starts_with("0o") ? 8 : 0;
  if (base == 0)
    return {};
  text.remove_prefix(2);
  uint64_t value;
  auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || status != std::errc() || end != text.data() + text.size())
    return {};
  return std::to_string(value);
}

/// A decimal number of YAML as a number of JSON, or empty when `text` is none.
std::string decimal(std::string_view text) {
  std::string result;
  if (text.starts_with('-') || text.starts_with('+')) {
    if (text[0] == '-')
      result = "-";
    text.remove_prefix(1);
  }
  size_t exponentAt = std::min(text.find_first_of("eE"), text.size());
  std::string_view mantissa = text.substr(0, exponentAt);
  std::string_view exponent = text.substr(exponentAt);
  size_t pointAt = std::min(mantissa.find('.'), mantissa.size());
  std::string_view whole = mantissa.substr(0, pointAt);
  std::string_view fraction = mantissa.substr(std::min(pointAt + 1, mantissa.size()));
  constexpr std::string_view kDigits = "0123456789";
  if (whole.empty() && fraction.empty())
    return {};
  if ((!whole.empty() && !allDigits(whole, kDigits)) ||
      (!fraction.empty() && !allDigits(fraction, kDigits)))
    return {};
  if (!exponent.empty()) {
    std::string_view digits = exponent.substr(1);
    if (digits.starts_with('-') || digits.starts_with('+'))
      digits.remove_prefix(1);
    if (!allDigits(digits, kDigits))
      return {};
  }
  size_t significant = std::min(whole.find_first_not_of('0'), whole.size());
  whole.remove_prefix(significant);
  result += whole.empty() ? "0" : whole;
  if (pointAt != mantissa.size())
    result += "." + std::string(fraction.empty() ? "0" : fraction);
  return result += exponent;
}

/// The type of a plain scalar.
void resolvePlain(Node &node) {
  const std::string &text = node.text;
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") {
    node.kind = Node::Kind::Null;
    return;
  }
  bool isTrue = text == "true" || text == "True" || text == "TRUE";
  if (isTrue || text == "false" || text == "False" || text == "FALSE") {
    node.kind = Node::Kind::Boolean;
    node.text = isTrue ? "true" : "false";
    return;
  }
  std::string number = otherBase(text);
  if (number.empty())
    number = decimal(text);
  node.kind = number.empty() ? Node::Kind::String : Node::Kind::Number;
  if (!number.empty())
    node.text = number;
}

Place placeOf(const yaml_mark_t &mark) {
  return {static_cast<unsigned>(mark.line + 1), static_cast<unsigned>(mark.column + 1)};
}

/// One event at a time, freed when the next is taken.
class Events {
public:
  explicit Events(std::string_view text) {
    yaml_parser_initialize(&parser_);
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char *>(text.data()),
                                 text.size());
  }
  ~Events() {
    yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
  }
  Events(const Events &) = delete;
  Events &operator=(const Events &) = delete;

  bool next() {
    yaml_event_delete(&event_);
    return yaml_parser_parse(&parser_, &event_) != 0;
  }
  const yaml_event_t &event() const { return event_; }

  DocumentError error() const {
    std::string message = parser_.problem ? parser_.problem : "cannot be read";
    if (parser_.error == YAML_READER_ERROR)
      return {{1, 1},
              "the text is not valid UTF-8 (byte " + std::to_string(parser_.problem_offset) + ")"};
    return {placeOf(parser_.problem_mark), message};
  }

private:
  yaml_parser_t parser_{};
  yaml_event_t event_{};
};

class Builder {
public:
  Builder(std::string_view text, DocumentError &error) : events_(text), error_(error) {}

  std::optional<Node> document() {
    // Stream start, document start.
    if (!advance() || !advance())
      return std::nullopt;
    Node root;
    if (events_.event().type == YAML_STREAM_END_EVENT)
      return root;
    if (!advance() || !build(root, 0) || !advance() || !advance())
      return std::nullopt;
    if (events_.event().type != YAML_STREAM_END_EVENT)
      return fail("there is more than one document"), std::nullopt;
    return root;
  }

private:
  bool advance() {
    if (events_.next())
      return true;
    error_ = events_.error();
    return false;
  }
  bool fail(std::string message) {
    error_ = {placeOf(events_.event().start_mark), std::move(message)};
    return false;
  }

  /// Builds the value that the current event begins; its last event is current afterwards.
  bool build(Node &node, unsigned depth) {
    const yaml_event_t &event = events_.event();
    if (++nodes_ > kMostNodes)
      return fail("there are too many values");
    if (depth > kMaxDepth)
      return fail("the value is nested too deeply");
    node.place = placeOf(event.start_mark);
    std::string anchor;
    switch (event.type) {
    case YAML_ALIAS_EVENT:
      return alias(node, reinterpret_cast<const char *>(event.data.alias.anchor));
    case YAML_SCALAR_EVENT:
      anchor = name(event.data.scalar.anchor);
      scalar(node, event);
      break;
    case YAML_SEQUENCE_START_EVENT:
      anchor = name(event.data.sequence_start.anchor);
      if (!sequence(node, depth))
        return false;
      break;
    case YAML_MAPPING_START_EVENT:
      anchor = name(event.data.mapping_start.anchor);
      if (!mapping(node, depth))
        return false;
      break;
    default:
      return fail("a value is expected here");
    }
    if (!anchor.empty())
      anchors_[anchor] = node;
    return true;
  }

  static std::string name(const unsigned char *anchor) {
    return anchor ? reinterpret_cast<const char *>(anchor) : "";
  }

  static size_t sizeOf(const Node &node) {
    size_t size = 1 + node.keys.size();
    for (const Node &item : node.items)
      size += sizeOf(item);
    return size;
  }

  bool alias(Node &node, const std::string &anchor) {
    auto found = anchors_.find(anchor);
    if (found == anchors_.end())
      return fail("there is no anchor `" + anchor + "`");
    nodes_ += sizeOf(found->second);
    if (nodes_ > kMostNodes)
      return fail("there are too many values");
    Place place = node.place;
    node = found->second;
    node.place = place;
    return true;
  }

  static void scalar(Node &node, const yaml_event_t &event) {
    const auto &data = event.data.scalar;
    node.kind = Node::Kind::String;
    node.text.assign(reinterpret_cast<const char *>(data.value), data.length);
    if (data.plain_implicit && data.style == YAML_PLAIN_SCALAR_STYLE)
      resolvePlain(node);
  }

  bool sequence(Node &node, unsigned depth) {
    node.kind = Node::Kind::Array;
    for (;;) {
      if (!advance())
        return false;
      if (events_.event().type == YAML_SEQUENCE_END_EVENT)
        return true;
      if (!build(node.items.emplace_back(), depth + 1))
        return false;
    }
  }

  bool mapping(Node &node, unsigned depth) {
    node.kind = Node::Kind::Object;
    for (;;) {
      if (!advance())
        return false;
      if (events_.event().type == YAML_MAPPING_END_EVENT)
        return true;
      if (events_.event().type != YAML_SCALAR_EVENT)
        return fail("a key must be a plain text");
      Node key;
      if (!build(key, depth + 1))
        return false;
      if (node.member(key.text) != nullptr)
        return fail("the key `" + key.text + "` stands here twice");
      key.kind = Node::Kind::String;
      node.keys.push_back(std::move(key));
      if (!advance() || !build(node.items.emplace_back(), depth + 1))
        return false;
    }
  }

  Events events_;
  DocumentError &error_;
  std::map<std::string, Node> anchors_;
  size_t nodes_ = 0;
};

} // namespace

std::optional<Node> readYamlDocument(std::string_view text, DocumentError &error) {
  return Builder(text, error).document();
}

} // namespace asl::binding
