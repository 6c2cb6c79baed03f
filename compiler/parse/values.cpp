// Text, numbers, words and quantities: the values of single fields.
#include "compiler/parse/values.h"

#include "runtime/support/decimal.h"
#include "runtime/support/document/json_words.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace aslc::parse {

namespace {

/// `{"Ref": ...}` or `{"Fn::...": ...}`, which CloudFormation replaces by a text.
bool isTemplateFunction(const Node &value) {
  return value.is(Node::Kind::Object) && value.members.size() == 1 &&
         (value.members[0].key == "Ref" || value.members[0].key.starts_with("Fn::"));
}

/// Optional fields of states.
constexpr std::string_view optionalFields[] = {"TimeoutSeconds",   "HeartbeatSeconds",
                                               "MaxConcurrency",   "ToleratedFailureCount",
                                               "MaxItemsPerBatch", "MaxInputBytesPerBatch",
                                               "MaxItems",         "ToleratedFailurePercentage",
                                               "IntervalSeconds",  "MaxAttempts",
                                               "BackoffRate",      "MaxDelaySeconds",
                                               "JitterStrategy",   "Version",
                                               "InputType",        "CSVHeaderLocation",
                                               "CSVDelimiter",     "ManifestType",
                                               "Transformation",   "OutputType"};

/// The boolean that a string probably means; empty when that is not clear. `yes` and `no` are
/// booleans of YAML 1.1.
std::string_view booleanOf(const Node &value) {
  std::string word = value.text;
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (!value.is(Node::Kind::String))
    return "";
  if (word.ends_with(',')) // of JSON, in YAML
    word.pop_back();
  using asl::document::isTypingErrorOf;
  if (word == "yes" || word == "on" || word == "true" || word == "y" ||
      isTypingErrorOf("true", word))
    return "true";
  bool isFalse = word == "no" || word == "off" || word == "false" || word == "n" ||
                 isTypingErrorOf("false", word);
  return isFalse ? "false" : "";
}

std::string printed(double value) {
  char buffer[32];
  auto [end, error] =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed);
  return error == std::errc() ? std::string(buffer, end) : std::string();
}

/// A text that ends in line breaks: as a block of YAML it can be written without them.
void hintAtLineBreak(const source::File &file, const Node &value, diag::Engine::Builder &report) {
  uint32_t begin = value.range.begin + 1, end = begin;
  std::string_view text = file.text();
  while (end < text.size() && text[end] == '+')
    ++end;
  if (char first = text[value.range.begin]; first == '|' || first == '>')
    report.hint("the line break after the mark is part of the text: use `|-` or `>-`",
                {{begin, end}, "-", diag::Applicability::MachineApplicable});
  else
    report.hint("the line break after the mark is part of the text");
}

std::string_view expectation(Bounds bounds) { return bounds.integer ? "an integer" : "a number"; }

/// Whether programs can hold a number: integers have 64 bits.
bool isHeld(double number, Bounds bounds) {
  constexpr double pastIntegers = 0x1p63;
  return bounds.integer ? number < pastIntegers : std::isfinite(number);
}

bool isWithin(double number, Bounds bounds) {
  return isHeld(number, bounds) && number >= bounds.minimum && number <= bounds.maximum;
}

/// The number that is written in a string; nullopt when the string holds something else, or when
/// the field does not take the number.
std::optional<double> numberIn(const Node &value, Bounds bounds) {
  if (!value.is(Node::Kind::String) || !asl::document::isJsonNumber(value.text))
    return std::nullopt;
  double number = asl::nearestDouble(value.text);
  bool fits = isWithin(number, bounds) && (!bounds.integer || number == std::floor(number));
  return fits ? std::optional(number) : std::nullopt;
}

/// Reports a value that should be a number; returns the number that is meant.
std::optional<double> reportNoNumber(Context &context, const Member &member, Bounds bounds,
                                     std::string hint = {}) {
  auto report = wrongType(context, member, expectation(bounds));
  auto meant = numberIn(*member.value, bounds);
  if (meant)
    hintWithoutQuotes(context, *member.value, report);
  else if (!hint.empty())
    report.hint(std::move(hint));
  return meant;
}

