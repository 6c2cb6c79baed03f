// The parts of completion: each adds the items that are possible at the cursor.
#pragma once

#include "compiler/editor/features/query.h"

namespace aslc::editor {

/// Values of CompletionItemKind in the protocol.
enum class ItemKind : uint8_t {
  Text = 1,
  Function = 3,
  Field = 5,
  Variable = 6,
  Property = 10,
  Value = 12,
  Enum = 13,
  Reference = 18,
  Constant = 21
};

class Completions {
public:
  Completions(const Query &query, const Where &where, uint32_t cursor)
      : query_(query), where_(where), cursor_(cursor) {}

  const Query &query() const { return query_; }
  const Where &where() const { return where_; }
  /// The text from the cursor on.
  std::string_view behind() const { return query_.snapshot.file().text().substr(cursor_); }

  struct Item {
    std::string label;
    ItemKind kind = ItemKind::Text;
    std::string detail, about;
    std::string text = {}; ///< the text to insert; empty means the label
    bool isSnippet = false;
    unsigned rank = 1; ///< lower ones are shown first
  };
  /// A value as a string, with the quotes that it needs.
  void addValue(Item item);
  /// Adds a value without quotes: a number, `true`, `null`.
  void addWord(Item item);
  /// A key; `value` is the role of what it takes.
  void addKey(std::string_view name, Role value, Item item);
  /// A part of an expression, which replaces `length` bytes before the cursor.
  void addPart(size_t length, Item item);
  /// A text as it is in place of `range`.
  void addText(source::Range range, const Item &item) { add(item, range, item.label); }
  /// Those of `others`, which is left empty.
  void addAll(Completions &others);
  Json take() { return std::move(items_); }

  /// The most items in an answer. The client asks again when more is typed.
  static constexpr size_t most = 1000;
  bool isIncomplete() const { return isIncomplete_; }
  /// Marks the list as incomplete: it was narrowed down by the typed text.
  void narrowed() { isIncomplete_ = true; }

private:
  void add(Item item, source::Range range, const std::string &filter);

  const Query &query_;
  const Where &where_;
  uint32_t cursor_;
  Json items_ = Json::array();
  bool isIncomplete_ = false;
};

/// The variables that can be read at the cursor, even where the typed text makes the rest of the
/// document unreadable.
std::vector<std::string> variablesAt(const Completions &completions);

/// The name of a placeholder that is begun before the cursor: `${Na`. False where there is none.
bool completePlaceholder(Completions &completions);
/// The whole of a definition, for an empty document.
void completeOutline(Completions &completions);
/// Fields, states, resources, names of errors, words.
void completeKey(Completions &completions);
void completeValue(Completions &completions);
/// Inside an expression.
void completeExpression(Completions &completions, bool isJsonata);
/// Inside of a request: the parameters of the operation, and the values that they may have.
void completeParameter(Completions &completions);
void completeParameterValue(Completions &completions);
void completeResource(Completions &completions);
void completeError(Completions &completions);

} // namespace aslc::editor
