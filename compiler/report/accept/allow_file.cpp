// The list `allow` of a file `aslc.yaml`.
#include "compiler/diag/faults.h"
#include "compiler/report/accept/allowed.h"
#include "compiler/report/accept/kind_names.h"
#include "compiler/report/findings/place.h"

#include <algorithm>

namespace aslc::report {

namespace {

using source::Node;

/// Whether `state`, one or more names joined by `/`, stands in the path of a state.
bool isPartOf(const std::string &state, const std::string &path) {
  return ("/" + path + "/").find("/" + state + "/") != std::string::npos;
}

std::string textOf(const Node &entry, std::string_view key) {
  const source::Member *member = entry.find(key);
  return member && member->value->is(Node::Kind::String) ? member->value->text : std::string();
}

} // namespace

AllowFile::AllowFile(std::shared_ptr<const source::File> file) : diagnostics_(file) {
  source::Definitions verbatim;
  verbatim.allowUndefined = true;
  source::Tree tree = source::read(std::move(file), source::Notation::Yaml, verbatim);
  diag::reportFaults(tree, diagnostics_);
  const source::Member *list =
      tree.root && tree.root->is(Node::Kind::Object) ? tree.root->find("allow") : nullptr;
  if (!list)
    return;
  if (!list->value->is(Node::Kind::Array))
    diagnostics_.emit(list->value->range, diag::Kind::BadSuppression, {"`allow` is not a list"});
  for (const Node *entry : list->value->items)
    read(*entry);
}

void AllowFile::read(const Node &node) {
  if (!node.is(Node::Kind::Object)) {
    diagnostics_.emit(node.range, diag::Kind::BadSuppression,
                      {"an entry of `allow` is an object with `kind` and `because`"});
    return;
  }
  for (const source::Member &member : node.members)
    if (member.key != "kind" && member.key != "file" && member.key != "state" &&
        member.key != "because")
      diagnostics_.emit(member.keyRange, diag::Kind::BadSuppression,
                        {"`" + member.key + "` is not a field of an entry of `allow`"});
  Entry entry{{}, textOf(node, "file"), textOf(node, "state"), node.range};
  std::string kinds = textOf(node, "kind");
  if (const source::Member *kind = node.find("kind"))
    entry.range = kind->value->range;
  for (std::string_view name : namesIn(kinds))
    if (auto kind = kindFor(name, entry.range, diagnostics_))
      entry.kinds.push_back(*kind);
  if (kinds.empty())
    diagnostics_.emit(entry.range, diag::Kind::BadSuppression, {"the entry has no `kind`"});
  if (textOf(node, "because").empty())
    diagnostics_.emit(entry.range, diag::Kind::BadSuppression, {"the entry has no reason"})
        .hint("give it in `because`");
  else if (!entry.kinds.empty())
    entries_.push_back(std::move(entry));
}

size_t AllowFile::apply(const std::string &name, const source::Tree *tree,
                        diag::Engine &diagnostics) {
  std::vector<Entry *> entries;
  for (Entry &entry : entries_)
    if (entry.file.empty() || entry.file == name)
      entries.push_back(&entry);
  size_t before = diagnostics.all().size();
  diagnostics.retain([&](const diag::Diagnostic &diagnostic) {
    bool allowed = false;
    for (Entry *entry : entries) {
      if (std::find(entry->kinds.begin(), entry->kinds.end(), diagnostic.kind) ==
          entry->kinds.end())
        continue;
      if (entry->state.empty() ||
          isPartOf(entry->state, statePathOf(stepsTo(*tree, diagnostic.range))))
        entry->used = allowed = true;
    }
    return !allowed;
  });
  for (Entry *entry : entries)
    entry->seen = true;
  sawErrors_ |= diagnostics.hasErrors();
  return before - diagnostics.all().size();
}

void AllowFile::reportUnused(const std::function<bool(diag::Kind)> &isShown) {
  for (const Entry &entry : entries_)
    if (entry.seen && !entry.used && !sawErrors_ &&
        std::all_of(entry.kinds.begin(), entry.kinds.end(), isShown))
      diagnostics_.emit(entry.range, diag::Kind::UnusedSuppression, {listOf(entry.kinds)});
}

} // namespace aslc::report
