// The names that a JSONata expression binds itself. They are read off its tokens, so that this also
// works for an expression that is being written.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::editor {

struct Local {
  enum class Kind : uint8_t {
    Parameter, ///< of a function
    Assigned,  ///< by `:=`
    Focus,     ///< by `@`: an item of a path
    Index      ///< by `#`: the number of an item
  };
  Kind kind;
  std::string name;     ///< without `$`
  size_t begin;         ///< of its `$`, in the expression
  size_t scope;         ///< in which it can be read
  size_t valueBegin;    ///< Assigned: where its value begins; else 0
  size_t valueEnd;      ///< Assigned: where its value ends; Focus, Index: where it can be read last
  size_t parameter = 0; ///< which one it is, from 0
};

class Locals {
public:
  explicit Locals(std::string_view expression);
  Locals(const Locals &) = delete;
  Locals &operator=(const Locals &) = delete;

  /// A part of the expression in which names can be bound. Those of an inner one hide others.
  struct Scope {
    size_t begin, end; ///< the end of the text where it is not closed
    size_t outer;      ///< the scope around it; itself for the whole expression
    bool isFunction;
  };
  const std::vector<Scope> &scopes() const { return scopes_; }
  /// In the order of the text.
  const std::vector<Local> &all() const { return locals_; }
  /// A name with `$` anywhere in the expression.
  struct Use {
    size_t begin; ///< of its `$`
    std::string name;
    /// The scope that binds it; `unbound` for one that the expression does not bind. Names of one
    /// scope that are alike are one variable.
    size_t scope;
    bool binds; ///< it gets its value here
  };
  static constexpr size_t unbound = static_cast<size_t>(-1);
  /// In the order of the text.
  std::vector<Use> uses() const;
  /// What `$name` means at `offset`; null where it is not bound by the expression.
  const Local *find(std::string_view name, size_t offset) const;
  /// All that can be read at `offset`, by name.
  std::vector<const Local *> at(size_t offset) const;

private:
  size_t scopeAt(size_t offset) const;

  std::vector<Scope> scopes_;
  std::vector<Local> locals_;
  std::map<std::string, std::vector<const Local *>, std::less<>> byName_;
  std::vector<Use> uses_; ///< without their scopes
};

} // namespace aslc::editor
