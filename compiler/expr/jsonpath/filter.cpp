// Filters, `[?(...)]`, as Jayway 2.0.0 reads them: text is cut at `&&` and `||` wherever they
// stand, then at the first comparison sign; parentheses do not group; an operand that is not a path
// is text. Operands are evaluated from the last to the first.
#include "compiler/expr/jsonpath/token.h"
#include "runtime/expr/regex.h"

#include <algorithm>
#include <string>
#include <utility>

namespace aslc::jsonpath {
namespace {

using Filters = std::vector<std::unique_ptr<Filter>>;

/// The limit keeps the generated function of a filter small.
constexpr size_t kMostCriteria = 1000;

/// Trims characters of `set` from both ends of `text`.
std::string_view stripped(std::string_view text, std::string_view first, std::string_view last) {
  while (!text.empty() && first.find(text.front()) != std::string_view::npos)
    text.remove_prefix(1);
  while (!text.empty() && last.find(text.back()) != std::string_view::npos)
    text.remove_suffix(1);
  return text;
}

class FilterParser {
public:
  explicit FilterParser(std::string_view text) : text_(text) {}

  std::variant<std::unique_ptr<Filter>, Error> run() {
    std::string_view rest = trimmed(text_.substr(1, text_.size() - 2));
    if (!rest.starts_with('?'))
      return fail("a filter is written `[?(...)]`", rest);
    rest = trimmed(rest.substr(1));
    if (rest.size() < 2 || !rest.starts_with('(') || !rest.ends_with(')'))
      return fail("a filter is written `[?(...)]`", rest);
    std::unique_ptr<Filter> filter = alternatives(trimmed(rest.substr(1, rest.size() - 2)));
    if (error_)
      return std::move(*error_);
    return filter;
  }

private:
  /// The first failure is the one reported.
  Error fail(std::string message, std::string_view at) {
    if (!error_)
      error_ = Error{static_cast<size_t>(at.data() - text_.data()), std::move(message)};
    return *error_;
  }

  /// The criteria of `text` between `&&` and `||`, as an Or of Ands, the last first.
  std::unique_ptr<Filter> alternatives(std::string_view text) {
    Filters groups, group;
    for (size_t count = 1; !error_; ++count) {
      size_t end = nextSign(text);
      if (count > kMostCriteria)
        fail("a filter has at most " + std::to_string(kMostCriteria) + " conditions", text);
      group.push_back(criterion(text.substr(0, end)));
      if (end == std::string_view::npos || text[end] == '|')
        groups.push_back(combined(Filter::Kind::And, std::exchange(group, {})));
      if (end == std::string_view::npos)
        break;
      char sign = text[end];
      text = text.substr(end + 2);
      if (text.starts_with(sign))
        fail("an operand is expected here", text);
    }
    return combined(Filter::Kind::Or, std::move(groups));
  }

  /// The first `&&` or `||`.
  static size_t nextSign(std::string_view text) {
    for (size_t at = 0; (at = text.find_first_of("&|", at)) != std::string_view::npos; ++at)
      if (at + 1 < text.size() && text[at + 1] == text[at])
        return at;
    return std::string_view::npos;
  }

  /// The operands in the order of their evaluation.
  static std::unique_ptr<Filter> combined(Filter::Kind kind, Filters operands) {
    if (operands.size() == 1)
      return std::move(operands.front());
    std::reverse(operands.begin(), operands.end());
    auto filter = std::make_unique<Filter>();
    filter->kind = kind;
    filter->operands = std::move(operands);
    return filter;
  }

  std::unique_ptr<Filter> criterion(std::string_view text) {
    auto filter = std::make_unique<Filter>();
    std::string_view body = stripped(trimmed(text), "[?( ", ") ");
    size_t at = std::string_view::npos;
    for (std::string_view sign : {"==", ">=", "<=", "!=", "<", ">", "=~"})
      if (at = body.find(sign); at != std::string_view::npos) {
        filter->op = sign;
        break;
      }
    if (at == std::string_view::npos)
      return existence(std::move(filter), trimmed(body));
    filter->kind = Filter::Kind::Compare;
    std::string_view left = trimmed(body.substr(0, at));
    if (left.starts_with("!@"))
      left.remove_prefix(1); // Jayway passes over the `!` of a comparison
    filter->left = operand(left);
    filter->right = operand(trimmed(body.substr(at + filter->op.size())));
    arrangeRegex(*filter, body);
    return filter;
  }

  /// `@.a` and `!@.a`. Jayway applies these, even `$.a`, to the item.
  std::unique_ptr<Filter> existence(std::unique_ptr<Filter> filter, std::string_view text) {
    bool negated = text.starts_with("!@");
    filter->left = operand(negated ? text.substr(1) : text);
    if (filter->left.kind != Operand::Kind::Path) {
      fail("a comparison or a path is expected here", text);
      return filter;
    }
    filter->left.path->root = Root::Current;
    if (!negated)
      return filter;
    Filters operands;
    operands.push_back(std::move(filter));
    auto result = std::make_unique<Filter>();
    result->kind = Filter::Kind::Not;
    result->operands = std::move(operands);
    return result;
  }

  Operand operand(std::string_view text) {
    Operand operand;
    if (text.starts_with('$') || text.starts_with('@')) {
      operand.kind = Operand::Kind::Path;
      operand.path = std::make_unique<Path>();
      auto path = parseOperandPath(text);
      if (auto *error = std::get_if<Error>(&path))
        fail(error->message, text.substr(std::min(error->offset, text.size())));
      else
        *operand.path = std::move(std::get<Path>(path));
    } else if (text.starts_with("!@")) {
      fail("`!` negates a test of existence only, as in `[?(!@.a)]`", text);
    } else if (text.starts_with('\'') && text.ends_with('\'')) {
      if (text.size() == 1)
        fail("the text is not closed by an apostrophe", text);
      else
        operand.text = text.substr(1, text.size() - 2);
    } else if (text.starts_with('/') && (text.ends_with('/') || text.ends_with("/i"))) {
      regex(text, operand);
    } else {
      operand.text = text;
    }
    return operand;
  }

  void regex(std::string_view text, Operand &operand) {
    operand.kind = Operand::Kind::Regex;
    operand.ignoreCase = text.ends_with('i');
    size_t end = text.rfind('/');
    if (end == 0) {
      fail("the regular expression is not closed by `/`", text);
      return;
    }
    operand.text = text.substr(1, end - 1);
    if (std::string error = asl::regexError(operand.text, operand.ignoreCase); !error.empty())
      fail("this regular expression cannot be used: " + error, text);
  }

  /// Puts the regular expression of `=~` on the right; anywhere else it is a value that equals
  /// nothing.
  void arrangeRegex(Filter &filter, std::string_view body) {
    bool matches = filter.op == "=~";
    if (matches && filter.left.kind == Operand::Kind::Regex)
      std::swap(filter.left, filter.right);
    if (matches && filter.right.kind != Operand::Kind::Regex)
      fail("`=~` compares with a regular expression, `/.../`", body);
    if (filter.left.kind == Operand::Kind::Regex)
      filter.left.kind = matches ? Operand::Kind::String : Operand::Kind::Array;
    if (!matches && filter.right.kind == Operand::Kind::Regex)
      filter.right.kind = Operand::Kind::Array;
  }

  std::string_view text_;
  std::optional<Error> error_;
};

} // namespace

std::variant<std::unique_ptr<Filter>, Error> parseFilter(std::string_view text) {
  return FilterParser(text).run();
}

} // namespace aslc::jsonpath