/// The change that writes the dash of YAML before an object in a block of its own. The dash takes
/// the place of two blanks; nullopt when the object is not indented by two.
std::optional<diag::Edit> dashBefore(const source::File &file, const Member &member) {
  uint32_t begin = member.value->range.begin;
  source::LineColumn key = file.lineColumn(member.keyRange.begin), value = file.lineColumn(begin);
  std::string_view before = file.text({file.lineBegin(value.line), begin});
  bool hasPlace = value.line > key.line && value.column >= key.column + 2 && before.size() >= 2 &&
                  before.find_first_not_of(' ') == before.npos;
  return hasPlace ? std::optional(diag::Edit{{begin - 2, begin}, "- "}) : std::nullopt;
}

/// The change that turns the value of `member` into an array with this value as its only item.
/// Nullopt when the value cannot be an item, or when the array cannot be written in its place.
std::optional<diag::Edit> listOf(const source::File &file, const Member &member) {
  const Node &value = *member.value;
  std::string_view text = file.text(value.range);
  if (value.is(Node::Kind::Object) && !text.starts_with('{'))
    return dashBefore(file, member);
  // Escapes of a text around the definition would be written twice.
  bool isObject = value.is(Node::Kind::Object) && text.ends_with('}') &&
                  text.find("\\\"") == text.npos && text.find("''") == text.npos;
  bool isPlain = text == value.text && text.find_first_of(",:#[]{}\"'\n") == text.npos;
  bool isQuoted = text.size() == value.text.size() + 2 && text.starts_with('"');
  bool isItem = member.key == "ErrorEquals" || member.key == "CSVHeaders"
                    ? value.is(Node::Kind::String) && (isPlain || isQuoted)
                    : isObject;
  return isItem ? std::optional(diag::Edit{value.range, "[" + std::string(text) + "]"})
                : std::nullopt;
}

} // namespace

ast::Text readText(Context &context, const Member *member) {
  if (!member)
    return std::nullopt;
  const Node &value = *member->value;
  if (value.is(Node::Kind::String))
    return ast::Field<std::string>{value.text, member->keyRange, value.range, &value};
  if (isTemplateFunction(value)) {
    context.diags.emit(value.range, diag::Kind::TemplateFunction, {value.members[0].key});
    return ast::Field<std::string>{source::toJson(value), member->keyRange, value.range, &value};
  }
  auto report = wrongType(context, *member, "a string");
  bool isAnyText = !member->key.ends_with("Path") && member->key != "Timestamp" &&
                   member->key != "Variable" && member->key != "Resource";
  if (isAnyText)
    hintWithQuotes(context, value, report);
  return std::nullopt;
}

void hintWithQuotes(Context &context, const Node &value, diag::Engine::Builder report) {
  if (!value.is(Node::Kind::Number) && !value.is(Node::Kind::Boolean))
    return;
  std::string written(context.diags.file().text(value.range));
  report.hint("write it with quotes",
              {value.range, "\"" + written + "\"", diag::Applicability::MachineApplicable});
}

void hintWithoutQuotes(Context &context, const Node &value, diag::Engine::Builder report) {
  bool isNumber = value.is(Node::Kind::String) && asl::document::isJsonNumber(value.text);
  std::string_view written = context.diags.file().text(value.range);
  if (isNumber && written.find(value.text) != written.npos) // not that of a placeholder
    report.hint("write it without quotes",
                {value.range, value.text, diag::Applicability::MachineApplicable});
}

bool isUnresolved(Context &context, const Member &member) {
  const Node &value = *member.value;
  if (!value.is(Node::Kind::String) || !value.text.starts_with("${") || !value.text.ends_with('}'))
    return false;
  if (context.undefinedReported)
    return true;
  if (std::find(std::begin(optionalFields), std::end(optionalFields), member.key) !=
      std::end(optionalFields)) {
    const auto &known = context.diags.all();
    bool isKnown = std::any_of(known.begin(), known.end(), [&](const diag::Diagnostic &each) {
      return each.kind == diag::Kind::UndefinedPlaceholder &&
             each.message.find(value.text) != each.message.npos;
    });
    if (!isKnown)
      context.diags.emit(value.range, diag::Kind::UnresolvedValue, {member.key});
    return true;
  }
  std::string name = value.text.substr(2, value.text.size() - 3);
  context.diags.emit(value.range, diag::Kind::PlaceholderNotCompiled, {name})
      .hint("define it with --define " + name + "=...");
  return true;
}

