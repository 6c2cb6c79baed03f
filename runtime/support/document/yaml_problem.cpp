#include "runtime/support/document/yaml_problem.h"

#include "runtime/support/utf8.h"

#include <algorithm>

namespace asl::document {

namespace {

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

Fault syntax(Range range, std::string message) {
  return {FaultKind::Syntax, range, std::move(message), {}, true};
}

/// The lines of a text, by a byte in them.
class Lines {
public:
  explicit Lines(std::string_view text) : text_(text) {}

  uint32_t begin(uint32_t at) const {
    size_t before = at == 0 ? text_.npos : text_.rfind('\n', at - 1);
    return before == text_.npos ? 0 : static_cast<uint32_t>(before + 1);
  }
  /// The end of the line at `at`, without blanks and a comment at its end.
  uint32_t end(uint32_t at) const {
    size_t line = std::min(text_.find('\n', at), text_.size());
    size_t last = std::min(text_.substr(0, line).find(" #", at), line);
    while (last > at && std::string_view(" \t\r").find(text_[last - 1]) != text_.npos)
      --last;
    return static_cast<uint32_t>(last);
  }
  /// Where the content of the line begins.
  uint32_t content(uint32_t at) const {
    uint32_t line = begin(at);
    return static_cast<uint32_t>(std::min(text_.find_first_not_of(' ', line), text_.size()));
  }
  uint32_t indent(uint32_t at) const { return content(at) - begin(at); }
  std::string_view from(uint32_t at) const { return text_.substr(at, end(at) - at); }
  /// The content of the line before that is neither blank nor a comment; none at the top.
  std::optional<uint32_t> before(uint32_t at) const {
    uint32_t found = at;
    do {
      size_t last = text_.substr(0, begin(found)).find_last_not_of(" \t\r\n");
      if (last == text_.npos)
        return std::nullopt;
      found = content(static_cast<uint32_t>(last));
    } while (text_[found] == '#');
    return found;
  }

