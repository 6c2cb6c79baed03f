// Payload templates of JSONPath and the values with `{% %}` strings of JSONata.
#include "compiler/parse/values.h"

#include <map>

namespace aslc::parse {

namespace {

using ast::Template;

class TemplateReader {
public:
  TemplateReader(Context &context, bool jsonata) : context_(context), jsonata_(jsonata) {}

  std::unique_ptr<Template> read(const Node &value) {
    auto result = std::make_unique<Template>();
    result->range = value.range;
    result->node = &value;
    if (value.is(Node::Kind::Object))
      readObject(value, *result);
    else if (value.is(Node::Kind::Array))
      readArray(value, *result);
    else if (value.is(Node::Kind::String))
      readString(value, *result);
    return result;
  }

private:
  /// A string under a plain key: an expression in JSONata only.
  void readString(const Node &value, Template &result) {
    if (!jsonata_)
      return warnNotEvaluated(context_, value);
    result.expression = readJsonata(context_, value);
    if (result.expression)
      result.kind = Template::Kind::Expression;
  }

  void readArray(const Node &value, Template &result) {
    bool literal = true;
    for (const Node *item : value.items) {
      result.items.push_back(read(*item));
      literal &= result.items.back()->kind == Template::Kind::Literal;
    }
    if (literal)
      result.items.clear();
    else
      result.kind = Template::Kind::Array;
  }

  void readObject(const Node &value, Template &result) {
    bool literal = true;
    for (const Member &member : value.members) {
      bool dynamic = member.key.ends_with(".$");
      if (dynamic && jsonata_)
        context_.diags.emit(member.keyRange, diag::Kind::TemplateKeyInJsonata, {member.key})
            .hint("write a JSONata value between `{%` and `%}`, under a key without `.$`");
      Template::Entry entry;
      entry.written = member.key;
      entry.key = member.key;
      entry.keyRange = member.keyRange;
      if (dynamic && !jsonata_) {
        entry.key.resize(entry.key.size() - 2);
        entry.value = readDynamic(member);
      } else {
        entry.value = read(*member.value);
      }
      literal &= entry.value->kind == Template::Kind::Literal && entry.key == entry.written;
      result.entries.push_back(std::move(entry));
    }
    if (!literal && !jsonata_)
      checkDuplicates(value, result);
    if (literal)
      result.entries.clear();
    else
      result.kind = Template::Kind::Object;
  }

  /// `key.$`: a path or an intrinsic call.
  std::unique_ptr<Template> readDynamic(const Member &member) {
    auto result = std::make_unique<Template>();
    result->range = member.value->range;
    result->node = member.value;
    if (!member.value->is(Node::Kind::String)) {
      wrongType(context_, member, "a path or an intrinsic call");
      return result;
    }
    result->kind = Template::Kind::Expression;
    result->expression =
        parseDynamic(ast::Expression::Kind::Path, member.value->text, member.value);
    return result;
  }

  /// Reports keys `a` and `a.$` in one object.
  void checkDuplicates(const Node &object, const Template &result) {
    std::map<std::string_view, const Member *> plain;
    for (const Member &member : object.members)
      plain.emplace(member.key, &member);
    for (const Template::Entry &entry : result.entries) {
      auto other = entry.key == entry.written ? plain.end() : plain.find(entry.key);
      if (other != plain.end())
        context_.diags
            .emit(entry.keyRange, diag::Kind::TemplateDuplicate, {entry.key, entry.written})
            .label(other->second->keyRange, "the other is here");
    }
  }

  Context &context_;
  bool jsonata_;
};

std::string_view expectation(TemplateShape shape, bool jsonata) {
  if (shape == TemplateShape::ArrayOrExpression)
    return jsonata ? "an array, an object or `{% ... %}`" : "an array";
  return jsonata && shape == TemplateShape::ObjectOrExpression ? "an object or `{% ... %}`"
                                                               : "an object";
}

bool fits(const Template &value, TemplateShape shape, bool jsonata) {
  using Kind = Node::Kind;
  Kind kind = value.node->kind;
  switch (shape) {
  case TemplateShape::Any:
    return true;
  case TemplateShape::Object:
    return kind == Kind::Object;
  case TemplateShape::ObjectOrExpression:
    return kind == Kind::Object || value.kind == Template::Kind::Expression;
  case TemplateShape::ArrayOrExpression:
    return kind == Kind::Array || (jsonata && kind == Kind::Object) ||
           value.kind == Template::Kind::Expression;
  }
  return true;
}

} // namespace

ast::TemplateField readTemplate(Context &context, const Member *member, QueryLanguage language,
                                TemplateShape shape) {
  if (!member)
    return std::nullopt;
  bool jsonata = language == QueryLanguage::Jsonata;
  size_t errors = context.diags.errorCount();
  auto value = TemplateReader(context, jsonata).read(*member->value);
  if (!fits(*value, shape, jsonata)) {
    if (context.diags.errorCount() == errors && !isUnresolved(context, *member))
      wrongType(context, *member, expectation(shape, jsonata));
    return std::nullopt;
  }
  if (!jsonata && !member->value->is(Node::Kind::Object)) {
    auto report = context.diags.emit(member->value->range, diag::Kind::TemplateNotObject,
                                     {member->key, describe(*member->value)});
    if (member->value->text.starts_with('$'))
      report.hint("the text is copied as it is; a path is evaluated under a key that ends in `.$`");
  }
  return ast::Field<std::unique_ptr<Template>>{std::move(value), member->keyRange,
                                               member->value->range, member->value};
}

} // namespace aslc::parse
