// The parser of properties.
#include "compiler/analysis/properties/property.h"

#include "runtime/support/number_text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace aslc::analysis::properties {

namespace {

struct Token {
  std::string_view text; ///< without quotes
  size_t begin, end;     ///< with them
  bool isQuoted = false;

  bool is(std::string_view word) const { return !isQuoted && text == word; }
};

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view forms =
    "expected `never A`, `never A before B`, `never A after B`, `always A`, `at most 1 of A`, "
    "`A leads to B`, `A only after B`, `option to complete`, `proper completion`, "
    "`no dead states` or `no livelock`";
constexpr std::array<std::string_view, 13> words = {
    "always", "never", "before",  "after",     "at",     "most", "of",
    "leads",  "only",  "entered", "succeeded", "failed", "or"};

class Parser {
public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::variant<Property, SyntaxError> parse() {
    split();
    if (!error_)
      property();
    if (!error_ && at_ < tokens_.size())
      fail("`" + std::string(tokens_[at_].text) + "` is one word too many", tokens_[at_]);
    if (error_)
      return std::move(*error_);
    size_t begin = std::min(text_.find_first_not_of(blanks), text_.size());
    made_.text = text_.substr(begin, text_.find_last_not_of(blanks) + 1 - begin);
    return std::move(made_);
  }

private:
  void split() {
    for (size_t at = text_.find_first_not_of(blanks); at < text_.size();
         at = text_.find_first_not_of(blanks, at)) {
      char quote = text_[at];
      if (quote != '"' && quote != '\'' && quote != '`') {
        size_t end = std::min(text_.find_first_of(blanks, at), text_.size());
        tokens_.push_back({text_.substr(at, end - at), at, end});
        at = end;
        continue;
      }
      size_t close = text_.find(quote, at + 1);
      if (close == text_.npos)
        return fail("the quote is not closed", {{}, at, text_.size()});
      tokens_.push_back({text_.substr(at + 1, close - at - 1), at, close + 1, true});
      at = close + 1;
    }
  }

  void property() {
    using enum Property::Form;
    if (tokens_.empty())
      return fail(std::string(forms), {{}, 0, text_.size()});
    if (take({"option", "to", "complete"}))
      made_.form = OptionToComplete;
    else if (take({"proper", "completion"}))
      made_.form = ProperCompletion;
    else if (take({"no", "dead", "states"}))
      made_.form = NoDeadStates;
    else if (take({"no", "livelock"}))
      made_.form = NoLivelock;
    else if (take({"always"}))
      made_.form = Always, made_.steps = steps();
    else if (take({"never"}))
      never();
    else if (take({"at", "most"}))
      atMost();
    else
      pair();
  }

  void never() {
    made_.form = Property::Form::Never;
    made_.steps = steps();
    bool isBefore = take({"before"});
    if (!isBefore && !take({"after"}))
      return;
    made_.form = isBefore ? Property::Form::OnlyAfter : Property::Form::NeverAfter;
    made_.others = steps();
  }

  void atMost() {
    made_.form = Property::Form::AtMost;
    constexpr uint32_t largest = 1000;
    Token token = here();
    std::optional<uint32_t> most = asl::parseNumber<uint32_t>(token.text);
    if (token.isQuoted || !most || *most > largest)
      return fail("expected a number up to " + std::to_string(largest) + " after `at most`", token);
    made_.most = *most;
    ++at_;
    if (!take({"of"}))
      return fail("expected `of` after the number", here());
    made_.steps = steps();
  }

  void pair() {
    made_.steps = steps();
    if (error_)
      return;
    if (take({"leads", "to"}))
      made_.form = Property::Form::LeadsTo;
    else if (take({"only", "after"}))
      made_.form = Property::Form::OnlyAfter;
    else
      return fail(at_ < tokens_.size() ? "expected `leads to` or `only after` here"
                                       : std::string(forms),
                  here());
    made_.others = steps();
  }

  std::vector<StepName> steps() {
    std::vector<StepName> list;
    do
      list.push_back(step());
    while (!error_ && take({"or"}));
    return list;
  }

  StepName step() {
    Token token = here();
    if (at_ == tokens_.size() ||
        (!token.isQuoted && std::find(words.begin(), words.end(), token.text) != words.end())) {
      fail("expected the name of a state; one with blanks, or one that is a word of this language, "
           "stands in quotes",
           token);
      return {};
    }
    ++at_;
    StepName step{std::string(token.text), Phase::Entered, token.begin, token.end};
    if (take({"succeeded"}))
      step.phase = Phase::Succeeded;
    else if (take({"failed"}))
      step.phase = Phase::Failed;
    else
      take({"entered"});
    return step;
  }

  /// Goes on after `expected`, if these words come next.
  bool take(std::initializer_list<std::string_view> expected) {
    size_t at = at_;
    for (std::string_view word : expected)
      if (at == tokens_.size() || !tokens_[at++].is(word))
        return false;
    at_ = at;
    return true;
  }

  /// The next token; after the last one an empty one at the end of the text.
  Token here() const {
    return at_ < tokens_.size() ? tokens_[at_] : Token{{}, text_.size(), text_.size()};
  }

  void fail(std::string message, const Token &token) {
    if (!error_)
      error_ = SyntaxError{std::move(message), token.begin, token.end};
  }

  std::string_view text_;
  std::vector<Token> tokens_;
  size_t at_ = 0;
  Property made_;
  std::optional<SyntaxError> error_;
};

} // namespace

std::variant<Property, SyntaxError> parseProperty(std::string_view text) {
  return Parser(text).parse();
}

} // namespace aslc::analysis::properties
