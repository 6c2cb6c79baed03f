// Diagnostics as text: message, source line, caret.
#include "compiler/diag/display.h"
#include "compiler/diag/order.h"

#include <algorithm>

namespace aslc::diag {

namespace {

constexpr size_t widestLine = 120;   ///< columns of a source line that are shown
constexpr size_t columnsBefore = 50; ///< of them before the caret, when it must be cut

/// A source line as shown and the columns of it that the caret range covers.
struct Excerpt {
  std::string text;
  size_t caretBegin = 0;
  size_t caretEnd = 0;
};

/// The glyph of `line` that ends at byte `end`, which is not 0.
Glyph glyphBefore(std::string_view line, size_t end) {
  for (size_t length = 1; length <= 4 && length <= end; ++length) {
    Glyph glyph = firstGlyph(line.substr(end - length, length));
    if (glyph.bytes == length && (length > 1 || line[end - 1] >= 0))
      return glyph;
  }
  return firstGlyph(line.substr(end - 1, 1));
}

/// The part of `line` to show, in bytes: around `caret` and no wider than the limit. Visits no more
/// of a long line than that, since there may be many diagnostics in one line.
source::Range window(std::string_view line, size_t caret) {
  size_t begin = caret, end = caret, width = 0;
  auto extendBack = [&](size_t most) {
    while (begin > 0) {
      Glyph glyph = glyphBefore(line, begin);
      if (width + glyph.width > most)
        return;
      width += glyph.width;
      begin -= glyph.bytes;
    }
  };
  extendBack(columnsBefore);
  while (end < line.size()) {
    Glyph glyph = firstGlyph(line.substr(end));
    if (width + glyph.width > widestLine)
      break;
    width += glyph.width;
    end += glyph.bytes;
  }
  if (end == line.size())
    extendBack(widestLine);
  return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
}

/// The part of `line` to show for bytes [begin, end) of it.
Excerpt excerpt(std::string_view line, size_t begin, size_t end) {
  begin = std::min(begin, line.size());
  if (line.size() <= widestLine && isPlain(line))
    return {std::string(line), begin, std::max(std::min(end, line.size()), begin + 1)};
  source::Range shown = window(line, begin);
  Excerpt result;
  size_t column = 0;
  auto add = [&](std::string_view text, size_t width) {
    result.text += text;
    column += width;
  };
  if (shown.begin > 0)
    add("...", 3);
  for (size_t at = shown.begin; at < shown.end;) {
    Glyph glyph = firstGlyph(line.substr(at));
    if (at <= begin)
      result.caretBegin = column;
    at += glyph.bytes;
    add(glyph.text, glyph.width);
    if (at <= end)
      result.caretEnd = column;
  }
  if (begin >= shown.end)
    result.caretBegin = column;
  if (shown.end < line.size())
    add("...", 3);
  result.caretEnd = std::max(result.caretEnd, result.caretBegin + 1);
  return result;
}

class Renderer {
public:
  Renderer(const source::File &file, bool color) : file_(file), color_(color) {}

  void render(const Diagnostic &diagnostic) {
    heading(diagnostic.range, diagnostic.severity, diagnostic.message, slug(diagnostic.kind));
    quote(diagnostic.range, diagnostic.hint);
    for (const Label &label : diagnostic.labels) {
      heading(label.range, Severity::Note, label.text, {});
      quote(label.range, {});
    }
  }

  std::string take() { return std::move(out_); }

private:
  void paint(std::string_view code, std::string_view text) {
    if (color_)
      out_.append("\x1b[").append(code).append("m");
    out_ += text;
    if (color_)
      out_ += "\x1b[0m";
  }

  static std::string_view colorOf(Severity severity) {
    switch (severity) {
    case Severity::Error:
      return "1;31";
    case Severity::Warning:
      return "1;35";
    case Severity::Note:
      return "1;36";
    }
    return "0";
  }

  void heading(source::Range range, Severity severity, std::string_view message,
               std::string_view kind) {
    source::LineColumn place = file_.lineColumn(range.begin);
    paint("1", displayed(file_.name()) + ":" + std::to_string(place.line) + ":" +
                   std::to_string(place.column) + ":");
    out_ += ' ';
    paint(colorOf(severity), std::string(severityName(severity)) + ":");
    out_ += ' ';
    paint("1", displayed(message));
    if (!kind.empty())
      out_.append(" [").append(kind).append("]");
    out_ += '\n';
  }

  void quote(source::Range range, std::string_view hint) {
    uint32_t number = file_.lineColumn(range.begin).line;
    std::string_view line = file_.line(number);
    size_t lineBegin = file_.lineBegin(number);
    size_t begin = range.begin - std::min<size_t>(range.begin, lineBegin);
    size_t end = range.end - std::min<size_t>(range.end, lineBegin);
    if (lineBegin == 0 && line.starts_with("\xEF\xBB\xBF")) {
      line.remove_prefix(3);
      begin -= std::min<size_t>(begin, 3);
      end -= std::min<size_t>(end, 3);
    }
    Excerpt shown = excerpt(line, begin, std::min(end, line.size()));

    std::string digits = std::to_string(number);
    out_.append(5 - std::min<size_t>(5, digits.size()), ' ').append(digits).append(" | ");
    out_.append(shown.text).append("\n");
    out_.append(std::max<size_t>(5, digits.size()), ' ').append(" | ");
    out_.append(shown.caretBegin, ' ');
    paint("1;32", "^" + std::string(shown.caretEnd - shown.caretBegin - 1, '~'));
    if (!hint.empty()) {
      out_ += ' ';
      paint("32", displayed(hint));
    }
    out_ += '\n';
  }

  const source::File &file_;
  bool color_;
  std::string out_;
};

} // namespace

std::string renderText(const Engine &engine, bool color) {
  Renderer renderer(engine.file(), color);
  for (const Diagnostic *diagnostic : inOrder(engine))
    renderer.render(*diagnostic);
  return renderer.take();
}

} // namespace aslc::diag
