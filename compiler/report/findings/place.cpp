#include "compiler/report/findings/place.h"

#include "runtime/support/hash.h"

#include <cstdint>
#include <cstdio>

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

/// The member or item of `node` that `range` lies in, or null; appends its step to `pointer`.
const Node *stepInto(const Node &node, source::Range range, std::string &pointer) {
  for (const source::Member &member : node.members) {
    if (contains(member.keyRange, range) || contains(member.value->range, range)) {
      pointer += "/" + escaped(member.key);
      return contains(member.value->range, range) ? member.value : nullptr;
    }
  }
  for (size_t i = 0; i < node.items.size(); ++i) {
    if (contains(node.items[i]->range, range)) {
      pointer += "/" + std::to_string(i);
      return node.items[i];
    }
  }
  return nullptr;
}

} // namespace

std::string pointerAt(const source::Tree &tree, source::Range range) {
  std::string pointer;
  for (const Node *node = tree.root; node != nullptr;)
    node = stepInto(*node, range, pointer);
  return pointer;
}

std::string fingerprint(std::string_view file, std::string_view kind, std::string_view pointer,
                        size_t number) {
  asl::StableHash hash;
  // 0xff never occurs in UTF-8, so it separates the parts.
  auto add = [&](std::string_view text) { hash.add(text).addByte(0xff); };
  add(file);
  add(kind);
  add(pointer);
  add(std::to_string(number));
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash.value()));
  return digits;
}

} // namespace aslc::report
