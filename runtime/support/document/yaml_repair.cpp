#include "runtime/support/document/yaml_repair.h"

#include "runtime/support/document/yaml_events.h"

#include <algorithm>
#include <optional>

namespace asl::document {

namespace {

constexpr size_t mostRounds = 64;
/// How much is read, all rounds together: a long text shall not be read many times.
constexpr size_t mostBytes = 4u << 20;

class Repair {
public:
  explicit Repair(std::string_view text) : text_(text) {}

  /// Reads the text; blanks what the first error is about. False when there is none, and when
  /// nothing is left to blank.
  bool round(std::vector<Fault> &faults);
  std::string take() { return std::move(text_); }

private:
  uint32_t lineBegin(size_t at) const {
    size_t before = at == 0 ? text_.npos : text_.rfind('\n', at - 1);
    return before == text_.npos ? 0 : static_cast<uint32_t>(before + 1);
  }
  uint32_t lineEnd(size_t at) const {
    return static_cast<uint32_t>(std::min(text_.find('\n', at), text_.size()));
  }
  std::string_view part(size_t begin, size_t end) const {
    return std::string_view(text_).substr(begin, end - begin);
  }
  static bool isBlank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == text.npos;
  }
  size_t indentAt(size_t line) const {
    return std::min<size_t>(text_.find_first_not_of(' ', line), lineEnd(line)) - line;
  }
  void blank(size_t begin, size_t end);
  void blankInside(uint32_t line);
  size_t openBracket(uint32_t line, uint32_t at) const;
  bool blankFrom(uint32_t at);
  bool quoteExpression(const Fault &fault);
  uint32_t culprit(uint32_t begin, uint32_t found) const;
  std::optional<uint32_t> runaway(Range scalar) const;

