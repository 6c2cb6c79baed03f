// Matching of patterns, with backtracking to the last `*` only.
#include "runtime/task/pattern.h"

#include "runtime/support/utf8.h"

#include <string>

namespace asl::task {

namespace {

/// Where the character ends that begins at `at`.
size_t endOfCharacter(std::string_view text, size_t at) {
  do
    ++at;
  while (at < text.size() && utf8::isContinuation(text[at]));
  return at;
}

} // namespace

bool matchesPattern(std::string_view pattern, std::string_view text) {
  size_t p = 0, t = 0;
  // Where to continue when the text after the last `*` does not match: `*` takes one more
  // character.
  size_t star = std::string_view::npos, taken = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = t;
    } else if (p < pattern.size() && pattern[p] == '?') {
      ++p;
      t = endOfCharacter(text, t);
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = taken = endOfCharacter(text, taken);
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*')
    ++p;
  return p == pattern.size();
}

bool matchesResource(std::string_view pattern, const Resource &resource) {
  if (matchesPattern(pattern, resource.text))
    return true;
  if (resource.kind != Resource::Kind::Service)
    return false;
  std::string name = std::string(resource.service) + ":" + std::string(resource.action);
  if (matchesPattern(pattern, name))
    return true;
  size_t dot = name.find('.', resource.service.size());
  return dot != std::string::npos && matchesPattern(pattern, std::string_view(name).substr(0, dot));
}

} // namespace asl::task