  /// The content of the next line that is neither blank nor a comment; none at the end.
  std::optional<uint32_t> next(uint32_t at) const {
    for (size_t line = text_.find('\n', at); line != text_.npos;
         line = text_.find('\n', line + 1)) {
      size_t found = text_.find_first_not_of(" \r", line + 1);
      if (found != text_.npos && text_[found] != '\n' && text_[found] != '#')
        return static_cast<uint32_t>(found);
    }
    return std::nullopt;
  }

private:
  std::string_view text_;
};

/// Whether a colon ends a key in the line.
bool hasKey(std::string_view line) {
  return line.find(": ") != line.npos || line.ends_with(':') || line.find(":\t") != line.npos;
}

/// `text` in quotes that need no escapes; empty where all would.
std::string quoted(std::string_view text) {
  for (char quote : {'"', '\''})
    if (text.find(quote) == text.npos && (quote == '\'' || text.find('\\') == text.npos))
      return quote + std::string(text) + quote;
  return {};
}

/// A line that should be a member, but has no colon behind its key.
Fault withoutColon(const Lines &lines, uint32_t begin) {
  std::string_view line = lines.from(begin);
  size_t key = 0;
  while (key < line.size() && isLetter(line[key]))
    ++key;
  std::string name(line.substr(0, key));
  auto end = static_cast<uint32_t>(begin + line.size());
  bool isName = key > 0 && line[0] >= 'A' && line[0] <= 'Z';
  if (isName && key + 1 < line.size() && line[key] == ':') {
    Fault fault = syntax({begin, end}, "a blank is missing behind the colon of `" + name + "`");
    fault.repair = name + ": " + std::string(line.substr(key + 1));
    return fault;
  }
  if (!isName || (key < line.size() && line[key] != ' '))
    return syntax({begin, std::max(end, begin + 1)}, "this line has no key that ends with a colon");
  Fault fault = syntax({begin, static_cast<uint32_t>(begin + key)},
                       "a colon is missing behind `" + name + "`");
  auto next = lines.next(begin);
  if (key == line.size() && next && lines.indent(*next) > lines.indent(begin))
    fault.repair = name + ":";
  return fault;
}

/// The first of the lines right above that have no key and are indented no more: one scalar, where
/// a member should be.
std::optional<uint32_t> scalarAbove(const Lines &lines, uint32_t at) {
  std::optional<uint32_t> first;
  for (auto above = lines.before(at);
       above && !hasKey(lines.from(*above)) && lines.indent(*above) <= lines.indent(at);
       above = lines.before(*above))
    first = above;
  return first;
}

/// The value of a line that is surely one text, though a key could end in it: a text for people, or
/// a call.
std::optional<Range> textWithColon(const Lines &lines, uint32_t line) {
  std::string_view content = lines.from(line);
  size_t colon = content.find(": ");
  size_t begin = colon == content.npos ? colon : content.find_first_not_of(' ', colon + 1);
  if (begin == content.npos)
    return std::nullopt;
  std::string_view key = content.substr(0, colon), value = content.substr(begin);
  bool isText = key == "Comment" || key == "Cause" || value.starts_with("States.");
  auto next = lines.next(line);
  bool goesOn = next && lines.indent(*next) > lines.indent(line);
  bool isPlain = std::string_view("&*!|>'\"%@`{}[]#,?-").find(value[0]) == value.npos;
  return isText && isPlain && !goesOn
             ? std::optional(Range{static_cast<uint32_t>(line + begin), lines.end(line)})
             : std::nullopt;
}

/// A colon where the value of a line above goes on.
Fault unexpectedColon(std::string_view text, const Lines &lines, uint32_t at) {
  uint32_t own = lines.content(at);
  bool isKeyOfLine = !hasKey(text.substr(own, at - own));
  // What stands above without a colon is one scalar with this line.
  if (auto first = isKeyOfLine ? scalarAbove(lines, at) : std::nullopt)
    return withoutColon(lines, *first);
  std::optional<uint32_t> above = isKeyOfLine ? lines.before(at) : std::nullopt;
  if (above && lines.indent(*above) < lines.indent(at))
    return syntax({own, at}, "this line is indented as a part of the value above it");
  std::string message = "`:` is not allowed here; a value that contains `: ` needs quotes";
  auto value = textWithColon(lines, own);
  std::string written =
      value ? quoted(text.substr(value->begin, value->end - value->begin)) : std::string();
  if (written.empty())
    return syntax({at, at + 1}, std::move(message));
  Fault fault = syntax(*value, std::move(message));
  fault.repair = std::move(written);
  return fault;
}

/// A JSONata expression without quotes, which begins at `begin`; it may go on in lines that are
/// indented more.
Fault unquotedExpression(std::string_view text, const Lines &lines, uint32_t begin) {
  size_t close = text.find("%}", begin);
  Fault fault = syntax({begin, begin + 1}, "a `{% %}` expression needs quotes in YAML");
  if (close == text.npos)
    return fault;
  auto end = static_cast<uint32_t>(close + 2);
  for (auto next = lines.next(begin); next && *next < end; next = lines.next(*next))
    if (lines.indent(*next) <= lines.indent(begin))
      return fault;
  fault.range.end = end;
  std::string_view rest = lines.from(end);
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  bool isWhole = rest.empty() || std::string_view(",]}#").find(rest[0]) != text.npos;
  if (std::string written = quoted(text.substr(begin, end - begin)); isWhole && !written.empty())
    fault.repair = std::move(written);
  return fault;
}

/// A character that begins no value.
Fault unexpectedCharacter(std::string_view text, const Lines &lines, uint32_t at) {
  char c = text[at];
  if (c == '\t')
    return syntax({at, at + 1}, "a tab cannot indent YAML");
  if (c == '%' && at > 0 && text[at - 1] == '{')
    return unquotedExpression(text, lines, at - 1);
  return syntax({at, at + 1}, "`" + std::string(1, c) + "` cannot begin a value without quotes");
}

/// A line of a mapping that is not a key with a value.
std::optional<Fault> noMember(std::string_view text, const Lines &lines, uint32_t at) {
  uint32_t own = lines.content(at);
  bool isFirst = own == at;
  if (auto first = isFirst && hasKey(lines.from(own)) ? scalarAbove(lines, at) : std::nullopt)
    return withoutColon(lines, *first);
  if (isFirst && lines.before(at))
    return syntax({at, std::max(lines.end(at), at + 1)},
                  "this line is indented like none of those above it");
  if (text[at] == '}' || text[at] == ']')
    return syntax({at, at + 1}, "`" + std::string(1, text[at]) + "` closes no bracket");
  size_t last = text.substr(0, at).find_last_not_of(' ');
  char quote = last == text.npos ? '\0' : text[last];
  std::string_view written = quote == '"' ? "\\\"" : quote == '\'' ? "''" : "";
  if (!written.empty())
    return syntax({static_cast<uint32_t>(last), static_cast<uint32_t>(last + 1)},
                  "the quote ends the text here; inside of the text it is written `" +
                      std::string(written) + "`");
  return std::nullopt;
}

} // namespace

Fault openQuote(std::string_view text, uint32_t begin) {
  return syntax({begin, std::min(begin + 1, static_cast<uint32_t>(text.size()))},
                "this quote is not closed");
}

Fault faultOf(std::string_view text, const YamlError &error) {
  Lines lines(text);
  auto size = static_cast<uint32_t>(text.size());
  if (error.problem == "found character that cannot start any token" && error.at < size)
    return unexpectedCharacter(text, lines, error.at);
  if (error.problem == "mapping values are not allowed in this context")
    return unexpectedColon(text, lines, error.at);
  bool isNoMember = error.problem == "did not find expected key" ||
                    error.problem == "did not find expected '-' indicator";
  if (isNoMember && error.at < size)
    if (auto fault = noMember(text, lines, error.at))
      return *std::move(fault);
  if (error.context == "while scanning a simple key" && error.begun < size)
    return withoutColon(lines, error.begun);
  bool isEnd = text.find_first_not_of(" \t\r\n", error.at) == text.npos;
  if (error.context == "while scanning a quoted scalar" && isEnd && error.begun < size)
    return openQuote(text, error.begun);
  bool isBelow = lines.begin(error.at) != lines.begin(error.begun) &&
                 lines.indent(error.at) <= lines.indent(error.begun);
  if (error.context.starts_with("while parsing a flow") && (isEnd || isBelow) && error.begun < size)
    return syntax({error.begun, error.begun + 1}, "this bracket is not closed");
  bool isInBrackets = error.problem.starts_with("did not find expected ',' or");
  std::string message(isInBrackets ? "a comma or the closing bracket is missing before this"
                                   : error.problem);
  if (!error.context.empty() && !isInBrackets)
    message += " " + std::string(error.context);
  uint32_t end = error.at + utf8::sequenceLength(text.substr(error.at));
  Fault fault = syntax({error.at, end}, std::move(message));
  if (!error.context.empty() && error.begun < error.at)
    fault.other = Range{error.begun, error.begun + utf8::sequenceLength(text.substr(error.begun))};
  return fault;
}

} // namespace asl::document
