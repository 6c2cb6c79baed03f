// The place of a cursor in JSON: a scan of the text before it.
#include "compiler/editor/text/place.h"

#include <algorithm>
#include <cctype>

namespace aslc::editor {

namespace {

struct Frame {
  bool isObject;
  bool afterColon = false; ///< in an object: a value is expected
  bool isDone = false;     ///< the element is complete: a comma is expected
  std::string key;
  size_t index = 0;
};

bool isWordByte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '-' ||
         c == '$' || c == '+' || c < 0;
}

class JsonScanner {
public:
  /// `isFlow`: of YAML, with comments and plain scalars as it has them.
  JsonScanner(std::string_view text, uint32_t cursor, bool isFlow)
      : text_(text), cursor_(cursor), isFlow_(isFlow) {}
  Place scan();

private:
  bool string();
  void word();
  void skipComment();
  void open(bool isObject);
  void take(std::string text);
  Place result(source::Range word, bool isQuoted) const;
  bool colonFollows(uint32_t at) const;
  bool opensAnother(uint32_t at) const;

  bool beginsComment() const;
  bool isInWord() const;

  std::string_view text_;
  uint32_t cursor_;
  bool isFlow_;
  uint32_t at_ = 0;
  std::vector<Frame> frames_;
  std::optional<Place> found_;
};

bool JsonScanner::colonFollows(uint32_t at) const {
  size_t next = text_.find_first_not_of(" \t\r\n", at);
  return next != text_.npos && text_[next] == ':';
}

Place JsonScanner::result(source::Range word, bool isQuoted) const {
  Place place;
  place.word = word;
  place.isQuoted = isQuoted;
  place.valueBegin = word.begin + isQuoted;
  uint32_t begin = std::min(place.valueBegin, cursor_);
  place.before = text_.substr(begin, cursor_ - begin);
  if (frames_.empty()) {
    place.inObject = false;
    place.kind = Place::Kind::Value;
    return place;
  }
  for (size_t i = 0; i + 1 < frames_.size(); ++i)
    place.container.push_back({frames_[i].isObject, frames_[i].key, frames_[i].index});
  const Frame &top = frames_.back();
  place.inObject = top.isObject;
  place.index = top.index;
  bool isKey = top.isObject && !top.afterColon;
  place.kind = isKey ? Place::Kind::Key : Place::Kind::Value;
  if (!isKey && top.isObject)
    place.key = top.key;
  place.hasColon = isKey && colonFollows(word.end);
  return place;
}

/// Whether the quote at `at`, behind the cursor, begins a string, so that the one before is open:
/// in JSON no other text follows a string.
bool JsonScanner::opensAnother(uint32_t at) const {
  size_t next = text_.find_first_not_of(" \t", at + size_t(1));
  return at >= cursor_ && !isFlow_ && next != text_.npos &&
         std::string_view(",:]}/\"\r\n").find(text_[next]) == std::string_view::npos;
}

/// Past the string at the current position. Returns false when the cursor is in it.
bool JsonScanner::string() {
  uint32_t begin = at_;
  char quote = text_[at_++];
  while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n')
    at_ += text_[at_] == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] != '\n' ? 2 : 1;
  bool closed = at_ < text_.size() && text_[at_] == quote && !opensAnother(at_);
  uint32_t contentEnd = std::min(at_, static_cast<uint32_t>(text_.size()));
  if (cursor_ > begin && cursor_ <= contentEnd) {
    uint32_t end = closed ? at_ + 1 : contentEnd;
    if (!closed) {
      // What stands behind an open quote in its line belongs to the text around it.
      end = cursor_;
      while (end < contentEnd && isWordByte(text_[end]))
        ++end;
    }
    found_ = result({begin, end}, true);
    return false;
  }
  at_ = contentEnd + closed;
  take(std::string(text_.substr(begin + 1, contentEnd - begin - 1)));
  return true;
}

/// An element has been read.
void JsonScanner::take(std::string text) {
  if (frames_.empty())
    return;
  Frame &top = frames_.back();
  if (top.isObject && !top.afterColon)
    top.key = std::move(text);
  else
    top.isDone = true;
}

bool JsonScanner::beginsComment() const {
  if (!isFlow_)
    return text_.substr(at_, 2) == "//" || text_.substr(at_, 2) == "/*";
  return text_[at_] == '#' &&
         (at_ == 0 || std::isspace(static_cast<unsigned char>(text_[at_ - 1])));
}

