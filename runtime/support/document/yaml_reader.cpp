// Builds the tree of a YAML text from its events.
#include "runtime/support/document/yaml_reader.h"

#include "runtime/support/document/json_reader.h"
#include "runtime/support/document/key_index.h"
#include "runtime/support/document/placeholders.h"
#include "runtime/support/document/yaml_events.h"
#include "runtime/support/document/yaml_repair.h"
#include "runtime/support/document/yaml_scalar.h"
#include "runtime/support/document/yaml_spelling.h"
#include "runtime/support/document/yaml_versions.h"

#include <algorithm>
#include <map>
#include <span>

namespace asl::document {

namespace {

/// How much aliases may add to a document, so that a small text cannot expand to a huge one. A node
/// counts as `nodeWeight` bytes.
constexpr size_t mostAliased = 8u << 20;
constexpr size_t nodeWeight = 16;
constexpr size_t mostFaults = 1000;

/// A node with what is needed to know whether an alias of it is too much.
struct Built {
  const Node *node = nullptr;
  unsigned height = 0; ///< containers on the longest way down
  size_t weight = 0;   ///< bytes, with aliases spelled out, as long as they are not too many

  /// Adds `child`, and what its key weighs.
  void add(const Built &child, size_t keyWeight = 0) {
    height = std::max(height, child.height + 1);
    weight = std::min(weight + child.weight + keyWeight, 2 * mostAliased);
  }
};

std::string_view view(const yaml_char_t *text) {
  return text ? reinterpret_cast<const char *>(text) : std::string_view();
}

class YamlReader {
public:
  YamlReader(Tree &tree, std::string_view text, const Placeholders *placeholders)
      : tree_(tree), text_(text), placeholders_(placeholders), events_(text) {}

  void document();
  /// Whether the text is not YAML from some place on.
  bool isBroken() const { return isBroken_; }

private:
  // Each of these begins at the first event of its value and ends at the last one. `failed_` means
  // that reading has ended early; what was read so far is kept.
  Built value();
  Built untagged();
  Built mapping();
  Built sequence();
  Built scalar();
  Built alias();
  Built tooDeep(bool isMapping);
  void member(Node &object, Built &built, KeyIndex &keys);
  bool atMergeKey();
  void merge(Node &object, Built &built, std::vector<Member> &merged);
  std::optional<std::string> key(Range &range);

  bool next();
  void skipValue();
  Range contentRange(const yaml_char_t *anchor, const yaml_char_t *tag) const;
  Built remember(std::string_view anchor, Built built);
  void checkTag(std::string_view tag, std::string_view fitting, Range range);
  std::string functionOf(const yaml_char_t *tag) const;
  std::string_view tagOf(const yaml_char_t *tag) const;
  void fault(FaultKind kind, Range range, std::string detail, std::optional<Range> other = {},
             bool partMissing = false);
  Node *make(Node::Kind kind, Range range);
  /// Where the value that was just read ends; an alias ends elsewhere than the value it refers to.
  uint32_t endOf(const Built &built) const {
    return events_.type() == YAML_ALIAS_EVENT ? events_.range().end : built.node->range.end;
  }
  Built leaf(const Node *node) const { return {node, 0, node->text.size() + nodeWeight}; }

  /// Whether a scalar stands in the file as it is, without quotes and placeholders.
  bool isVerbatim(Range range, yaml_scalar_style_t style, std::string_view content) const {
    return style == YAML_PLAIN_SCALAR_STYLE && content.find("${") == content.npos &&
           text_.substr(range.begin, range.end - range.begin) == content;
  }
  Decoded substituted(Decoded spelled) {
    return placeholders_ ? placeholders_->substitute(std::move(spelled), tree_)
                         : std::move(spelled);
  }
  const Node *replaced(Range range, const Placeholder &placeholder, Decoded spelled);
  void resolve(Node &node, std::string_view tag);
  void noteVersions(Range range, std::string_view content);
  void setText(Node &node, Decoded spelled);