std::optional<bool> readBoolean(Context &context, const Member *member) {
  if (!member)
    return std::nullopt;
  if (member->value->is(Node::Kind::Boolean))
    return member->value->boolean;
  if (isUnresolved(context, *member))
    return std::nullopt;
  auto report = wrongType(context, *member, "`true` or `false`");
  std::string meant(booleanOf(*member->value));
  if (meant.empty())
    return std::nullopt;
  report.hint("write `" + meant + "`",
              {member->value->range, meant, diag::Applicability::MachineApplicable});
  return meant == "true";
}

ast::Optional<ast::PathOrNull> readPathOrNull(Context &context, const Member *member,
                                              ast::Expression::Kind kind) {
  if (!member)
    return std::nullopt;
  const Node &value = *member->value;
  if (!value.is(Node::Kind::Null) && !value.is(Node::Kind::String)) {
    wrongType(context, *member, "a path or null");
    return std::nullopt;
  }
  ast::PathOrNull path;
  if (value.is(Node::Kind::String))
    path.path = parseExpression(kind, value.text, &value);
  return ast::Field<ast::PathOrNull>{std::move(path), member->keyRange, value.range, &value};
}

std::optional<std::string> readWord(Context &context, const Member *member,
                                    std::span<const std::string_view> words) {
  if (!member)
    return std::nullopt;
  if (!member->value->is(Node::Kind::String)) {
    auto report = wrongType(context, *member, "a string");
    if (std::find(words.begin(), words.end(), member->value->text) != words.end())
      hintWithQuotes(context, *member->value, report);
    else
      report.hint((words.size() == 1 ? "it is " : "one of ") + listing(words));
    return std::nullopt;
  }
  const std::string &text = member->value->text;
  if (std::find(words.begin(), words.end(), text) != words.end())
    return text;
  if (isUnresolved(context, *member))
    return std::nullopt;
  auto report =
      context.diags.emit(member->value->range, diag::Kind::UnknownValue, {member->key, text});
  std::vector<std::string> candidates(words.begin(), words.end());
  auto close = diag::closest(text, candidates);
  if (close)
    report.didYouMean(text, *close);
  else
    report.hint("it is " + listing(words));
  return close;
}

std::optional<double> readNumber(Context &context, const Member *member, Bounds bounds) {
  if (!member)
    return std::nullopt;
  const Node &value = *member->value;
  if (!value.is(Node::Kind::Number)) {
    return isUnresolved(context, *member) ? std::nullopt : reportNoNumber(context, *member, bounds);
  }
  double number = asl::nearestDouble(value.text);
  if (bounds.integer && std::isfinite(number) && number != std::floor(number)) {
    wrongType(context, *member, "an integer");
    return std::nullopt;
  }
  if (!isWithin(number, bounds)) {
    std::string range = printed(bounds.minimum) + " to ";
    if (!std::isinf(bounds.maximum))
      range += printed(bounds.maximum);
    else if (isHeld(number, bounds))
      range = "at least " + printed(bounds.minimum);
    else
      range += bounds.integer ? "9223372036854775807" : "1.7976931348623157e308";
    context.diags.emit(value.range, diag::Kind::OutOfRange, {member->key, value.text, range});
    return std::nullopt;
  }
  return number;
}

const Node *readObject(Context &context, const Member *member) {
  if (!member)
    return nullptr;
  if (member->value->is(Node::Kind::Object))
    return member->value;
  if (!isUnresolved(context, *member))
    wrongType(context, *member, "an object");
  return nullptr;
}

const Node *readArray(Context &context, const Member *member, bool empty) {
  if (!member)
    return nullptr;
  if (!member->value->is(Node::Kind::Array)) {
    if (isUnresolved(context, *member))
      return nullptr;
    auto report = wrongType(context, *member, "an array");
    if (auto edit = listOf(context.diags.file(), *member))
      report.hint(edit->replacement == "- " ? "write it as an item, behind a dash"
                                            : "write it between brackets",
                  *std::move(edit));
    return nullptr;
  }
  if (!empty && member->value->items.empty())
    context.diags.emit(member->value->range, diag::Kind::EmptyValue, {member->key});
  return member->value;
}

