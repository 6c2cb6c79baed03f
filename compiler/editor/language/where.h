// The role of the cursor's place in a definition.
#pragma once

#include "compiler/editor/language/schema.h"
#include "compiler/editor/language/snapshot.h"

namespace aslc::editor {

struct Where {
  Place place;
  std::shared_ptr<const source::Tree> tree; ///< in which the nodes below are
  Role owner = Role::None;                  ///< of the object or array around the cursor
  Role role = Role::None;                   ///< of the value at the cursor; None for a key
  const source::Node *container = nullptr;  ///< may be null
  const source::Node *flow = nullptr;       ///< the innermost machine, branch or processor
  const source::Node *state = nullptr;      ///< the innermost state
  Path statePath;                           ///< the steps to it
  std::string stateKey;                     ///< its path as StateIndex writes it; empty outside
  ast::QueryLanguage language = ast::QueryLanguage::JsonPath;
  std::string field;  ///< the field of the state, or of a part of it, that the cursor is in
  Path inField;       ///< the steps within that field to the container
  std::string holder; ///< of a catcher, a rule or a reader the field it is in: `Catch`, ...

  bool isJsonata() const { return language == ast::QueryLanguage::Jsonata; }
  /// Whether the text at the cursor is evaluated, and how.
  enum class Evaluated : uint8_t { No, Path, Jsonata };
  Evaluated evaluated() const;
};

Where whereIs(const Snapshot &snapshot, uint32_t cursor);

/// The facts about the data of the surrounding state; null when there are none.
const analysis::StateData *dataAt(const Snapshot &snapshot, const Where &where);

} // namespace aslc::editor
