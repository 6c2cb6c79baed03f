// The place of a cursor in YAML: by the indentation of the lines above it.
#include "compiler/editor/text/place.h"

#include <algorithm>
#include <optional>

namespace aslc::editor {

namespace {

/// A key or a dash.
struct Entry {
  size_t column;
  bool isDash;
  std::string key;
};

struct Line {
  uint32_t begin = 0, end = 0;
  size_t indent = 0;
  bool isBlank = true; ///< or holds a comment only
  std::vector<Entry> entries;
  size_t value = 0; ///< the column behind the last entry and the blanks after it
};

/// Where the key that begins at `at` ends: its colon. None when there is none.
std::optional<size_t> colonOf(std::string_view text, size_t at) {
  if (at < text.size() && (text[at] == '"' || text[at] == '\'')) {
    size_t close = text.find(text[at], at + 1);
    if (close == text.npos)
      return std::nullopt;
    size_t colon = text.find_first_not_of(' ', close + 1);
    return colon != text.npos && text[colon] == ':' ? std::optional(colon) : std::nullopt;
  }
  for (size_t i = at; i < text.size(); ++i) {
    if (text[i] == '#' && i > at && text[i - 1] == ' ')
      return std::nullopt;
    if (text[i] == ':' && (i + 1 == text.size() || text[i + 1] == ' '))
      return i;
  }
  return std::nullopt;
}

std::string unquoted(std::string_view key) {
  while (key.ends_with(' '))
    key.remove_suffix(1);
  bool quoted = key.size() >= 2 && (key.front() == '"' || key.front() == '\'');
  return std::string(quoted ? key.substr(1, key.size() - 2) : key);
}

Line lineAt(std::string_view text, uint32_t begin) {
  Line line;
  line.begin = begin;
  line.end = static_cast<uint32_t>(std::min(text.find('\n', begin), text.size()));
  std::string_view content = text.substr(begin, line.end - begin);
  while (content.ends_with('\r'))
    content.remove_suffix(1);
  size_t at = std::min(content.find_first_not_of(' '), content.size());
  line.indent = at;
  line.isBlank = at == content.size() || content[at] == '#';
  while (at < content.size() && content[at] == '-' &&
         (at + 1 == content.size() || content[at + 1] == ' ')) {
    line.entries.push_back({at, true, {}});
    at = std::min(content.find_first_not_of(' ', at + 1), content.size());
  }
  bool isFlow = at < content.size() && (content[at] == '{' || content[at] == '[');
  auto colon = isFlow ? std::nullopt : colonOf(content, at);
  if (colon) {
    line.entries.push_back({at, false, unquoted(content.substr(at, *colon - at))});
    at = std::min(content.find_first_not_of(' ', *colon + 1), content.size());
  }
  line.value = at;
  return line;
}

bool opensBlock(std::string_view text, const Line &line) {
  if (line.isBlank || line.entries.empty())
    return false;
  std::string_view value = text.substr(line.begin, line.end - line.begin).substr(line.value);
  size_t end = value.find_first_of(" #\r");
  value = value.substr(0, end);
  return !value.empty() && (value[0] == '|' || value[0] == '>') &&
         value.find_first_not_of("|>+-123456789") == value.npos;
}

class YamlScanner {
public:
  YamlScanner(std::string_view text, uint32_t cursor) : text_(text), cursor_(cursor) {
    for (size_t at = 0; at <= text.size() && at <= cursor;
         at = std::min(text.find('\n', at), text.size()) + 1)
      lines_.push_back(lineAt(text, static_cast<uint32_t>(at)));
    findFlows();
  }
  Place scan();

private:
  bool inBlock(Place &place);
  void climb(Place &place, size_t column, bool isDash, size_t line);
  Place atKey(size_t column);
  Place atValue(const Entry &entry);
  /// An opening bracket at the value of a line.
  struct Flow {
    size_t line;
    uint32_t begin;
  };
  Place inFlow(const Flow &flow);
  Place placeOfValue(const Entry &entry, size_t line);
  uint32_t behindProperties(const Line &line) const;
  std::optional<uint32_t> closing(uint32_t begin) const;
  void findFlows();
  static bool isEmpty(const Line &line) {
    return line.isBlank && line.indent == line.end - line.begin;
  }
  uint32_t wordEnd() const;

