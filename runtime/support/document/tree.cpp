// What every notation shares: looking up members, places inside strings, JSON text, the choice of
// reader.
#include "runtime/support/document/tree.h"

#include "runtime/support/document/json_reader.h"
#include "runtime/support/document/yaml_reader.h"
#include "runtime/support/json_text.h"
#include "runtime/support/utf8.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>

namespace asl::document {

const Member *Node::find(std::string_view key) const {
  for (const Member &member : members)
    if (member.key == key)
      return &member;
  return nullptr;
}

void Tree::setSpelling(const Node &node, std::vector<Segment> segments) {
  spellings_[&node] = std::move(segments);
}

Range Tree::partOrAll(const Node &node, size_t begin, size_t end) const {
  bool isPart = node.is(Node::Kind::String) && begin < end && end <= node.text.size();
  return isPart ? within(node, begin, end) : node.range;
}

Range Tree::within(const Node &node, size_t begin, size_t end) const {
  if (!node.is(Node::Kind::String))
    return node.range;
  end = std::min(end, node.text.size());
  begin = std::min(begin, end);

  auto spelling = spellings_.find(&node);
  if (spelling == spellings_.end()) {
    // Without escapes it is as long as what was written: in quotes, or as a plain scalar of YAML.
    bool hasQuotes = node.range.end - node.range.begin != node.text.size();
    auto first = static_cast<uint32_t>(node.range.begin + hasQuotes);
    return {static_cast<uint32_t>(first + begin), static_cast<uint32_t>(first + end)};
  }
  const std::vector<Segment> &segments = spelling->second;
  if (segments.empty())
    return node.range;
  auto segmentOf = [&](size_t at) {
    auto next = std::upper_bound(segments.begin(), segments.end(), at,
                                 [](size_t value, const Segment &s) { return value < s.at; });
    return next == segments.begin() ? next : next - 1;
  };
  auto exactPlace = [](const Segment &s, size_t at) {
    return std::min(static_cast<uint32_t>(s.from.begin + (at - s.at)), s.from.end);
  };
  auto first = segmentOf(begin);
  uint32_t from = first->exact ? exactPlace(*first, begin) : first->from.begin;
  if (begin == end) {
    bool atVeryEnd = begin == node.text.size() && begin != first->at;
    return atVeryEnd ? Range{first->from.end, first->from.end} : Range{from, from};
  }
  auto last = segmentOf(end - 1);
  uint32_t to = last->exact ? exactPlace(*last, end) : last->from.end;
  return {from, std::max(from, to)};
}

Notation notationOf(std::string_view fileName) {
  for (std::string_view suffix : {".tftpl", ".tpl"}) // templates of Terraform
    if (fileName.ends_with(suffix))
      fileName.remove_suffix(suffix.size());
  auto endsWith = [&](std::string_view suffix) {
    return fileName.size() >= suffix.size() &&
           std::equal(suffix.rbegin(), suffix.rend(), fileName.rbegin(), [](char a, char b) {
             return a == static_cast<char>(std::tolower(static_cast<unsigned char>(b)));
           });
  };
  if (endsWith(".yaml") || endsWith(".yml"))
    return Notation::Yaml;
  return endsWith(".jsonc") ? Notation::JsonWithComments : Notation::Json;
}

namespace {

/// The encoding of the text when it is not UTF-8; empty when it may be UTF-8.
std::string foreignEncoding(std::string_view text) {
  using namespace std::string_view_literals;
  if (text.starts_with("\xFF\xFE\0\0"sv) || text.starts_with("\0\0\xFE\xFF"sv))
    return "UTF-32";
  if (text.starts_with("\xFF\xFE"sv) || text.starts_with("\xFE\xFF"sv))
    return "UTF-16";
  // Documents begin with ASCII: in a wider encoding, its other bytes are zero.
  if (text.size() < 4 || text.substr(0, 4).find('\0') == text.npos)
    return "";
  if (text[0] != 0 && text[1] == 0 && text[2] == 0)
    return "UTF-32";
  if ((text[0] != 0 && text[1] == 0 && text[3] == 0) || (text[0] == 0 && text[1] != 0))
    return "UTF-16";
  return text.starts_with("\0\0\0"sv) ? "UTF-32" : "";
}

/// Each run of bytes that belong to no well-formed code point, at most the first 20 runs and then
/// one more with everything from there on.
std::vector<Range> invalidRuns(std::string_view text) {
  constexpr size_t most = 20;
  std::vector<Range> runs;
  if (utf8::isValid(text))
    return runs;
  for (size_t at = 0; at < text.size();) {
    unsigned length = utf8::sequenceLength(text.substr(at));
    if (length != 0) {
      at += length;
      continue;
    }
    auto begin = static_cast<uint32_t>(at);
    ++at;
    if (!runs.empty() && runs.back().end == begin) {
      ++runs.back().end;
      continue;
    }
    if (runs.size() == most) {
      runs.push_back({begin, static_cast<uint32_t>(text.size())});
      break;
    }
    runs.push_back({begin, begin + 1});
  }
  return runs;
}

/// Whether the bytes that are not UTF-8 stand alone among ASCII, as letters with accents do in the
/// encodings of one byte.
bool looksLikeOneByte(std::string_view text, const std::vector<Range> &invalid) {
  if (invalid.size() < 2)
    return false;
  for (const Range &range : std::span(invalid).first(std::min<size_t>(invalid.size(), 20)))
    if (range.end - range.begin > 2 || static_cast<unsigned char>(text[range.begin]) < 0x80)
      return false;
  return true;
}

/// Whether the text is too large or of another encoding; then it is not read.
bool isUnreadable(Tree &tree, size_t maxCharacters) {
  std::string_view text = tree.file->text();
  Range start{0, static_cast<uint32_t>(std::min<size_t>(text.size(), 1))};
  if (std::string name = foreignEncoding(text); !name.empty()) {
    tree.faults.push_back({FaultKind::Encoding, start, name, {}, true});
    return true;
  }
  if (text.size() <= maxCharacters)
    return false;
  size_t characters = utf8::countCodePoints(text);
  bool isLonger = text.size() > maxCharacters * 4; // it need not be there as a whole
  if (characters <= maxCharacters && !isLonger)
    return false;
  std::string count =
      isLonger ? "more than " + std::to_string(maxCharacters) : std::to_string(characters);
  tree.faults.push_back({FaultKind::TooLarge, start, count, {}, true});
  return true;
}

} // namespace

Tree read(std::shared_ptr<const File> file, const ReadOptions &options) {
  Tree tree;
  tree.file = std::move(file);
  if (isUnreadable(tree, options.maxCharacters))
    return tree;
  std::string repaired;
  std::string_view text = tree.file->text();
  std::vector<Range> invalid = invalidRuns(text);
  if (looksLikeOneByte(text, invalid)) {
    tree.faults.push_back({FaultKind::Encoding, invalid[0], "an encoding like Latin-1", {}, true});
    return tree;
  }
  if (!invalid.empty()) {
    repaired = text;
    for (Range range : invalid) {
      tree.faults.push_back({FaultKind::InvalidUtf8, range, "", {}});
      std::fill(repaired.begin() + range.begin, repaired.begin() + range.end, '?');
    }
    text = repaired;
  }
  if (options.notation == Notation::Yaml)
    readYaml(tree, text, options.placeholders);
  else
    readJson(tree, text, options.notation == Notation::JsonWithComments, options.placeholders);
  return tree;
}

namespace {

void write(const Node &node, std::string &out) {
  std::string_view separator;
  switch (node.kind) {
  case Node::Kind::Null:
    out += "null";
    return;
  case Node::Kind::Boolean:
    out += node.boolean ? "true" : "false";
    return;
  case Node::Kind::Number:
    out += node.text;
    return;
  case Node::Kind::String:
    json::appendQuoted(out, node.text);
    return;
  case Node::Kind::Array:
    out += '[';
    for (const Node *item : node.items) {
      out += separator;
      write(*item, out);
      separator = ",";
    }
    out += ']';
    return;
  case Node::Kind::Object:
    out += '{';
    for (const Member &member : node.members) {
      out += separator;
      json::appendQuoted(out, member.key);
      out += ':';
      write(*member.value, out);
      separator = ",";
    }
    out += '}';
    return;
  }
}

} // namespace

std::string Fault::message() const {
  switch (kind) {
  case FaultKind::Syntax:
  case FaultKind::YamlFeature:
    return detail;
  case FaultKind::DuplicateKey:
    return "`" + detail + "` is given twice in this object";
  case FaultKind::TooDeep:
    return "nested more than " + detail + " levels deep";
  case FaultKind::InvalidUtf8:
    return "the text is not valid UTF-8 here";
  case FaultKind::Encoding:
    return "the file is in " + detail + ", not in UTF-8";
  case FaultKind::TooLarge:
    return "the text is too large: " + detail + " characters";
  case FaultKind::TrailingText:
    return "text after the end of the document";
  case FaultKind::EmptyText:
    return "the file is empty";
  case FaultKind::CommentNotAllowed:
    return "comments are read in `.jsonc` and YAML files only";
  case FaultKind::InvalidNumber:
    return "`" + detail + "` is not a JSON number";
  case FaultKind::UndefinedPlaceholder:
    return "the placeholder `${" + detail + "}` has no value";
  }
  return detail;
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

std::string toJson(const Node &node) {
  std::string out;
  write(node, out);
  return out;
}

} // namespace asl::document
