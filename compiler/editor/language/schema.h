// Descriptions of the fields of a definition: the meaning of each, and the role of its value.
#pragma once

#include "compiler/parse/state_fields.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::editor {

/// What a value is, by where it stands.
enum class Role : uint8_t {
  None,
  Machine,
  Branch,
  Processor,
  States,
  State,
  Branches,
  Retriers,
  Retrier,
  Catchers,
  Catcher,
  ErrorNames,
  Rules,
  Rule,
  Template, ///< evaluated: Parameters, Arguments, Output and so on
  Assign,
  Literal, ///< copied as it is: Result
  ProcessorConfig,
  ItemReader,
  ReaderConfig,
  ItemBatcher,
  ResultWriter,
  WriterConfig,
  Credentials,
  // Values that hold nothing
  Text,
  Number,
  Boolean,
  Word, ///< one of some words
  Target,
  Resource,
  ErrorName,
  Path,      ///< JSONPath
  Reference, ///< a path to one value
  Timestamp,
  Condition ///< a JSONata expression
};

struct FieldInfo {
  Role owner;
  std::string_view name;
  Role value;
  std::string_view about; ///< a sentence or two in Markdown
  std::string_view page;  ///< of AWS's guide; may be empty
};

/// Branch and Processor have the fields of Machine, as far as they have them.
const FieldInfo *findField(Role owner, std::string_view name);
/// All fields of this role.
std::vector<const FieldInfo *> fieldsOf(Role owner);
/// The words that a field accepts; empty when any text is allowed.
std::vector<std::string_view> wordsOf(Role owner, std::string_view field);

/// The role of the member `key` of a value of role `owner`; of an item for an empty key.
Role roleOfChild(Role owner, std::string_view key);

/// What a state of this type does, in Markdown.
std::string_view aboutType(std::string_view type);
std::string linkOf(std::string_view page);

} // namespace aslc::editor
