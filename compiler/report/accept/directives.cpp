// Directives in the comments of a definition.
#include "compiler/report/accept/allowed.h"
#include "compiler/report/accept/kind_names.h"

#include <algorithm>

namespace aslc::report {

namespace {

using source::Node;

constexpr std::string_view mark = "aslc: allow ";

struct Directive {
  std::vector<diag::Kind> kinds;
  source::Range scope; ///< findings that begin in it are allowed
  source::Range range; ///< of the comment
  bool used = false;
};

/// Finds the directives in the places where the language has comments.
class DirectiveReader {
public:
  DirectiveReader(const source::Tree &tree, diag::Engine &diagnostics)
      : tree_(tree), diagnostics_(diagnostics) {}

  std::vector<Directive> read() {
    if (tree_.root)
      machine(*tree_.root, {0, static_cast<uint32_t>(tree_.file->text().size())});
    return std::move(found_);
  }

private:
  void machine(const Node &node, source::Range scope) {
    comment(node, scope);
    const source::Member *states = node.find("States");
    if (states)
      for (const source::Member &state : states->value->members)
        this->state(*state.value, {state.keyRange.begin, state.value->range.end});
  }

  void state(const Node &node, source::Range scope) {
    comment(node, scope);
    for (std::string_view list : {"Choices", "Retry", "Catch"})
      if (const source::Member *member = node.find(list))
        for (const Node *item : member->value->items)
          comment(*item, item->range);
    if (const source::Member *branches = node.find("Branches"))
      for (const Node *branch : branches->value->items)
        machine(*branch, branch->range);
    for (std::string_view processor : {"ItemProcessor", "Iterator"})
      if (const source::Member *member = node.find(processor))
        machine(*member->value, member->value->range);
  }

  void comment(const Node &node, source::Range scope) {
    const source::Member *comment = node.find("Comment");
    if (!comment || !comment->value->is(Node::Kind::String))
      return;
    std::string_view text = comment->value->text;
    for (size_t at = text.find(mark); at != text.npos; at = text.find(mark, at)) {
      at += mark.size();
      size_t end = std::min({text.find('\n', at), text.find("aslc:", at), text.size()});
      directive(text.substr(at, end - at), *comment->value, scope);
    }
  }

  /// `KIND, KIND because REASON`.
  void directive(std::string_view text, const Node &comment, source::Range scope) {
    constexpr std::string_view because = " because ";
    size_t end = text.find(because);
    bool hasReason =
        end != text.npos && text.find_first_not_of(" .", end + because.size()) != text.npos;
    if (!hasReason) {
      diagnostics_.emit(comment.range, diag::Kind::BadSuppression, {"the directive has no reason"})
          .hint("write `aslc: allow KIND because REASON`");
      return;
    }
    Directive directive{{}, scope, comment.range};
    for (std::string_view name : namesIn(text.substr(0, end)))
      if (auto kind = kindFor(name, comment.range, diagnostics_))
        directive.kinds.push_back(*kind);
    if (!directive.kinds.empty())
      found_.push_back(std::move(directive));
  }

  const source::Tree &tree_;
  diag::Engine &diagnostics_;
  std::vector<Directive> found_;
};

bool allows(Directive &directive, const diag::Diagnostic &diagnostic) {
  bool inside = directive.scope.begin <= diagnostic.range.begin &&
                diagnostic.range.begin < directive.scope.end;
  return inside && std::find(directive.kinds.begin(), directive.kinds.end(), diagnostic.kind) !=
                       directive.kinds.end();
}

} // namespace

size_t applyDirectives(const source::Tree &tree, diag::Engine &diagnostics,
                       const std::function<bool(diag::Kind)> &isShown) {
  if (tree.file->text().find(mark) == std::string_view::npos)
    return 0;
  std::vector<Directive> directives = DirectiveReader(tree, diagnostics).read();
  size_t before = diagnostics.all().size();
  // Each that allows the finding counts as used.
  diagnostics.retain([&](const diag::Diagnostic &diagnostic) {
    bool allowed = false;
    for (Directive &directive : directives)
      if (allows(directive, diagnostic))
        directive.used = allowed = true;
    return !allowed;
  });
  size_t removed = before - diagnostics.all().size();
  for (const Directive &directive : directives)
    if (!directive.used && !diagnostics.hasErrors() &&
        std::all_of(directive.kinds.begin(), directive.kinds.end(), isShown))
      diagnostics.emit(directive.range, diag::Kind::UnusedSuppression, {listOf(directive.kinds)});
  return removed;
}

} // namespace aslc::report
