#include "runtime/support/document/yaml_alias.h"

#include "runtime/support/document/yaml_events.h"
#include "runtime/support/document/yaml_repair.h"
#include "runtime/support/document/yaml_spelling.h"

#include <map>
#include <string>
#include <vector>

namespace asl::document {

namespace {

const yaml_char_t *anchorOf(const yaml_event_t &event) {
  switch (event.type) {
  case YAML_SCALAR_EVENT:
    return event.data.scalar.anchor;
  case YAML_SEQUENCE_START_EVENT:
    return event.data.sequence_start.anchor;
  case YAML_MAPPING_START_EVENT:
    return event.data.mapping_start.anchor;
  default:
    return nullptr;
  }
}

} // namespace

std::optional<Range> anchoredAt(std::string_view text, uint32_t offset) {
  std::vector<Fault> unused;
  std::string readable = readableYaml(text, unused);
  YamlEvents events(readable);
  std::map<std::string, Range, std::less<>> anchors;
  while (events.next() && events.type() != YAML_STREAM_END_EVENT) {
    Range range = events.range();
    if (range.begin > offset)
      return std::nullopt;
    if (const yaml_char_t *anchor = anchorOf(events.event()))
      anchors[reinterpret_cast<const char *>(anchor)] = withoutProperties(readable, range);
    if (events.type() != YAML_ALIAS_EVENT || offset >= range.end)
      continue;
    auto found = anchors.find(reinterpret_cast<const char *>(events.event().data.alias.anchor));
    return found == anchors.end() ? std::nullopt : std::optional(found->second);
  }
  return std::nullopt;
}

} // namespace asl::document
