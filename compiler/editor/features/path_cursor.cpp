#include "compiler/editor/features/path_cursor.h"

#include <algorithm>
#include <cctype>

namespace aslc::editor {

namespace {

bool isNameByte(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c < 0; }

class Reader {
public:
  explicit Reader(std::string_view text) : text_(text) {}

  PathCursor read() {
    expression({}, false);
    return std::move(cursor_);
  }

private:
  bool atEnd() const { return at_ >= text_.size(); }
  std::string_view nameHere(bool allowHyphen) {
    size_t begin = at_;
    while (!atEnd() && (isNameByte(text_[at_]) || (allowHyphen && text_[at_] == '-')))
      ++at_;
    return text_.substr(begin, at_ - begin);
  }

  /// Past a text in quotes; false when the cursor is in it.
  bool quoted(std::string *content) {
    char quote = text_[at_++];
    for (; !atEnd() && text_[at_] != quote; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size())
        ++at_;
      if (content)
        *content += text_[at_];
    }
    if (atEnd())
      return nothing();
    ++at_;
    return true;
  }

  bool nothing() {
    cursor_ = {};
    cursor_.isNothing = true;
    at_ = text_.size();
    return false;
  }

  /// Paths, calls and comparisons up to the end, or to the bracket that ends a filter. `item`: the
  /// root and the names that lead to what `@` is. False when the cursor was found in it.
  bool expression(const PathCursor &item, bool isFilter) {
    constexpr unsigned mostDepth = 64;
    if (++depth_ > mostDepth)
      return nothing();
    while (!atEnd()) {
      char c = text_[at_];
      if (c == '\'' || c == '"') {
        if (!quoted(nullptr))
          return false;
      } else if (c == '$' || (c == '@' && isFilter)) {
        if (!path(item))
          return false;
      } else if (isNameByte(c)) {
        std::string word(nameHere(false));
        bool isCall = word == "States" && !atEnd() && text_[at_] == '.';
        if (isCall) {
          ++at_;
          word = nameHere(false);
        }
        if (atEnd() && !isFilter) {
          cursor_ = {};
          cursor_.root = isCall ? "States" : "";
          cursor_.last = word;
          cursor_.hasDot = isCall;
          return false;
        }
      } else if (c == ']' && isFilter) {
        --depth_;
        return true;
      } else {
        ++at_;
      }
    }
    cursor_ = {};
    cursor_.isNothing = isFilter;
    return false;
  }

  bool path(const PathCursor &item) {
    PathCursor path;
    if (text_[at_] == '@') {
      path = item;
      ++at_;
      if (atEnd())
        return nothing();
    } else {
      size_t begin = at_++;
      bool isContext = !atEnd() && text_[at_] == '$';
      at_ += isContext;
      nameHere(false);
      path.root = text_.substr(begin, at_ - begin);
      if (atEnd()) {
        path.last = path.root;
        path.root = isContext ? "$$" : "$";
        cursor_ = std::move(path);
        return false;
      }
    }
    while (!atEnd() && (text_[at_] == '.' || text_[at_] == '['))
      if (!(text_[at_] == '.' ? member(path) : bracket(path)))
        return false;
    if (!atEnd())
      return true;
    return nothing(); // behind a bracket
  }

  bool member(PathCursor &path) {
    ++at_;
    if (!atEnd() && text_[at_] == '.') { // any depth
      path.names.emplace_back("..");
      ++at_;
      if (atEnd())
        return nothing();
    }
    if (!atEnd() && text_[at_] == '*') {
      ++at_;
      path.names.emplace_back("*");
      return atEnd() ? nothing() : true;
    }
    if (!atEnd() && text_[at_] == '[')
      return true;
    std::string name(nameHere(true));
    if (atEnd()) {
      path.hasDot = true;
      return found(path, std::move(name));
    }
    path.names.push_back(std::move(name));
    return true;
  }

  /// The cursor is at `name`, a member of `path`.
  bool found(PathCursor &path, std::string name) {
    bool isDeep = std::find(path.names.begin(), path.names.end(), "..") != path.names.end();
    if (isDeep)
      return nothing();
    path.last = std::move(name);
    cursor_ = std::move(path);
    at_ = text_.size();
    return false;
  }

  bool bracket(PathCursor &path) {
    size_t begin = ++at_;
    std::string name = "[]";
    if (atEnd() || text_[at_] == '\'' || text_[at_] == '"') {
      name.clear();
      if (atEnd() || !quoted(&name)) {
        path.hasBracket = true;
        return found(path, std::string(text_.substr(begin)));
      }
    } else if (!atEnd() && text_[at_] == '?') {
      PathCursor item = path;
      item.names.emplace_back("[]");
      if (!expression(item, true))
        return false;
    }
    size_t end = text_.find(']', at_);
    if (end == text_.npos)
      return nothing();
    at_ = end + 1;
    path.names.push_back(std::move(name));
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
  unsigned depth_ = 0; ///< of filters in filters
  PathCursor cursor_;
};

} // namespace

PathCursor pathCursorAt(std::string_view before) { return Reader(before).read(); }

} // namespace aslc::editor
