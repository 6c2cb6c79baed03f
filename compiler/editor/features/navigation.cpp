// Where states and variables are defined and used.
#include "compiler/editor/features/features.h"

namespace aslc::editor {

namespace {

/// All places of what the cursor is at; the first are definitions.
struct Places {
  std::vector<source::Range> definitions, uses;
};

Places placesAt(const Query &query, uint32_t cursor) {
  const StateIndex &states = query.snapshot.states();
  auto anchored = query.snapshot.anchoredAt(cursor);
  if (anchored)
    cursor = anchored->begin;
  if (size_t state = states.at(cursor); state != none) {
    StateIndex::Names names = states.namesOf(state);
    return {std::move(names.keys), std::move(names.uses)};
  }
  Places places;
  const VariableIndex &variables = query.snapshot.variables();
  if (const VariableUse *use = variables.at(cursor))
    for (const VariableUse *each : variables.sameAs(*use))
      (each->assigns ? places.definitions : places.uses).push_back(each->range);
  else if (auto local = variables.localAt(cursor))
    places = {std::move(local->definitions), std::move(local->uses)};
  else if (anchored)
    places.definitions.push_back(*anchored);
  return places;
}

} // namespace

Json definitionOf(const Query &query, uint32_t cursor) {
  Json locations = Json::array();
  for (source::Range range : placesAt(query, cursor).definitions)
    locations.push_back(query.location(range));
  return locations.empty() ? Json() : locations;
}

Json referencesOf(const Query &query, uint32_t cursor, bool withDefinition) {
  Places places = placesAt(query, cursor);
  Json locations = Json::array();
  if (withDefinition)
    for (source::Range range : places.definitions)
      locations.push_back(query.location(range));
  for (source::Range range : places.uses)
    locations.push_back(query.location(range));
  return locations;
}

Json highlightsOf(const Query &query, uint32_t cursor) {
  constexpr int read = 2, write = 3;
  Places places = placesAt(query, cursor);
  Json highlights = Json::array();
  for (source::Range range : places.definitions)
    highlights.push_back({{"range", query.range(range)}, {"kind", write}});
  for (source::Range range : places.uses)
    highlights.push_back({{"range", query.range(range)}, {"kind", read}});
  return highlights;
}

} // namespace aslc::editor
