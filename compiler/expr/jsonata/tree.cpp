// The messages of JSONata's parse errors.
#include "compiler/expr/jsonata/tree.h"

#include "runtime/support/json_text.h"

namespace aslc::jsonata {

namespace {

/// The message with its inserts, which the reference prints as JSON. S0303 does not exist in the
/// reference.
std::string replaced(std::string_view sentence, const Error &error) {
  std::string out;
  for (size_t i = 0; i < sentence.size(); ++i) {
    std::string_view mark = sentence.substr(i, 3);
    if (mark != "{t}" && mark != "{v}") {
      out += sentence[i];
      continue;
    }
    const std::string &insert = mark == "{t}" ? error.token : error.value;
    bool isText = error.code != "S0303" && (mark == "{t}" ? error.isTokenText : error.isValueText);
    out += isText ? asl::json::quoted(insert) : insert;
    i += 2;
  }
  return out;
}

struct Sentence {
  std::string_view code, text;
};
constexpr Sentence sentences[] = {
    {"S0101", "String literal must be terminated by a matching quote"},
    {"S0102", "Number out of range: {t}"},
    {"S0103", "Unsupported escape sequence: \\{t}"},
    {"S0104", "The escape sequence \\u must be followed by 4 hex digits"},
    {"S0105", "Quoted property name must be terminated with a backquote (`)"},
    {"S0106", "Comment has no closing tag"},
    {"S0201", "Syntax error: {t}"},
    {"S0202", "Expected {v}, got {t}"},
    {"S0203", "Expected {v} before end of expression"},
    {"S0204", "Unknown operator: {t}"},
    {"S0205", "Unexpected token: {t}"},
    {"S0206", "Unknown expression type: {t}"},
    {"S0207", "Unexpected end of expression"},
    {"S0208", "Parameter {v} of function definition must be a variable name (start with $)"},
    {"S0209", "A predicate cannot follow a grouping expression in a step"},
    {"S0210", "Each step can only have one grouping expression"},
    {"S0211", "The symbol {t} cannot be used as a unary operator"},
    {"S0212", "The left side of := must be a variable name (start with $)"},
    {"S0213", "The literal value {v} cannot be used as a step within a path expression"},
    {"S0214", "The right side of {t} must be a variable name (start with $)"},
    {"S0215", "A context variable binding must precede any predicates on a step"},
    {"S0216", "A context variable binding must precede the 'order-by' clause on a step"},
    {"S0217", "The object representing the 'parent' cannot be derived from this expression"},
    {"S0301", "Empty regular expressions are not allowed"},
    {"S0302", "No terminating / in regular expression"},
    {"S0303", "This regular expression cannot be used: {v}"},
    {"S0401", "Type parameters can only be applied to functions and arrays"},
    {"S0402", "Choice groups containing parameterized types are not supported"},
    {"S0500", "The expression is nested too deeply"},
};

} // namespace

std::string Error::message() const {
  for (const Sentence &sentence : sentences)
    if (sentence.code == code)
      return replaced(sentence.text, *this);
  return code;
}

} // namespace aslc::jsonata
