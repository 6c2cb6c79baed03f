#include "compiler/report/run/text.h"

#include "compiler/report/xml.h"
#include "runtime/support/utf8.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace aslc::report::run {

namespace {

constexpr size_t kMostShown = 16 * 1024;

/// The beginning of `text`, not in the middle of a character.
std::string_view cut(std::string_view text) {
  return text.substr(0, asl::utf8::boundaryBefore(text, kMostShown));
}

/// Adds line breaks and indentation to JSON without white space; a text that is not JSON stays
/// readable.
class Indenter {
public:
  std::string run(std::string_view text) {
    for (size_t i = 0; i < text.size(); ++i)
      put(text[i], i + 1 < text.size() ? text[i + 1] : '\0');
    return std::move(out_);
  }

private:
  void put(char c, char following) {
    if (inString_) {
      out_ += c;
      inString_ = escaped_ || c != '"';
      escaped_ = !escaped_ && c == '\\';
      return;
    }
    bool opens = c == '{' || c == '[', closes = c == '}' || c == ']';
    bool isEmpty = opens && (following == '}' || following == ']');
    if (closes && !wasEmpty_)
      newLine(-1);
    out_ += c;
    if (opens && !isEmpty)
      newLine(1);
    else if (c == ',')
      newLine(0);
    else if (c == ':')
      out_ += ' ';
    wasEmpty_ = isEmpty;
    inString_ = c == '"';
  }
  void newLine(int change) {
    depth_ += change;
    out_ += '\n';
    if (depth_ > 0)
      out_.append(2 * static_cast<size_t>(std::min(depth_, 40)), ' ');
  }

  std::string out_;
  int depth_ = 0;
  bool inString_ = false, escaped_ = false, wasEmpty_ = false;
};

} // namespace

std::string payload(std::string_view title, std::string_view text) {
  if (text.empty())
    return "";
  std::string_view shown = cut(text);
  bool isJson = text[0] == '{' || text[0] == '[';
  std::string result = "<h5>" + escapeXml(title) + "</h5><pre>" +
                       escapeXml(isJson ? Indenter().run(shown) : std::string(shown)) + "</pre>";
  if (shown.size() < text.size())
    result += "<p class=\"more\">" + std::to_string(text.size() - shown.size()) +
              " bytes more are not shown.</p>";
  return result + "\n";
}

std::string duration(int64_t ms) {
  if (ms < 1000)
    return std::to_string(ms) + " ms";
  if (ms < 60'000) {
    std::array<char, 32> text;
    std::snprintf(text.data(), text.size(), "%.1f s", static_cast<double>(ms) / 1000);
    return text.data();
  }
  int64_t seconds = ms / 1000;
  auto two = [](int64_t large, const char *largeUnit, int64_t small, const char *smallUnit) {
    return std::to_string(large) + largeUnit +
           (small == 0 ? "" : " " + std::to_string(small) + smallUnit);
  };
  if (seconds < 3600)
    return two(seconds / 60, " min", seconds % 60, " s");
  if (seconds < 86'400)
    return two(seconds / 3600, " h", seconds % 3600 / 60, " min");
  return two(seconds / 86'400, " d", seconds % 86'400 / 3600, " h");
}

} // namespace aslc::report::run
