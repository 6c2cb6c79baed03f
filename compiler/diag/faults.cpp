// One diagnostic for each fault of a tree.
#include "compiler/diag/faults.h"

#include <algorithm>
#include <map>
#include <set>

namespace aslc::diag {

using source::Fault;
using source::FaultKind;

namespace {

void report(const Fault &fault, Engine &engine) {
  switch (fault.kind) {
  case FaultKind::Syntax: {
    Engine::Builder builder = engine.emit(fault.range, Kind::Syntax, {fault.detail});
    if (fault.other)
      builder.label(*fault.other, "begun here");
    if (fault.repair)
      builder.hint(fault.repair->empty() ? "remove it"
                   : fault.repair->find('\n') != std::string::npos
                       ? "write it in quotes"
                       : "write `" + *fault.repair + "`",
                   {fault.range, *fault.repair, Applicability::MachineApplicable});
    return;
  }
  case FaultKind::DuplicateKey: {
    Engine::Builder builder = engine.emit(fault.range, Kind::DuplicateKey, {fault.detail});
    if (fault.other)
      builder.label(*fault.other, "first given here");
    return;
  }
  case FaultKind::TooDeep:
    engine.emit(fault.range, Kind::TooDeep, {fault.detail});
    return;
  case FaultKind::InvalidUtf8:
    engine.emit(fault.range, Kind::InvalidUtf8);
    return;
  case FaultKind::Encoding:
    engine.emit(fault.range, Kind::Encoding, {fault.detail})
        .hint("save it as UTF-8, or convert it with `iconv`");
    return;
  case FaultKind::TooLarge:
    engine.emit(fault.range, Kind::LargeDefinition,
                {std::to_string(source::maxCharacters), fault.detail});
    return;
  case FaultKind::TrailingText:
    engine.emit(fault.range, Kind::TrailingText);
    return;
  case FaultKind::EmptyText:
    engine.emit(fault.range, Kind::EmptyText);
    return;
  case FaultKind::CommentNotAllowed:
    engine.emit(fault.range, Kind::CommentNotAllowed);
    return;
  case FaultKind::InvalidNumber:
    engine.emit(fault.range, Kind::InvalidNumber, {fault.detail});
    return;
  case FaultKind::UndefinedPlaceholder: // reported by `reportUndefined`, each name once
    return;
  case FaultKind::YamlFeature:
    engine.emit(fault.range, Kind::YamlFeature, {fault.detail});
    return;
  }
}

std::string hintFor(const source::AmbiguousScalar &scalar) {
  bool isSexagesimal =
      scalar.text.find(':') != std::string::npos && scalar.elsewhere.starts_with("the number");
  return std::string(isSexagesimal ? "YAML 1.1 reads digits with colons to base 60; " : "") +
         "with quotes it is text in both versions";
}

/// Quotes keep what is text here as it is. A number would become text.
Edit quoted(const source::AmbiguousScalar &scalar) {
  return {scalar.range, "\"" + scalar.text + "\"", Applicability::MachineApplicable};
}

/// Reports all uses of one placeholder as one diagnostic at the first of them.
void reportUndefined(const std::vector<const Fault *> &uses, Engine &engine) {
  constexpr size_t mostLabels = 10;
  const std::string &name = uses[0]->detail;
  Engine::Builder builder = engine.emit(uses[0]->range, Kind::UndefinedPlaceholder, {name});
  builder.hint("define it with --define " + name + "=...");
  for (size_t i = 1; i < uses.size(); ++i) {
    size_t more = uses.size() - i - 1;
    bool isLast = i == mostLabels && more > 0;
    builder.label(uses[i]->range, isLast ? "and here, and at " + std::to_string(more) +
                                               (more == 1 ? " more place" : " more places")
                                         : "and here");
    if (isLast)
      return;
  }
}

} // namespace

bool reportFaults(const source::Tree &tree, Engine &engine) {
  bool whole = true;
  std::map<std::string_view, std::vector<const Fault *>> undefined;
  for (const Fault &fault : tree.faults) {
    report(fault, engine);
    whole &= !fault.partMissing;
    if (fault.kind == FaultKind::UndefinedPlaceholder)
      undefined[fault.detail].push_back(&fault);
  }
  for (const auto &[name, uses] : undefined)
    reportUndefined(uses, engine);
  return whole;
}

void reportPlaceholder(const source::Tree &tree, const source::Node &node, Engine &engine) {
  for (const Fault &fault : tree.faults)
    if (fault.kind == FaultKind::UndefinedPlaceholder)
      return;
  size_t begin = node.text.find("${"), end = node.text.find('}', begin);
  std::string name = node.text.substr(begin + 2, end - begin - 2);
  engine.emit(tree.partOrAll(node, begin, end + 1), Kind::PlaceholderNotCompiled, {name})
      .hint("define it with --define " + name + "=...");
}

void reportAmbiguous(const source::Tree &tree, std::span<const source::Range> unread,
                     Engine &engine) {
  if (tree.ambiguous.empty())
    return;
  std::set<std::pair<uint32_t, uint32_t>> reported;
  for (const Diagnostic &diagnostic : engine.all())
    if (diagnostic.severity == Severity::Error)
      reported.emplace(diagnostic.range.begin, diagnostic.range.end);
  for (const source::AmbiguousScalar &scalar : tree.ambiguous) {
    if (reported.contains({scalar.range.begin, scalar.range.end}))
      continue;
    bool isUnread = std::any_of(unread.begin(), unread.end(), [&](source::Range range) {
      return scalar.range.begin >= range.begin && scalar.range.end <= range.end;
    });
    auto report = engine.emit(scalar.range, Kind::AmbiguousScalar,
                              {scalar.text, scalar.here, scalar.elsewhere});
    if (isUnread || scalar.here != "text")
      report.hint(hintFor(scalar));
    else
      report.hint(hintFor(scalar), quoted(scalar));
  }
}

} // namespace aslc::diag
