#include "compiler/editor/language/locals.h"

#include "compiler/expr/jsonata/lexer.h"

#include <algorithm>
#include <utility>

namespace aslc::editor {

namespace {

using jsonata::Token;

/// Follows the brackets of an expression.
class Reader {
public:
  Reader(std::string_view text, std::vector<Locals::Scope> &scopes, std::vector<Local> &locals,
         std::vector<Locals::Use> &uses)
      : scopes_(scopes), locals_(locals), uses_(uses) {
    scopes_.push_back({0, text.npos, 0, false});
    jsonata::Lexer lexer(text);
    Token token = lexer.next(false);
    while (token.kind != Token::Kind::End) {
      Token next = lexer.next(token.endsOperand());
      take(token, next);
      last_ = std::exchange(token, std::move(next));
    }
  }

private:
  struct Bracket {
    bool opensScope = false;
    bool isParameters = false; ///< those of a function, whose scope goes on to the end of its body
    size_t parameters = 0;
  };

  void open(bool isFunction, size_t begin) {
    scopes_.push_back({begin, std::string_view::npos, current_, isFunction});
    current_ = scopes_.size() - 1;
  }

  void take(const Token &token, const Token &next) {
    if (token.kind == Token::Kind::Variable)
      return variable(token, next);
    if (token.kind != Token::Kind::Operator)
      return;
    if (token.is("(") || token.is("[") || token.is("{")) {
      Bracket bracket;
      bool isFunction =
          last_.kind == Token::Kind::Name && (last_.text == "function" || last_.text == "\xCE\xBB");
      if (token.is("(") && isFunction) {
        bracket.isParameters = true;
        open(true, token.begin);
      } else if (token.is("{") && afterParameters_) {
        bracket.opensScope = true; // the body, in the scope of the parameters
        afterParameters_ = false;
      } else if (token.is("(") && !last_.endsOperand()) {
        bracket.opensScope = true;
        open(false, token.begin);
      }
      brackets_.push_back(bracket);
    } else if (token.is(")") || token.is("]") || token.is("}")) {
      close(token);
    } else if (token.is(";") || token.is(",")) {
      endValues(token.begin);
      if (!brackets_.empty() && brackets_.back().isParameters)
        ++brackets_.back().parameters;
    }
  }

  void close(const Token &token) {
    if (brackets_.empty())
      return;
    Bracket bracket = brackets_.back();
    endValues(token.begin);
    brackets_.pop_back();
    if (bracket.isParameters)
      afterParameters_ = true;
    if (bracket.opensScope) {
      scopes_[current_].end = token.position;
      current_ = scopes_[current_].outer;
    }
  }

  void variable(const Token &token, const Token &next) {
    if (token.text.empty() || token.text == "$")
      return;
    uses_.push_back({token.begin, token.text, Locals::unbound, false});
    Local local{Local::Kind::Parameter, token.text, token.begin, current_, 0,
                std::string_view::npos};
    if (!brackets_.empty() && brackets_.back().isParameters) {
      local.parameter = brackets_.back().parameters;
    } else if (next.is(":=")) {
      local.kind = Local::Kind::Assigned;
      local.valueBegin = next.position;
    } else if (last_.is("@") || last_.is("#")) {
      local.kind = last_.is("@") ? Local::Kind::Focus : Local::Kind::Index;
    } else {
      return;
    }
    uses_.back().binds = true;
    if (local.kind != Local::Kind::Parameter)
      open_.push_back({locals_.size(), brackets_.size()});
    locals_.push_back(std::move(local));
  }

  /// The values and paths that are written within the innermost bracket end here.
  void endValues(size_t at) {
    while (!open_.empty() && open_.back().depth >= brackets_.size()) {
      locals_[open_.back().local].valueEnd = at;
      open_.pop_back();
    }
  }

  struct OpenValue {
    size_t local, depth;
  };
  std::vector<Locals::Scope> &scopes_;
  std::vector<Local> &locals_;
  std::vector<Locals::Use> &uses_;
  std::vector<Bracket> brackets_;
  std::vector<OpenValue> open_;
  size_t current_ = 0;
  Token last_;
  bool afterParameters_ = false;
};

} // namespace

Locals::Locals(std::string_view expression) {
  Reader(expression, scopes_, locals_, uses_);
  for (const Local &local : locals_)
    byName_[local.name].push_back(&local);
}

/// The innermost scope: scopes are in the order in which they begin, and one that is open where
/// another begins is around it.
size_t Locals::scopeAt(size_t offset) const {
  auto behind = std::partition_point(scopes_.begin() + 1, scopes_.end(),
                                     [&](const Scope &scope) { return scope.begin < offset; });
  auto found = static_cast<size_t>(behind - scopes_.begin()) - 1;
  while (found != 0 && offset >= scopes_[found].end)
    found = scopes_[found].outer;
  return found;
}

namespace {

/// Whether a name of a scope around `offset` is bound there. `isLater`: within a function, which
/// may be called when all names around it are bound.
bool isBound(const Local &local, size_t offset, bool isLater) {
  switch (local.kind) {
  case Local::Kind::Parameter:
    return true;
  case Local::Kind::Assigned: // not in its own value
    return isLater || offset == local.begin || offset > local.valueEnd;
  default:
    return offset >= local.begin && offset < local.valueEnd;
  }
}

} // namespace

const Local *Locals::find(std::string_view name, size_t offset) const {
  auto known = byName_.find(name);
  if (known == byName_.end())
    return nullptr;
  bool isLater = false;
  for (size_t scope = scopeAt(offset);; scope = scopes_[scope].outer) {
    const Local *found = nullptr; // what is bound further in hides it
    for (const Local *local : known->second)
      if (local->scope == scope && isBound(*local, offset, isLater) &&
          (local->begin <= offset || !found))
        found = local;
    if (found || scope == 0)
      return found;
    isLater |= scopes_[scope].isFunction;
  }
}

std::vector<const Local *> Locals::at(size_t offset) const {
  std::vector<const Local *> all;
  for (const auto &[name, locals] : byName_)
    if (const Local *local = find(name, offset))
      all.push_back(local);
  return all;
}

std::vector<Locals::Use> Locals::uses() const {
  std::vector<Use> uses = uses_;
  for (Use &use : uses)
    if (const Local *local = find(use.name, use.begin))
      use.scope = local->scope;
  return uses;
}

} // namespace aslc::editor
