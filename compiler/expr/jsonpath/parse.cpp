// The roots of a path (`$`, `$$`, `$name`, `@`) and reference paths; what comes after the root is
// tokenized.
#include "compiler/expr/jsonpath/token.h"
#include "runtime/support/number_text.h"

#include <string>
#include <utility>

namespace aslc::jsonpath {
namespace {

/// A byte of a variable's name: a letter, digit or underscore of ASCII, or part of any other
/// character. (That these form an identifier is checked where the variable is assigned.)
bool isNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Sets the root of `path` from its text; returns how many bytes precede the steps.
size_t readRoot(std::string_view text, Path &path) {
  if (text.starts_with("$$")) {
    path.root = Root::Context;
    return 2;
  }
  size_t end = 1;
  while (end < text.size() && isNameByte(text[end]))
    ++end;
  if (end == 1 || (text[1] >= '0' && text[1] <= '9'))
    return 1;
  path.root = Root::Variable;
  path.variable = text.substr(1, end - 1);
  return end;
}

/// The maximum depth of JSON in the runtime: a longer path finds nothing and must not create deeper
/// values.
constexpr size_t kMostSteps = 1000;

class ReferenceParser {
public:
  ReferenceParser(std::string_view text, size_t at) : text_(text), at_(at) {}

  std::variant<std::vector<Step>, Error> run() {
    while (at_ < text_.size() && !error_) {
      if (text_[at_] == '.')
        dotName();
      else if (text_[at_] == '[')
        bracket();
      else
        fail("`.` or `[` is expected here");
    }
    if (!error_ && steps_.size() > kMostSteps)
      fail("a path has at most 1000 levels");
    if (error_)
      return std::move(*error_);
    if (auto *last = steps_.empty() ? nullptr : std::get_if<NamesStep>(&steps_.back().kind))
      last->missing = NamesStep::Missing::Last;
    return std::move(steps_);
  }

private:
  void fail(std::string message) { error_ = Error{at_, std::move(message)}; }

  void add(std::string name) {
    NamesStep names;
    names.names.push_back(std::move(name));
    names.missing = NamesStep::Missing::Raise;
    steps_.push_back(Step{std::move(names)});
  }

  void dotName() {
    ++at_;
    std::string name;
    for (; at_ < text_.size() && text_[at_] != '.' && text_[at_] != '['; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size())
        ++at_;
      else if (std::string_view("@,:?* ]").find(text_[at_]) != std::string_view::npos)
        return fail("a reference path holds names and indexes only");
      name += text_[at_];
    }
    if (name.empty() && (steps_.empty() || at_ == text_.size() || text_[at_] != '['))
      return fail("a name is expected after `.`");
    if (!name.empty())
      add(std::move(name));
  }

  void bracket() {
    size_t end = text_.find(']', at_);
    if (end == std::string_view::npos)
      return fail("the bracket is not closed");
    std::string_view inside = trimmed(text_.substr(at_ + 1, end - at_ - 1));
    if (inside.starts_with('\'')) {
      end = text_.find("']", text_.find('\'', at_) + 1);
      if (end == std::string_view::npos)
        return fail("the name is not closed by an apostrophe");
      size_t start = text_.find('\'', at_) + 1;
      std::string_view name = text_.substr(start, end - start);
      if (name.find('\'') != std::string_view::npos)
        return fail("a reference path takes one name at a time");
      add(std::string(name));
      at_ = end + 2;
      return;
    }
    std::optional<int32_t> index = asl::parseNumber<int32_t>(inside);
    if (!index)
      return fail("a reference path holds names and indexes only");
    steps_.push_back(Step{Indexes{{*index}}});
    at_ = end + 1;
  }

  std::string_view text_;
  size_t at_;
  std::vector<Step> steps_;
  std::optional<Error> error_;
};

} // namespace

std::variant<Path, Error> parseOperandPath(std::string_view text) {
  auto tokens = tokenize(text, true);
  if (auto *error = std::get_if<Error>(&tokens))
    return std::move(*error);
  Path path;
  path.root = text.front() == '@' ? Root::Current : Root::Document;
  path.text = text;
  path.steps = link(std::move(std::get<0>(tokens)));
  if (!path.definite())
    return Error{0, "a path inside a filter must lead to one value"};
  return path;
}

std::variant<Path, Error> parse(std::string_view text) {
  std::string_view trimmedText = trimmed(text);
  size_t before = static_cast<size_t>(trimmedText.data() - text.data());
  if (!trimmedText.starts_with('$'))
    return Error{before, "a path begins with `$`"};
  Path path;
  path.text = text;
  size_t rootLength = readRoot(trimmedText, path);
  std::string steps = "$" + std::string(trimmedText.substr(rootLength));
  auto tokens = tokenize(steps, false);
  if (auto *error = std::get_if<Error>(&tokens))
    return Error{before + rootLength - 1 + error->offset, std::move(error->message)};
  path.steps = link(std::move(std::get<0>(tokens)));
  return path;
}

std::variant<Path, Error> parseReference(std::string_view text) {
  if (!text.starts_with('$'))
    return Error{0, "a path begins with `$`"};
  Path path;
  path.text = text;
  size_t rootLength = readRoot(text, path);
  auto steps = ReferenceParser(text, rootLength).run();
  if (auto *error = std::get_if<Error>(&steps))
    return std::move(*error);
  path.steps = std::move(std::get<0>(steps));
  return path;
}

} // namespace aslc::jsonpath