bool JsonScanner::isInWord() const {
  char c = text_[at_];
  if (!isFlow_)
    return isWordByte(c);
  bool endsKey =
      c == ':' && (at_ + 1 == text_.size() ||
                   std::string_view(" \t\r\n,[]{}").find(text_[at_ + 1]) != std::string_view::npos);
  return !endsKey && !beginsComment() &&
         std::string_view(",[]{}\r\n").find(c) == std::string_view::npos;
}

void JsonScanner::word() {
  uint32_t begin = at_;
  while (at_ < text_.size() && isInWord())
    ++at_;
  while (at_ > begin && (text_[at_ - 1] == ' ' || text_[at_ - 1] == '\t'))
    --at_;
  if (cursor_ >= begin && cursor_ <= at_)
    found_ = result({begin, at_}, false);
  else
    take(std::string(text_.substr(begin, at_ - begin)));
}

void JsonScanner::skipComment() {
  bool block = text_.substr(at_, 2) == "/*";
  size_t end = block ? text_.find("*/", at_ + 2) : text_.find('\n', at_);
  end = end == text_.npos ? text_.size() : end + (block ? 2 : 0);
  if (cursor_ > at_ && cursor_ < end + !block)
    found_ = Place();
  at_ = static_cast<uint32_t>(end);
}

void JsonScanner::open(bool isObject) {
  frames_.push_back({isObject, false, false, {}, 0});
  ++at_;
}

Place JsonScanner::scan() {
  while (!found_ && at_ < cursor_ && at_ < text_.size()) {
    char c = text_[at_];
    bool newMember = !frames_.empty() && frames_.back().isObject && frames_.back().isDone;
    if (c == '"' && newMember)
      frames_.back().afterColon = frames_.back().isDone = false; // a comma is missing
    if (c == '"' || c == '\'') {
      if (!string())
        break;
    } else if (beginsComment()) {
      skipComment();
    } else if (c == '{' || c == '[') {
      open(c == '{');
    } else if (c == '}' || c == ']') {
      if (!frames_.empty())
        frames_.pop_back();
      take("");
      ++at_;
    } else if (c == ':') {
      if (!frames_.empty())
        frames_.back().afterColon = true;
      ++at_;
    } else if (c == ',') {
      if (!frames_.empty()) {
        Frame &top = frames_.back();
        top.afterColon = top.isDone = false;
        top.index += !top.isObject;
      }
      ++at_;
    } else if (c != ' ' && c != '\t' && isInWord()) {
      word();
    } else {
      ++at_;
    }
  }
  if (found_)
    return *found_;
  // Behind a value, only a comma may stand; in a new line a member is begun nevertheless.
  Place place = result({cursor_, cursor_}, false);
  size_t line = text_.substr(0, cursor_).find_last_not_of(" \t");
  bool onNewLine = line == text_.npos || text_[line] == '\n';
  if (!frames_.empty() && frames_.back().isDone) {
    if (!onNewLine)
      place.kind = Place::Kind::Nothing;
    else if (frames_.back().isObject)
      place.kind = Place::Kind::Key;
    else
      place.index = frames_.back().index + 1;
  }
  return place;
}

} // namespace

Path Place::path() const {
  Path path = container;
  if (kind == Kind::Value)
    path.push_back({inObject, key, index});
  return path;
}

Place placeInJson(std::string_view text, uint32_t cursor) {
  return JsonScanner(text, cursor, false).scan();
}

Place placeInFlow(std::string_view text, uint32_t cursor) {
  return JsonScanner(text, cursor, true).scan();
}

Place placeAt(std::string_view text, uint32_t cursor, source::Notation notation) {
  return notation == source::Notation::Yaml ? placeInYaml(text, cursor) : placeInJson(text, cursor);
}

const source::Node *nodeAt(const source::Node *root, const Path &path) {
  for (const Step &step : path) {
    if (!root)
      return nullptr;
    if (step.isKey) {
      const source::Member *member =
          root->is(source::Node::Kind::Object) ? root->find(step.key) : nullptr;
      root = member ? member->value : nullptr;
    } else {
      root = root->is(source::Node::Kind::Array) && step.index < root->items.size()
                 ? root->items[step.index]
                 : nullptr;
    }
  }
  return root;
}

} // namespace aslc::editor