ast::Optional<ast::Quantity> readQuantity(Fields &fields, std::string_view name, Bounds bounds) {
  if (!fields.hasNamed(name))
    return std::nullopt;
  return readQuantity(fields, fields.exclusive({name, std::string(name) + "Path"}), bounds);
}

ast::Optional<ast::Quantity> readQuantity(Fields &fields, const Member *member, Bounds bounds) {
  if (!member)
    return std::nullopt;
  Context &context = fields.context();
  const Node &value = *member->value;
  ast::Field<ast::Quantity> field{{}, member->keyRange, value.range, &value};
  bool text = value.is(Node::Kind::String);
  if (member->key.ends_with("Path")) {
    if (!text) {
      wrongType(context, *member, "a path");
      return std::nullopt;
    }
    field.value.expression =
        parseExpression(ast::Expression::Kind::ReferencePath, value.text, &value);
    return field;
  }
  if (text && isUnresolved(context, *member))
    return std::nullopt;
  if (fields.jsonata() && text) {
    size_t errors = context.diags.errorCount();
    auto expression = readJsonata(context, value);
    if (!expression) {
      auto meant = context.diags.errorCount() != errors
                       ? std::nullopt
                       : reportNoNumber(context, *member, bounds,
                                        "write an expression between `{%` and `%}`");
      field.value.constant = meant.value_or(0);
      return meant ? std::optional(std::move(field)) : std::nullopt;
    }
    field.value.expression = *std::move(expression);
    return field;
  }
  if (text && value.text.starts_with('$')) {
    pathKeyHint(context, *member, wrongType(context, *member, expectation(bounds)));
    return std::nullopt;
  }
  if (isMarked(value)) {
    wrongType(context, *member, expectation(bounds)).hint("the state's QueryLanguage is JSONPath");
    return std::nullopt;
  }
  auto number = readNumber(context, member, bounds);
  if (!number)
    return std::nullopt;
  field.value.constant = *number;
  return field;
}

void pathKeyHint(Context &context, const Member &member, diag::Engine::Builder report) {
  std::string hint = "a path belongs to `" + member.key + "Path`";
  auto key = context.diags.placeOf(member.key, member.keyRange);
  if (!key)
    report.hint(std::move(hint));
  else
    report.hint(std::move(hint),
                {{key->end, key->end}, "Path", diag::Applicability::MachineApplicable});
}

bool isMarked(const Node &value) {
  return value.is(Node::Kind::String) && value.text.size() >= 4 && value.text.starts_with("{%") &&
         value.text.ends_with("%}");
}

void warnNotEvaluated(Context &context, const Node &value) {
  if (isMarked(value))
    context.diags.emit(value.range, diag::Kind::ExpressionNotEvaluated)
        .hint("the state's QueryLanguage is JSONPath");
}

std::optional<ast::Expression> readJsonata(Context &context, const Node &value) {
  std::string_view text = value.text;
  bool opens = text.starts_with("{%");
  bool closes = text.ends_with("%}");
  if (isMarked(value)) {
    constexpr size_t mark = 2; // bytes of `{%` and of `%}`
    std::string_view inside = text.substr(mark, text.size() - 2 * mark);
    size_t begin = std::min(inside.find_first_not_of(" \t\r\n"), inside.size());
    inside.remove_prefix(begin);
    inside = inside.substr(0, inside.find_last_not_of(" \t\r\n") + 1);
    return parseExpression(ast::Expression::Kind::Jsonata, std::string(inside), &value,
                           mark + begin);
  }
  if (opens || closes) {
    auto report = context.diags.emit(value.range, diag::Kind::JsonataMark,
                                     {opens ? "{%" : "%}", opens ? "%}" : "{%"});
    size_t end = text.find_last_not_of('\n') + 1;
    if (opens && end < text.size() && text.substr(0, end).ends_with("%}"))
      hintAtLineBreak(context.diags.file(), value, report);
  }
  return std::nullopt;
}

} // namespace aslc::parse