  std::string_view text_;
  uint32_t cursor_;
  std::vector<Line> lines_;
  std::optional<Flow> flow_;  ///< that the cursor is in
  bool isBehindFlow_ = false; ///< in the line in which one over several lines is closed
};

/// Adds the steps to the entry in `column`, from the entries above it.
void YamlScanner::climb(Place &place, size_t column, bool isDash, size_t line) {
  Path steps;
  size_t index = 0;
  for (size_t i = line + 1; i-- > 0;) {
    const std::vector<Entry> &entries = lines_[i].entries;
    if (lines_[i].isBlank && i != line)
      continue;
    for (size_t j = entries.size(); j-- > 0;) {
      const Entry &entry = entries[j];
      if (i == line && entry.column >= column)
        continue;
      if (isDash && entry.isDash && entry.column == column) {
        ++index;
        continue;
      }
      bool isParent = entry.column < column || (isDash && !entry.isDash && entry.column == column);
      if (!isParent)
        continue;
      if (isDash)
        steps.push_back({false, {}, index});
      if (!entry.isDash)
        steps.push_back({true, entry.key, 0});
      isDash = entry.isDash;
      column = entry.column;
      index = 0;
    }
  }
  if (isDash)
    steps.push_back({false, {}, index});
  place.container.assign(steps.rbegin(), steps.rend());
}

/// In the text of a block scalar: the value of the key that opens it.
bool YamlScanner::inBlock(Place &place) {
  const Line &here = lines_.back();
  size_t column =
      here.isBlank && here.indent == here.end - here.begin ? cursor_ - here.begin : here.indent;
  size_t least = column;
  for (size_t i = lines_.size() - 1; i-- > 0;) {
    if (lines_[i].isBlank && lines_[i].indent == lines_[i].end - lines_[i].begin)
      continue;
    if (lines_[i].indent >= least)
      continue;
    if (!opensBlock(text_, lines_[i])) {
      least = lines_[i].indent;
      if (least == 0)
        return false;
      // A line of the same scalar that is indented less.
      continue;
    }
    if (lines_[i].entries.back().column >= column)
      return false;
    const Entry &entry = lines_[i].entries.back();
    climb(place, entry.column, entry.isDash, i);
    place.kind = Place::Kind::Value;
    place.isBlock = true;
    place.inObject = !entry.isDash;
    place.key = entry.key;
    if (entry.isDash && !place.container.empty()) {
      place.index = place.container.back().index;
      place.container.pop_back();
    }
    place.valueBegin = lines_[i].end + 1;
    place.word = {cursor_, cursor_};
    place.before = text_.substr(place.valueBegin, cursor_ - place.valueBegin);
    return true;
  }
  return false;
}

uint32_t YamlScanner::wordEnd() const {
  const Line &line = lines_.back();
  uint32_t end = line.end;
  while (end > cursor_ && (text_[end - 1] == ' ' || text_[end - 1] == '\r'))
    --end;
  return end;
}

Place YamlScanner::atKey(size_t column) {
  Place place;
  const Line &line = lines_.back();
  place.kind = Place::Kind::Key;
  climb(place, column, false, lines_.size() - 1);
  auto begin = static_cast<uint32_t>(line.begin + column);
  place.isQuoted = begin < text_.size() && (text_[begin] == '"' || text_[begin] == '\'');
  bool isKnown = !line.entries.empty() && !line.entries.back().isDash;
  uint32_t end = wordEnd();
  if (isKnown) {
    auto colon = colonOf(text_.substr(line.begin, line.end - line.begin), column);
    end = colon ? static_cast<uint32_t>(line.begin + *colon) : end;
    place.hasColon = colon.has_value();
  }
  place.word = {std::min(begin, cursor_), std::max(end, cursor_)};
  uint32_t from = std::min(begin + place.isQuoted, cursor_);
  place.before = text_.substr(from, cursor_ - from);
  return place;
}

/// `{...}` or `[...]` on one line or several.
Place YamlScanner::inFlow(const Flow &flow) {
  Place outer;
  if (const std::vector<Entry> &entries = lines_[flow.line].entries; !entries.empty())
    outer = placeOfValue(entries.back(), flow.line);
  Place inner = placeInFlow(text_.substr(flow.begin), cursor_ - flow.begin);
  Path container = outer.path();
  container.insert(container.end(), inner.container.begin(), inner.container.end());
  inner.container = std::move(container);
  inner.word.begin += flow.begin;
  inner.word.end += flow.begin;
  inner.valueBegin += flow.begin;
  inner.inFlow = true;
  return inner;
}

/// The steps to the value of an entry.
Place YamlScanner::placeOfValue(const Entry &entry, size_t line) {
  Place place;
  climb(place, entry.column, entry.isDash, line);
  place.kind = Place::Kind::Value;
  place.inObject = !entry.isDash;
  place.key = entry.key;
  if (entry.isDash && !place.container.empty()) {
    place.index = place.container.back().index;
    place.container.pop_back();
  }
  return place;
}

Place YamlScanner::atValue(const Entry &entry) {
  const Line &line = lines_.back();
  Place place = placeOfValue(entry, lines_.size() - 1);
  uint32_t begin = std::min(behindProperties(line), cursor_);
  char first = begin < line.end ? text_[begin] : '\0';
  place.isQuoted = first == '"' || first == '\'';
  place.valueBegin = begin + place.isQuoted;
  place.word = {begin, std::max(wordEnd(), cursor_)};
  uint32_t from = std::min(place.valueBegin, cursor_);
  place.before = text_.substr(from, cursor_ - from);
  return place;
}

/// Where the value of a line begins, without its anchor and tag.
uint32_t YamlScanner::behindProperties(const Line &line) const {
  auto at = static_cast<uint32_t>(std::min<size_t>(line.begin + line.value, line.end));
  while (at < line.end && (text_[at] == '&' || text_[at] == '!')) {
    size_t blank = text_.find_first_of(" \r\n", at);
    size_t next = blank == text_.npos ? blank : text_.find_first_not_of(' ', blank);
    if (next == text_.npos || next >= line.end || next > cursor_)
      break;
    at = static_cast<uint32_t>(next);
  }
  return at;
}

/// Past the bracket that closes the one at `begin`; nullopt when it stays open.
std::optional<uint32_t> YamlScanner::closing(uint32_t begin) const {
  size_t depth = 0;
  for (size_t i = begin; i < text_.size(); ++i) {
    char c = text_[i];
    bool beginsScalar = i > 0 && std::string_view(" \n,[{:").find(text_[i - 1]) != text_.npos;
    if (c == '#' && (text_[i - 1] == ' ' || text_[i - 1] == '\n')) {
      i = text_.find('\n', i);
    } else if ((c == '"' || c == '\'') && beginsScalar) {
      size_t end = i + 1;
      while (end < text_.size() && text_[end] != c && text_[end] != '\n')
        end += c == '"' && text_[end] == '\\' ? 2 : 1;
      i = end;
    }
    if (i >= text_.size())
      break;
    depth += c == '{' || c == '[';
    depth -= c == '}' || c == ']';
    if (depth == 0)
      return static_cast<uint32_t>(i + 1);
  }
  return std::nullopt;
}

/// Finds brackets that span several lines, and those around the cursor. The lines inside of such
/// brackets are not entries of a block.
void YamlScanner::findFlows() {
  for (size_t i = 0; i < lines_.size(); ++i) {
    const Line &line = lines_[i];
    if (line.isBlank)
      continue;
    size_t next = i + 1;
    if (opensBlock(text_, line)) {
      while (next < lines_.size() && (isEmpty(lines_[next]) || lines_[next].indent > line.indent))
        ++next;
      i = next - 1;
      continue;
    }
    uint32_t begin = behindProperties(line);
    if (begin >= line.end || begin >= cursor_ || (text_[begin] != '{' && text_[begin] != '['))
      continue;
    auto end = closing(begin);
    // What stays open ends before a line that is not indented more.
    for (;
         next < lines_.size() && (end ? lines_[next].begin < *end
                                      : isEmpty(lines_[next]) || lines_[next].indent > line.indent);
         ++next) {
      lines_[next].entries.clear();
      lines_[next].isBlank = true;
    }
    bool isOpen = end ? cursor_ < *end : next == lines_.size();
    if (isOpen) {
      flow_ = Flow{i, begin};
      return;
    }
    isBehindFlow_ = next == lines_.size() && next > i + 1;
    i = next - 1;
  }
}

Place YamlScanner::scan() {
  Place place;
  const Line &line = lines_.back();
  if (flow_)
    return inFlow(*flow_);
  if (isBehindFlow_)
    return place;
  if (inBlock(place))
    return place;
  size_t column = cursor_ - line.begin;
  size_t hash = text_.substr(line.begin, column).find('#');
  if (hash != text_.npos && (hash == 0 || text_[line.begin + hash - 1] == ' ')) {
    std::string_view before = text_.substr(line.begin, hash);
    if (std::count(before.begin(), before.end(), '"') % 2 == 0 &&
        std::count(before.begin(), before.end(), '\'') % 2 == 0)
      return Place();
  }
  const Entry *last = line.entries.empty() ? nullptr : &line.entries.back();
  bool inLastValue = last && !last->isDash && column > last->column + last->key.size() &&
                     cursor_ >= line.begin + std::min<size_t>(line.value, column);
  if (inLastValue) {
    auto colon = colonOf(text_.substr(line.begin, line.end - line.begin), last->column);
    inLastValue = colon && column > *colon;
  }
  if (inLastValue)
    return atValue(*last);
  if (last && !last->isDash)
    return atKey(std::min(last->column, column));
  if (last) { // behind a dash: an item, or the first key of one
    Place item = atValue(*last);
    return item;
  }
  return atKey(line.isBlank ? column : std::min(line.indent, column));
}

} // namespace

Place placeInYaml(std::string_view text, uint32_t cursor) {
  return YamlScanner(text, cursor).scan();
}

} // namespace aslc::editor
