#include "compiler/report/accept/baseline.h"

#include "compiler/diag/order.h"
#include "compiler/report/findings/place.h"
#include "runtime/dom/text.h"

#include <nlohmann/json.hpp>

#include <set>

namespace aslc::report {

namespace {

using Json = nlohmann::ordered_json;

constexpr int version = 1;

std::string statePath(const source::Tree &tree, const diag::Diagnostic &diagnostic) {
  return statePathOf(stepsTo(tree, diagnostic.range));
}

std::string textAt(const Json &entry, const char *key) {
  auto found = entry.find(key);
  return found != entry.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace

asl::Expected<Baseline> Baseline::read(std::string_view text) {
  Json json = asl::dom::parseOrdered(text);
  if (!json.is_object() || json.value("aslcBaseline", 0) != version || !json.contains("findings") ||
      !json["findings"].is_array())
    return asl::Failure{"it is not a baseline of this version"};
  Baseline baseline;
  for (const Json &entry : json["findings"]) {
    if (!entry.is_object() || textAt(entry, "kind").empty())
      return asl::Failure{"an entry of its `findings` has no `kind`"};
    auto count = entry.find("count");
    bool counted = count != entry.end() && count->is_number_unsigned();
    baseline.counts_[{textAt(entry, "file"), textAt(entry, "state"), textAt(entry, "kind")}] +=
        counted ? count->get<size_t>() : 1;
  }
  return baseline;
}

void Baseline::add(const std::string &file, const source::Tree &tree,
                   const diag::Engine &diagnostics) {
  for (const diag::Diagnostic *diagnostic : diag::inOrder(diagnostics))
    if (diagnostic->severity != diag::Severity::Note)
      ++counts_[{file, statePath(tree, *diagnostic), std::string(diag::slug(diagnostic->kind))}];
}

size_t Baseline::take(const std::string &file, const source::Tree &tree,
                      diag::Engine &diagnostics) {
  std::set<const diag::Diagnostic *> known;
  for (const diag::Diagnostic *diagnostic : diag::inOrder(diagnostics)) {
    auto entry = counts_.find(
        {file, statePath(tree, *diagnostic), std::string(diag::slug(diagnostic->kind))});
    if (entry == counts_.end())
      continue;
    known.insert(diagnostic);
    if (--entry->second == 0)
      counts_.erase(entry);
  }
  // Equal findings at one place count, and go, together.
  std::set<std::tuple<diag::Kind, uint32_t, uint32_t, std::string>> gone;
  for (const diag::Diagnostic *diagnostic : known)
    gone.emplace(diagnostic->kind, diagnostic->range.begin, diagnostic->range.end,
                 diagnostic->message);
  diagnostics.retain([&](const diag::Diagnostic &diagnostic) {
    return !gone.contains(
        {diagnostic.kind, diagnostic.range.begin, diagnostic.range.end, diagnostic.message});
  });
  return known.size();
}

size_t Baseline::size() const {
  size_t sum = 0;
  for (const auto &[key, count] : counts_)
    sum += count;
  return sum;
}

std::string Baseline::text() const {
  std::string lines;
  for (const auto &[key, count] : counts_) {
    const auto &[file, state, kind] = key;
    Json entry = {{"file", file}, {"state", state}, {"kind", kind}, {"count", count}};
    lines += (lines.empty() ? "\n  " : ",\n  ") + asl::dom::write(entry);
  }
  return "{\"aslcBaseline\": " + std::to_string(version) + ", \"findings\": [" + lines + "\n]}\n";
}

} // namespace aslc::report
