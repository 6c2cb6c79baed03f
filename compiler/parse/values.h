// Reads the value of one field.
#pragma once

#include "compiler/parse/expressions.h"
#include "compiler/parse/fields.h"

namespace aslc::parse {

/// Each takes a member, which may be null (then the result is empty), and reports a value of a
/// wrong type.
ast::Text readText(Context &context, const Member *member);
/// Of a text also the boolean that it probably means.
std::optional<bool> readBoolean(Context &context, const Member *member);
ast::Optional<ast::PathOrNull> readPathOrNull(Context &context, const Member *member,
                                              ast::Expression::Kind kind);

/// One of a fixed set of words. Reports any other value; returns then the word that is probably
/// meant. nullopt where that is not clear, and when absent.
std::optional<std::string> readWord(Context &context, const Member *member,
                                    std::span<const std::string_view> words);

/// Whether the value is one `${Name}` that was not replaced. Reports it: an optional field counts
/// as absent, any other field cannot be compiled.
bool isUnresolved(Context &context, const Member &member);

struct Bounds {
  double minimum = 0;
  double maximum = 99999999;
  bool integer = true;
};
std::optional<double> readNumber(Context &context, const Member *member, Bounds bounds);

/// The member when its value is an object or an array; reports anything else.
const Node *readObject(Context &context, const Member *member);
const Node *readArray(Context &context, const Member *member, bool empty);

/// Hint at the string that a number or a boolean is with quotes, and at the number that a string
/// holds. No hint at any other value.
void hintWithQuotes(Context &context, const Node &value, diag::Engine::Builder report);
void hintWithoutQuotes(Context &context, const Node &value, diag::Engine::Builder report);

/// Hints that the path which `member` has belongs to the field called so with `Path`.
void pathKeyHint(Context &context, const Member &member, diag::Engine::Builder report);

/// `name` or `name`Path of `fields`: a constant, a path, or in JSONata a `{% %}` string.
ast::Optional<ast::Quantity> readQuantity(Fields &fields, std::string_view name, Bounds bounds);
/// The same for `member`, which is one of the two or null.
ast::Optional<ast::Quantity> readQuantity(Fields &fields, const Member *member, Bounds bounds);

/// `{% ... %}`: the JSONata between the marks. Reports a string that has one of the two marks only
/// (nullopt, as for a string that has none).
std::optional<ast::Expression> readJsonata(Context &context, const Node &value);

/// Whether the value is a string that would be an expression in JSONata.
bool isMarked(const Node &value);
/// Warns that such a string is copied as it is where the language is JSONPath.
void warnNotEvaluated(Context &context, const Node &value);

enum class TemplateShape : uint8_t {
  Any,                ///< any JSON
  Object,             ///< an object
  ObjectOrExpression, ///< an object, in JSONata also one `{% %}` string
  ArrayOrExpression,
};

/// A payload template (JSONPath) or a value with `{% %}` strings (JSONata).
ast::TemplateField readTemplate(Context &context, const Member *member, QueryLanguage language,
                                TemplateShape shape);

} // namespace aslc::parse
