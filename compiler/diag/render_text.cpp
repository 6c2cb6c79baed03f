// Diagnostics for people: message, source line, caret.
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

/// Glyphs of `line`, with the column where each begins; one more column at the end.
struct Layout {
  std::vector<Glyph> glyphs;
  std::vector<size_t> columns{0};
  size_t caretBegin = 0; ///< columns
  size_t caretEnd = 0;
};

/// Lays out `line`; [begin, end) are the bytes of it that the caret range covers.
Layout layOut(std::string_view line, size_t begin, size_t end) {
  Layout layout;
  size_t column = 0;
  for (size_t at = 0; at < line.size();) {
    Glyph glyph = firstGlyph(line.substr(at));
    if (at <= begin)
      layout.caretBegin = column;
    at += glyph.bytes;
    column += glyph.width;
    if (at <= end)
      layout.caretEnd = column;
    layout.columns.push_back(column);
    layout.glyphs.push_back(std::move(glyph));
  }
  if (begin >= line.size())
    layout.caretBegin = column;
  layout.caretEnd = std::max(layout.caretEnd, layout.caretBegin + 1);
  return layout;
}

Excerpt excerpt(const Layout &layout) {
  size_t width = layout.columns.back();
  size_t first = 0, last = width;
  if (width > widestLine) {
    first = layout.caretBegin > columnsBefore ? layout.caretBegin - columnsBefore : 0;
    last = std::min(width, first + widestLine);
    first = last - std::min(last, widestLine);
  }
  Excerpt result;
  result.text = first > 0 ? "..." : "";
  size_t shift = result.text.size();
  size_t begun = first;
  bool any = false;
  for (size_t i = 0; i < layout.glyphs.size(); ++i) {
    if (layout.columns[i] < first || layout.columns[i + 1] > last)
      continue;
    if (!any)
      begun = layout.columns[i];
    any = true;
    result.text += layout.glyphs[i].text;
  }
  if (last < width)
    result.text += "...";
  result.caretBegin = layout.caretBegin - std::min(layout.caretBegin, begun) + shift;
  size_t end = std::min(layout.caretEnd, std::max(last, layout.caretBegin + 1));
  result.caretEnd = end - std::min(end, begun) + shift;
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
    Excerpt shown = excerpt(layOut(line, begin, std::min(end, line.size())));

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
