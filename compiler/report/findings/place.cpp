#include "compiler/report/findings/place.h"

#include "compiler/report/findings/findings.h"

#include "runtime/support/encoding.h"
#include "runtime/support/hash.h"

#include <cstdint>

namespace aslc::report {

namespace {

using source::Node;

bool contains(source::Range outer, source::Range inner) {
  return outer.begin <= inner.begin && inner.end <= outer.end;
}

std::string escaped(std::string_view key) {
  std::string result;
  for (char c : key)
    result += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return result;
}

/// The member or item of `node` that `range` lies in, or null; appends the step to it.
const Node *stepInto(const Node &node, source::Range range, Steps &steps) {
  for (const source::Member &member : node.members) {
    if (contains(member.keyRange, range) || contains(member.value->range, range)) {
      steps.push_back({member.key});
      return contains(member.value->range, range) ? member.value : nullptr;
    }
  }
  for (size_t i = 0; i < node.items.size(); ++i) {
    if (contains(node.items[i]->range, range)) {
      steps.push_back({{}, i, true});
      return node.items[i];
    }
  }
  return nullptr;
}

bool isKey(const Steps &steps, size_t i, std::string_view key) {
  return i < steps.size() && !steps[i].isItem && steps[i].key == key;
}

} // namespace

Steps stepsTo(const source::Tree &tree, source::Range range) {
  Steps steps;
  for (const Node *node = tree.root; node != nullptr;)
    node = stepInto(*node, range, steps);
  return steps;
}

std::string pointerOf(const Steps &steps) {
  std::string pointer;
  for (const Step &step : steps)
    pointer += "/" + (step.isItem ? std::to_string(step.index) : escaped(step.key));
  return pointer;
}

std::string pointerAt(const source::Tree &tree, source::Range range) {
  return pointerOf(stepsTo(tree, range));
}

std::string locationOf(const Steps &steps) {
  std::string location;
  for (const Step &step : steps)
    location += step.isItem ? "[" + std::to_string(step.index) + "]" : "/" + std::string(step.key);
  return location.empty() ? "/" : location;
}

std::string statePathOf(const Steps &steps) {
  std::string path;
  size_t i = 0;
  while (isKey(steps, i, "States") && i + 1 < steps.size() && !steps[i + 1].isItem) {
    path += (path.empty() ? "" : "/") + std::string(steps[i + 1].key);
    i += 2;
    if (isKey(steps, i, "Branches") && i + 1 < steps.size() && steps[i + 1].isItem)
      i += 2;
    else if (isKey(steps, i, "ItemProcessor") || isKey(steps, i, "Iterator"))
      i += 1;
    else
      break;
  }
  return path;
}

std::string uriOf(std::string_view path) {
  std::string encoded = asl::percentEncoded(path, "-._~/!$&'()*+,;=@");
  return path.starts_with("/") ? "file://" + encoded : encoded;
}

std::string fingerprint(std::string_view file, std::string_view kind, const Steps &steps,
                        size_t number) {
  asl::StableHash hash;
  // 0xff never occurs in UTF-8, so it separates the parts.
  auto add = [&](std::string_view text) { hash.add(text).addByte(0xff); };
  add(file);
  add(kind);
  for (const Step &step : steps)
    if (!step.isItem)
      add(step.key);
  add(std::to_string(number));
  return asl::hexOf(hash.value());
}

} // namespace aslc::report
