// Finding and replacing `${Name}`.
#include "compiler/source/placeholder.h"

namespace aslc::source {

using asl::document::Decoded;
using asl::document::Placeholder;

namespace {

bool isNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
}

/// In JSONata `${a:b}` is a grouping; only a double colon, as in `AWS::Region`, always belongs to a
/// placeholder.
bool hasSingleColon(std::string_view name) {
  for (size_t i = 0; i < name.size(); ++i) {
    if (name[i] != ':')
      continue;
    if (name.substr(i, 2) != "::")
      return true;
    ++i;
  }
  return false;
}

} // namespace

std::optional<Placeholder> DefinedPlaceholders::atStart(std::string_view text) const {
  if (!text.starts_with("${"))
    return std::nullopt;
  Placeholder found;
  size_t nameBegin = 2;
  if (text.substr(2, 1) == "!") {
    found.escaped = true;
    nameBegin = 3;
  }
  size_t at = nameBegin;
  while (at < text.size() && isNameByte(text[at]))
    ++at;
  if (at == nameBegin || text.substr(at, 1) != "}")
    return std::nullopt;
  found.name = text.substr(nameBegin, at - nameBegin);
  found.end = at + 1;
  return found;
}

std::string escapedLike(std::string_view text, std::string_view written) {
  std::string result;
  for (size_t at = 0; at < text.size();) {
    size_t end = text.substr(at).starts_with("${") ? text.find('}', at) : text.npos;
    std::string_view name = end == text.npos ? "" : text.substr(at + 2, end - at - 1);
    bool isEscaped = !name.empty() && written.find("${!" + std::string(name)) != written.npos;
    result += text[at];
    if (isEscaped)
      result += "{!";
    at += isEscaped ? 2 : 1;
  }
  return result;
}

bool holdsPlaceholder(std::string_view text) {
  size_t begin = text.find("${");
  return begin != std::string_view::npos && text.find('}', begin) != std::string_view::npos;
}

const std::string *DefinedPlaceholders::find(std::string_view name) const {
  auto value = definitions_.values.find(name);
  return value == definitions_.values.end() ? nullptr : &value->second;
}

Decoded DefinedPlaceholders::substitute(Decoded input, Tree &tree) const {
  if (input.text.find("${") == std::string::npos)
    return input;
  std::string_view text = input.text;
  bool isJsonata = text.starts_with("{%");
  Decoded result;
  size_t done = 0;
  for (size_t at = text.find("${"); at != text.npos; at = text.find("${", at)) {
    auto found = atStart(text.substr(at));
    if (!found) {
      at += 2;
      continue;
    }
    size_t end = at + found->end;
    Range place = input.place(at, end);
    if (found->escaped) {
      result.append(input, done, at + 2);
      result.append(input, at + 3, end);
      done = end;
    } else if (const std::string *value = find(found->name)) {
      result.append(input, done, at);
      result.appendReplacement(*value, place);
      done = end;
    } else if (!keepsUndefined() && !(isJsonata && hasSingleColon(found->name))) {
      tree.faults.push_back({FaultKind::UndefinedPlaceholder, place, std::string(found->name), {}});
    }
    at = end;
  }
  result.append(input, done, text.size());
  return result;
}

} // namespace aslc::source
