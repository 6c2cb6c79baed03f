#include "compiler/editor/server/documents.h"

#include <algorithm>

namespace aslc::editor {

namespace {

int hexOf(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

source::Notation notationOf(const std::string &name, const std::string &language,
                            std::string_view text) {
  if (name.ends_with(".jsonc") || language == "jsonc" || language == "asl-jsonc")
    return source::Notation::JsonWithComments;
  if (name.ends_with(".yaml") || name.ends_with(".yml") || language == "yaml" ||
      language == "asl-yaml")
    return source::Notation::Yaml;
  bool isKnown = name.ends_with(".json") || name.ends_with(".asl") || language == "json";
  size_t begin = text.find_first_not_of(" \t\r\n");
  bool looksLikeYaml = begin != text.npos && text[begin] != '{';
  return !isKnown && looksLikeYaml ? source::Notation::Yaml : source::Notation::Json;
}

} // namespace

std::string nameOf(const std::string &uri) {
  constexpr std::string_view scheme = "file://";
  if (!uri.starts_with(scheme))
    return uri;
  std::string name;
  for (size_t i = scheme.size(); i < uri.size(); ++i) {
    int high = i + 2 < uri.size() ? hexOf(uri[i + 1]) : -1;
    int low = i + 2 < uri.size() ? hexOf(uri[i + 2]) : -1;
    if (uri[i] == '%' && high >= 0 && low >= 0) {
      name += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      name += uri[i];
    }
  }
  return name;
}

Document &Documents::open(const Json &item) {
  std::string uri = textAt(item, "uri"), text = textAt(item, "text");
  std::string name = nameOf(uri);
  source::Notation notation = notationOf(name, textAt(item, "languageId"), text);
  auto file = std::make_shared<source::File>(std::move(name), std::move(text));
  Document &document = documents_[uri];
  document.newest = nullptr;
  document.content =
      std::make_unique<Content>(uri, numberAt(item, "version"), std::move(file), notation, nullptr);
  return document;
}

Document *Documents::change(const Json &identifier, const Json &changes) {
  Document *document = find(textAt(identifier, "uri"));
  if (!document || !changes.is_array())
    return document;
  const Snapshot &before = document->content->whole();
  std::shared_ptr<const source::File> file = before.sharedFile();
  for (const Json &change : changes) {
    const Json &range = memberAt(change, "range");
    std::string text = textAt(change, "text");
    if (range.is_object()) {
      auto offset = [&](const char *side) {
        const Json &place = memberAt(range, side);
        return offsetOf(*file, {numberAt(place, "line"), numberAt(place, "character")}, encoding);
      };
      uint32_t begin = offset("start"), end = std::max(offset("end"), begin);
      std::string_view whole = file->text();
      text = std::string(whole.substr(0, begin)) + text + std::string(whole.substr(end));
    }
    file = std::make_shared<source::File>(file->name(), std::move(text));
  }
  document->content =
      std::make_unique<Content>(before.uri(), numberAt(identifier, "version"), std::move(file),
                                before.notation(), document->content.get());
  return document;
}

Document *Documents::find(const std::string &uri) {
  auto found = documents_.find(uri);
  return found == documents_.end() ? nullptr : &found->second;
}

} // namespace aslc::editor