  Tree &tree_;
  std::string_view text_;
  const Placeholders *placeholders_; ///< null: there are none
  YamlEvents events_;
  std::map<std::string, Built, std::less<>> anchors_; ///< a null node: still being read
  unsigned depth_ = 0;
  size_t aliased_ = 0;
  bool failed_ = false;
  bool isBroken_ = false;
};

void YamlReader::fault(FaultKind kind, Range range, std::string detail, std::optional<Range> other,
                       bool partMissing) {
  if (tree_.faults.size() < mostFaults)
    tree_.faults.push_back({kind, range, std::move(detail), other, partMissing});
}

bool YamlReader::next() {
  if (failed_)
    return false;
  if (events_.next())
    return true;
  tree_.faults.push_back(events_.fault());
  failed_ = isBroken_ = true;
  return false;
}

Node *YamlReader::make(Node::Kind kind, Range range) {
  Node *node = tree_.make();
  node->kind = kind;
  node->range = range;
  return node;
}

/// The range of the current event without its anchor and tag.
Range YamlReader::contentRange(const yaml_char_t *anchor, const yaml_char_t *tag) const {
  return anchor || tag ? withoutProperties(text_, events_.range()) : events_.range();
}

Built YamlReader::remember(std::string_view anchor, Built built) {
  if (!anchor.empty())
    anchors_[std::string(anchor)] = built;
  return built;
}

/// A tag must be absent or `fitting`.
void YamlReader::checkTag(std::string_view tag, std::string_view fitting, Range range) {
  if (!tag.empty() && tag != "!" && tag != fitting)
    fault(FaultKind::YamlFeature, range, "the tag `" + std::string(tag) + "` has no meaning here");
}

/// The function that `tag` is short for; empty without one.
std::string YamlReader::functionOf(const yaml_char_t *tag) const {
  return placeholders_ && tag ? placeholders_->functionOf(view(tag)) : std::string();
}

/// The tag of a value: that of a function says nothing of its argument, which is text where it is
/// a scalar.
std::string_view YamlReader::tagOf(const yaml_char_t *tag) const {
  return functionOf(tag).empty() ? view(tag) : "!";
}

// ---- Scalars ----

void YamlReader::setText(Node &node, Decoded spelled) {
  Decoded text = substituted(std::move(spelled));
  node.kind = Node::Kind::String;
  node.text = std::move(text.text);
  tree_.setSpelling(node, std::move(text.segments));
}

/// The value of a plain scalar that is one placeholder.
const Node *YamlReader::replaced(Range range, const Placeholder &placeholder, Decoded spelled) {
  const std::string *value = placeholders_->find(placeholder.name);
  if (!placeholder.escaped && value)
    return readPlaceholderValue(tree_, *value, range, depth_);
  Node *node = make(Node::Kind::String, range);
  setText(*node, std::move(spelled));
  return node;
}

/// Gives `node`, whose text is that of a scalar, the type of the core schema, or that of `tag`.
void YamlReader::resolve(Node &node, std::string_view tag) {
  CoreValue value = resolveCore(node.text);
  if (!tag.empty() && !fitsTag(value, tag)) {
    fault(FaultKind::YamlFeature, node.range,
          isCoreTag(tag) ? "`" + node.text + "` is not a `!!" + std::string(nameOfTag(tag)) + "`"
                         : "the tag `" + std::string(tag) + "` has no meaning here");
    return;
  }
  if (value.kind == Node::Kind::String)
    return;
  if (value.kind == Node::Kind::Number && value.number.empty()) {
    fault(FaultKind::InvalidNumber, node.range, node.text);
    value.number = "1"; // any number will do: its field shall not be called wrong as well
  }
  node.kind = value.kind;
  node.boolean = value.boolean;
  node.text = std::move(value.number);
}

/// Records a plain scalar that YAML 1.1 reads differently.
void YamlReader::noteVersions(Range range, std::string_view content) {
  auto difference = compareYamlVersions(content);
  if (difference && tree_.ambiguous.size() < mostFaults)
    tree_.ambiguous.push_back(
        {range, std::string(content), std::move(difference->in12), std::move(difference->in11)});
}

Built YamlReader::scalar() {
  const auto &data = events_.event().data.scalar;
  Range range = contentRange(data.anchor, data.tag);
  std::string_view content(reinterpret_cast<const char *>(data.value), data.length);
  bool verbatim = isVerbatim(range, data.style, content);
  Decoded spelled = verbatim ? Decoded() : spellScalar(text_, range, data.style, content);
  bool isBlock = data.style == YAML_LITERAL_SCALAR_STYLE || data.style == YAML_FOLDED_SCALAR_STYLE;
  while (isBlock && range.end > range.begin + 1 &&
         std::string_view(" \t\r\n").find(text_[range.end - 1]) != std::string_view::npos)
    --range.end;

  std::string_view tag = tagOf(data.tag);
  bool isString =
      tag == "!" || tag == YAML_STR_TAG || (tag.empty() && data.style != YAML_PLAIN_SCALAR_STYLE);
  std::string_view anchor = view(data.anchor);
  auto placeholder = placeholders_ ? placeholders_->atStart(content) : std::nullopt;
  if (!isString && tag.empty() && placeholder && placeholder->end == content.size())
    return remember(anchor, leaf(replaced(range, *placeholder, std::move(spelled))));

  Node *node = make(Node::Kind::String, range);
  bool hasPlaceholder = placeholders_ && content.find("${") != content.npos;
  if (verbatim)
    node->text = content;
  else
    setText(*node, std::move(spelled));
  if (!isString && !(tag.empty() && hasPlaceholder)) {
    if (tag.empty())
      noteVersions(range, content);
    resolve(*node, tag);
  }
  return remember(anchor, leaf(node));
}

// ---- Collections ----

Built YamlReader::value() {
  const yaml_event_t &event = events_.event();
  bool isScalar = events_.type() == YAML_SCALAR_EVENT;
  bool isMapping = events_.type() == YAML_MAPPING_START_EVENT;
  bool isSequence = events_.type() == YAML_SEQUENCE_START_EVENT;
  const yaml_char_t *tag = isScalar     ? event.data.scalar.tag
                           : isMapping  ? event.data.mapping_start.tag
                           : isSequence ? event.data.sequence_start.tag
                                        : nullptr;
  std::string function = functionOf(tag);
  if (function.empty())
    return untagged();
  std::string anchor(view(isScalar    ? event.data.scalar.anchor
                          : isMapping ? event.data.mapping_start.anchor
                                      : event.data.sequence_start.anchor));
  uint32_t begin =
      static_cast<uint32_t>(std::min(text_.find('!', events_.range().begin), text_.size()));
  uint32_t end =
      static_cast<uint32_t>(std::min(text_.find_first_of(" \t\r\n,[]{}", begin), text_.size()));
  ++depth_;
  Built argument = untagged();
  --depth_;
  Node *node = make(Node::Kind::Object, {begin, std::max(end, argument.node->range.end)});
  Built built{node, 1, nodeWeight};
  built.add(argument, function.size());
  node->members.push_back({std::move(function), {begin, end}, argument.node});
  return remember(anchor, built);
}

Built YamlReader::untagged() {
  switch (events_.type()) {
  case YAML_SCALAR_EVENT:
    return scalar();
  case YAML_ALIAS_EVENT:
    return alias();
  case YAML_MAPPING_START_EVENT:
    return depth_ >= maxDepth ? tooDeep(true) : mapping();
  case YAML_SEQUENCE_START_EVENT:
    return depth_ >= maxDepth ? tooDeep(false) : sequence();
  default:
    return {};
  }
}

Built YamlReader::alias() {
  Range range = events_.range();
  std::string name(view(events_.event().data.alias.anchor));
  auto found = anchors_.find(name);
  Built empty = leaf(make(Node::Kind::Null, range));
  if (found == anchors_.end()) {
    fault(FaultKind::YamlFeature, range, "there is no anchor `&" + name + "` before this alias", {},
          true);
    return empty;
  }
  const Built &target = found->second;
  if (!target.node) {
    fault(FaultKind::YamlFeature, range, "the anchor `&" + name + "` contains this alias of itself",
          {}, true);
    return empty;
  }
  if (depth_ + target.height > maxDepth) {
    fault(FaultKind::TooDeep, range, std::to_string(maxDepth), {}, true);
    return empty;
  }
  bool isOver = aliased_ > mostAliased; // which was said at an alias before this one
  aliased_ += target.weight;
  if (aliased_ > mostAliased && !isOver)
    fault(FaultKind::YamlFeature, range, "the aliases up to here expand to more than 8 MiB", {},
          true);
  return aliased_ > mostAliased ? empty : target;
}

/// Moves from the start of a value to its last event.
void YamlReader::skipValue() {
  size_t nesting = 0;
  do {
    switch (events_.type()) {
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
      if (depth_ + ++nesting > maxDepth) {
        (void)tooDeep(false);
        return;
      }
      break;
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
      --nesting;
      break;
    default:
      break;
    }
  } while (nesting != 0 && next());
}

/// Ends reading: libyaml visits all open brackets for every token, so that its time grows with
/// the square of their number.
Built YamlReader::tooDeep(bool isMapping) {
  Range range = events_.range();
  fault(FaultKind::TooDeep, range, std::to_string(maxDepth), {}, true);
  failed_ = true;
  return leaf(make(isMapping ? Node::Kind::Object : Node::Kind::Array, range));
}

Built YamlReader::sequence() {
  const auto &data = events_.event().data.sequence_start;
  std::string anchor(view(data.anchor));
  Range range = contentRange(data.anchor, data.tag);
  checkTag(tagOf(data.tag), YAML_SEQ_TAG, range);
  Node *node = make(Node::Kind::Array, range);
  Built built{node, 1, nodeWeight};
  remember(anchor, {});
  bool isFlow = data.style == YAML_FLOW_SEQUENCE_STYLE;
  ++depth_;
  while (next() && events_.type() != YAML_SEQUENCE_END_EVENT) {
    Built item = value();
    node->items.push_back(item.node);
    built.add(item);
    node->range.end = std::max(node->range.end, endOf(item));
  }
  --depth_;
  if (isFlow && !failed_)
    node->range.end = events_.range().end;
  return remember(anchor, built);
}

Built YamlReader::mapping() {
  const auto &data = events_.event().data.mapping_start;
  std::string anchor(view(data.anchor));
  Range range = contentRange(data.anchor, data.tag);
  checkTag(tagOf(data.tag), YAML_MAP_TAG, range);
  Node *node = make(Node::Kind::Object, range);
  Built built{node, 1, nodeWeight};
  remember(anchor, {});
  bool isFlow = data.style == YAML_FLOW_MAPPING_STYLE;
  KeyIndex keys(*node);
  std::vector<Member> merged;
  ++depth_;
  while (next() && events_.type() != YAML_MAPPING_END_EVENT) {
    if (atMergeKey())
      merge(*node, built, merged);
    else
      member(*node, built, keys);
  }
  --depth_;
  for (Member &member : merged)
    if (!keys.find(member.key))
      node->members.push_back(std::move(member));
  if (isFlow && !failed_)
    node->range.end = events_.range().end;
  return remember(anchor, built);
}

/// The key at the current event, as text; none when it cannot be a key, which was reported as a
/// fault.
std::optional<std::string> YamlReader::key(Range &range) {
  range = events_.range();
  if (events_.type() == YAML_SCALAR_EVENT) {
    const auto &data = events_.event().data.scalar;
    range = contentRange(data.anchor, data.tag);
    std::string_view content(reinterpret_cast<const char *>(data.value), data.length);
    std::string_view tag = view(data.tag);
    if (!tag.empty() && tag != "!" && nameOfTag(tag).empty())
      fault(FaultKind::YamlFeature, range,
            "the tag `" + std::string(tag) + "` has no meaning here");
    std::string anchor(view(data.anchor));
    std::string text(content);
    if (!isVerbatim(range, data.style, content))
      text = substituted(spellScalar(text_, range, data.style, content)).text;
    if (!anchor.empty()) {
      Node *node = make(Node::Kind::String, range);
      node->text = text;
      tree_.setSpelling(*node, {{0, range, false}});
      remember(anchor, leaf(node));
    }
    return text;
  }
  if (events_.type() == YAML_ALIAS_EVENT) {
    Built target = alias();
    if (target.height == 0 && target.node->is(Node::Kind::String))
      return target.node->text;
  } else {
    skipValue();
  }
  fault(FaultKind::YamlFeature, range, "a key must be a string", {}, true);
  return std::nullopt;
}

void YamlReader::member(Node &object, Built &built, KeyIndex &keys) {
  Range keyRange;
  std::optional<std::string> name = key(keyRange);
  if (!next())
    return;
  Built item = value();
  object.range.end = std::max({object.range.end, keyRange.end, endOf(item)});
  if (!name)
    return;
  if (const Member *first = keys.find(*name))
    return fault(FaultKind::DuplicateKey, keyRange, std::move(*name), first->keyRange);
  built.add(item, name->size());
  object.members.push_back({std::move(*name), keyRange, item.node});
}

bool YamlReader::atMergeKey() {
  if (events_.type() != YAML_SCALAR_EVENT)
    return false;
  const auto &data = events_.event().data.scalar;
  return data.style == YAML_PLAIN_SCALAR_STYLE && !data.tag &&
         std::string_view(reinterpret_cast<const char *>(data.value), data.length) == "<<";
}

/// `<<: *a` or `<<: [*a, *b]` of YAML 1.1, which is still in use: adds the members of
/// mappings to `merged`. The members of the object itself take precedence over them, and the first
/// mapping over the next.
void YamlReader::merge(Node &object, Built &built, std::vector<Member> &merged) {
  Range range = events_.range();
  if (!next())
    return;
  Built source = value();
  object.range.end = std::max({object.range.end, range.end, endOf(source)});
  built.height = std::max(built.height, source.height);
  built.weight = std::min(built.weight + source.weight, 2 * mostAliased);
  const Node *single[] = {source.node};
  bool isList = source.node->is(Node::Kind::Array);
  for (const Node *node :
       isList ? std::span(source.node->items) : std::span<const Node *const>(single)) {
    if (!node->is(Node::Kind::Object))
      return fault(FaultKind::YamlFeature, range,
                   "a merge key (`<<`) needs an object or a list of objects", {}, true);
    merged.insert(merged.end(), node->members.begin(), node->members.end());
  }
}

void YamlReader::document() {
  if (!next() || !next()) // the start of the stream
    return;
  if (events_.type() == YAML_STREAM_END_EVENT)
    return fault(FaultKind::EmptyText, events_.range(), "", {}, true);
  if (!next()) // the start of the document
    return;
  bool isEmpty =
      events_.type() == YAML_SCALAR_EVENT && events_.range().begin == events_.range().end;
  if (isEmpty)
    fault(FaultKind::EmptyText, events_.range(), "", {}, true);
  Built root = value();
  tree_.root = isEmpty ? nullptr : root.node;
  if (next() && next() && events_.type() == YAML_DOCUMENT_START_EVENT)
    fault(FaultKind::TrailingText, {events_.range().begin, static_cast<uint32_t>(text_.size())},
          "");
}

} // namespace

void readYaml(Tree &tree, std::string_view text, const Placeholders *placeholders) {
  YamlReader reader(tree, text, placeholders);
  reader.document();
  if (!reader.isBroken())
    return;
  // Once more, without what cannot be read.
  std::vector<Fault> faults;
  std::string readable = readableYaml(text, faults);
  if (readable.find_first_not_of(" \t\r\n") == readable.npos)
    return; // nothing else is there
  tree.root = nullptr;
  tree.ambiguous.clear();
  tree.faults = std::move(faults);
  YamlReader(tree, readable, placeholders).document();
}

} // namespace asl::document