  std::string text_;
};

void Repair::blank(size_t begin, size_t end) {
  for (size_t i = begin; i < end; ++i)
    if (text_[i] != '\n' && text_[i] != '\r')
      text_[i] = ' ';
}

/// The lines after `line` that are indented more; of a line with a tab before its content those
/// that have one too.
void Repair::blankInside(uint32_t line) {
  size_t indent = indentAt(line);
  bool isTabbed = line + indent < text_.size() && text_[line + indent] == '\t';
  for (size_t next = lineEnd(line) + size_t(1); next < text_.size();
       next = lineEnd(next) + size_t(1)) {
    std::string_view content = part(next, lineEnd(next));
    size_t column = indentAt(next);
    bool isInside = isBlank(content) || content[column] == '\t' || (column > indent && !isTabbed);
    if (!isInside)
      return;
    blank(next, next + content.size());
  }
}

/// The outermost bracket that is opened between `line` and `at`, or at `at`; npos when only a part
/// of it fits into the line.
size_t Repair::openBracket(uint32_t line, uint32_t at) const {
  for (size_t i = line + 1; i <= at && i + 1 < lineEnd(line); ++i)
    if ((text_[i] == '{' || text_[i] == '[') && text_[i - 1] == ' ' && part(i, i + 2) != "{}" &&
        part(i, i + 2) != "[]")
      return i;
  return text_.npos;
}

bool Repair::blankFrom(uint32_t at) {
  uint32_t begin = lineBegin(at);
  if (isBlank(part(begin, lineEnd(at)))) {
    // What is there was blanked before: it must be something above, or else below.
    size_t other = std::string_view(text_).substr(0, begin).find_last_not_of(" \t\r\n");
    if (other == text_.npos)
      other = text_.find_first_not_of(" \t\r\n", begin);
    if (other == text_.npos)
      return false;
    begin = at = lineBegin(other);
  }
  // Of brackets around everything the reader keeps what stands before the error.
  if ((text_[at] == '{' || text_[at] == '[') && isBlank(part(0, at)))
    return false;
  // A list or an object in brackets stays, without what is in it.
  size_t open = openBracket(begin, at);
  char bracket = open == text_.npos ? '\0' : text_[open];
  blankInside(begin);
  blank(bracket == '\0' ? begin : open, lineEnd(begin));
  if (bracket != '\0')
    text_.replace(open, 2, bracket == '{' ? "{}" : "[]");
  return true;
}

/// Where a quoted scalar begins that goes on in lines which belong to something else.
std::optional<uint32_t> Repair::runaway(Range scalar) const {
  size_t end = lineEnd(scalar.begin);
  if (end >= scalar.end)
    return std::nullopt;
  size_t next = text_.find_first_not_of(" \t\r\n", end);
  size_t line = next == text_.npos ? text_.size() : lineBegin(next);
  bool belongs = next >= scalar.end || indentAt(line) > indentAt(lineBegin(scalar.begin));
  return belongs ? std::nullopt : std::optional(scalar.begin);
}

/// Where the mistake is, when the error was found at `found` in what begins at `begin`: within
/// brackets over several lines in one of these, unless they do not end.
uint32_t Repair::culprit(uint32_t begin, uint32_t found) const {
  bool isBracket = begin < text_.size() && (text_[begin] == '{' || text_[begin] == '[');
  bool isOverLines = isBracket && isBlank(part(begin + 1, lineEnd(begin)));
  bool isInside = indentAt(lineBegin(found)) > indentAt(lineBegin(begin));
  return isOverLines && isInside ? found : begin;
}

/// Writes any expression in quotes in place of one that has none; false for another fault.
bool Repair::quoteExpression(const Fault &fault) {
  constexpr std::string_view any = "\"{%1%}\"";
  Range range = fault.range;
  bool isExpression = fault.repair && text_.compare(range.begin, 2, "{%") == 0 &&
                      range.end - range.begin >= any.size() &&
                      lineEnd(range.begin) >= range.begin + any.size();
  if (!isExpression)
    return false;
  blank(range.begin, range.end);
  text_.replace(range.begin, any.size(), any);
  return true;
}

bool Repair::round(std::vector<Fault> &faults) {
  std::optional<uint32_t> quote;
  uint32_t at = 0, closed = 0;
  unsigned depth = 0;
  {
    YamlEvents events(text_);
    while (events.next()) {
      yaml_event_type_t type = events.type();
      depth += type == YAML_MAPPING_START_EVENT || type == YAML_SEQUENCE_START_EVENT;
      depth -= type == YAML_MAPPING_END_EVENT || type == YAML_SEQUENCE_END_EVENT;
      if (type == YAML_STREAM_END_EVENT || depth > maxDepth)
        return false;
      if (type != YAML_SCALAR_EVENT || quote)
        continue;
      yaml_scalar_style_t style = events.event().data.scalar.style;
      if (style == YAML_DOUBLE_QUOTED_SCALAR_STYLE || style == YAML_SINGLE_QUOTED_SCALAR_STYLE) {
        quote = runaway(events.range());
        closed = events.range().end;
      }
    }
    faults.push_back(events.fault());
    if (quoteExpression(faults.back()))
      return true;
    // The text behind the closing quote cannot be read as YAML.
    if (quote && lineBegin(closed) == lineBegin(faults.back().range.begin))
      faults.back() = openQuote(text_, *quote);
    at = quote ? *quote : culprit(events.broken(), faults.back().range.begin);
  }
  at = std::min<uint32_t>(at, static_cast<uint32_t>(text_.size()));
  // Where nothing follows, the reader keeps what stands before the error, and reports it.
  bool isLast = isBlank(part(lineEnd(at), text_.size()));
  if (!isLast && blankFrom(at))
    return true;
  faults.pop_back();
  return false;
}

} // namespace

std::string readableYaml(std::string_view text, std::vector<Fault> &faults) {
  Repair repair(text);
  size_t rounds = std::min(mostRounds, mostBytes / (text.size() + 1));
  while (rounds-- > 0 && repair.round(faults))
    ;
  return repair.take();
}

} // namespace asl::document
