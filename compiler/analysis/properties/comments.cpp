#include "compiler/analysis/properties/comments.h"

#include "compiler/ast/walk.h"

#include <algorithm>

namespace aslc::analysis::properties {

namespace {

constexpr std::string_view mark = "aslc: property ";

class Reader {
public:
  Reader(const source::Tree &tree, diag::Engine &diags) : tree_(tree), diags_(diags) {}

  void comment(const ast::Text &comment) {
    if (!comment || !comment->node || !comment->node->is(source::Node::Kind::String))
      return;
    std::string_view text = comment->node->text;
    for (size_t at = text.find(mark); at != text.npos; at = text.find(mark, at)) {
      at += mark.size();
      size_t end = std::min({text.find('\n', at), text.find("aslc:", at), text.size()});
      property(*comment->node, at, text.substr(at, end - at));
    }
  }

  std::vector<CommentProperty> found;

private:
  void property(const source::Node &comment, size_t offset, std::string_view text) {
    auto read = parseProperty(text);
    if (const auto *error = std::get_if<SyntaxError>(&read)) {
      diags_.emit(tree_.partOrAll(comment, offset + error->begin, offset + error->end),
                  diag::Kind::BadProperty, {error->message});
      return;
    }
    found.push_back({std::get<Property>(std::move(read)),
                     tree_.partOrAll(comment, offset, offset + text.size()), &tree_, &comment,
                     offset});
  }

  const source::Tree &tree_;
  diag::Engine &diags_;
};

} // namespace

source::Range CommentProperty::rangeOf(const StepName &step) const {
  return tree->partOrAll(*comment, offset + step.begin, offset + step.end);
}

std::vector<CommentProperty> propertiesInComments(const ast::Machine &machine,
                                                  diag::Engine &diags) {
  if (diags.file().text().find(mark) == std::string_view::npos)
    return {};
  Reader reader(*machine.tree, diags);
  ast::forEachMachine(machine, [&](const ast::Machine &flow) {
    reader.comment(flow.comment);
    for (const ast::State &state : flow.states)
      reader.comment(state.comment);
  });
  return std::move(reader.found);
}

void reportUnknown(const StepName &step, const StateNames &names, source::Range range,
                   diag::Engine &diags) {
  auto report = diags.emit(range, diag::Kind::BadProperty, {"`" + step.name + "` is not a state"});
  if (auto meant = names.meantBy(step.name))
    report.didYouMean(step.name, *meant);
}

} // namespace aslc::analysis::properties
