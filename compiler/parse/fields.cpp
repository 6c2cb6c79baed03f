// Which fields an object may have, and the reports about those it may not.
#include "compiler/parse/fields.h"

#include <algorithm>
#include <functional>

namespace aslc::parse {

namespace {

std::string didYouMean(std::string_view name) {
  return "did you mean `" + std::string(name) + "`?";
}

/// Returns the name of the field that is probably meant, which `isFree` tells not to be there; none
/// where that is not clear.
std::optional<std::string> reportUnknown(Context &context, const Member &member,
                                         const ObjectKind &kind, QueryLanguage language,
                                         const std::function<bool(std::string_view)> &isFree) {
  if (std::string hint = kind.elsewhere ? kind.elsewhere(member.key) : ""; !hint.empty()) {
    context.diags.emit(member.keyRange, diag::Kind::MisplacedField, {kind.what, member.key})
        .hint(std::move(hint));
    return std::nullopt;
  }
  for (const FieldRule &rule : kind.rules)
    if (lacksBlank(context.diags.file(), member, rule.name)) {
      reportBlank(context, member, kind.what);
      return std::nullopt;
    }
  auto report =
      context.diags.emit(member.keyRange, diag::Kind::UnknownField, {member.key, kind.what});
  std::vector<std::string> candidates;
  for (const FieldRule &rule : kind.rules)
    if (rule.language == FieldLanguage::Both ||
        (rule.language == FieldLanguage::Jsonata) == (language == QueryLanguage::Jsonata))
      candidates.emplace_back(rule.name);
  auto close = diag::closest(member.key, candidates);
  if (!close)
    return std::nullopt;
  if (isFree(*close))
    report.didYouMean(member.key, *close);
  else
    report.hint(didYouMean(*close));
  return isFree(*close) ? close : std::nullopt;
}

void reportLanguage(Context &context, const Member &member, const FieldRule &rule,
                    QueryLanguage language) {
  auto other =
      rule.language == FieldLanguage::Jsonata ? QueryLanguage::Jsonata : QueryLanguage::JsonPath;
  auto report = context.diags.emit(member.keyRange, diag::Kind::LanguageField,
                                   {member.key, name(other), name(language)});
  // Not an edit: the value is of the other language too.
  if (!rule.counterpart.empty())
    report.hint(didYouMean(rule.counterpart));
}

} // namespace

Fields::Fields(Context &context, const Node &object, const ObjectKind &kind, QueryLanguage language)
    : context_(context), object_(object), what_(kind.what), language_(language) {
  auto wanted =
      language == QueryLanguage::Jsonata ? FieldLanguage::Jsonata : FieldLanguage::JsonPath;
  allowed_.reserve(object.members.size());
  for (const Member &member : object.members) {
    auto rule = std::find_if(kind.rules.begin(), kind.rules.end(),
                             [&](const FieldRule &r) { return r.name == member.key; });
    if (rule == kind.rules.end()) {
      if (const Member *meant = misspelt(member, kind))
        allowed_.push_back(meant);
      else
        context.unread.push_back(member.value->range);
    } else if (rule->language != FieldLanguage::Both && rule->language != wanted) {
      reportLanguage(context, member, *rule, language);
      meant_.push_back(rule->counterpart);
      context.unread.push_back(member.value->range);
    } else {
      allowed_.push_back(&member);
    }
  }
}

/// Reports a member that is none. The member that it is meant to be; null where that is not clear.
const Member *Fields::misspelt(const Member &member, const ObjectKind &kind) {
  auto meant = reportUnknown(context_, member, kind, language_, [&](std::string_view name) {
    return !object_.find(name) && !find(name);
  });
  if (!meant)
    return nullptr;
  return &corrected_.emplace_back(Member{*std::move(meant), member.keyRange, member.value});
}

const Member *Fields::find(std::string_view name) const {
  for (const Member *member : allowed_)
    if (member->key == name)
      return member;
  return nullptr;
}

bool Fields::hasNamed(std::string_view begin) const {
  return std::any_of(object_.members.begin(), object_.members.end(),
                     [&](const Member &member) { return member.key.starts_with(begin); });
}

const Member *Fields::require(std::string_view name) {
  const Member *member = find(name);
  // A member that is not allowed, or whose counterpart in the other language is present, was
  // reported.
  bool reported =
      object_.find(name) || std::find(meant_.begin(), meant_.end(), name) != meant_.end();
  if (!member && !reported)
    context_.diags.emit(headOf(object_), diag::Kind::MissingField, {what_, name});
  return member;
}

const Member *Fields::exclusive(std::initializer_list<std::string_view> names) {
  const Member *first = nullptr;
  for (const Member *member : allowed_) {
    if (std::find(names.begin(), names.end(), member->key) == names.end())
      continue;
    if (!first) {
      first = member;
      continue;
    }
    context_.diags.emit(member->keyRange, diag::Kind::ExclusiveFields, {first->key, member->key})
        .label(first->keyRange, "the other is here");
  }
  return first;
}

std::string describe(const Node &value) {
  switch (value.kind) {
  case Node::Kind::Null:
    return "null";
  case Node::Kind::Boolean:
    return value.boolean ? "`true`" : "`false`";
  case Node::Kind::Number:
    return "the number " + value.text;
  case Node::Kind::String:
    return "a string";
  case Node::Kind::Array:
    return "an array";
  case Node::Kind::Object:
    return "an object";
  }
  return {};
}

std::string_view name(QueryLanguage language) {
  return language == QueryLanguage::Jsonata ? "JSONata" : "JSONPath";
}

std::string listing(std::span<const std::string_view> names, std::string_view last) {
  std::string text;
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0)
      text += i + 1 == names.size() ? " " + std::string(last) + " " : ", ";
    text += "`" + std::string(names[i]) + "`";
  }
  return text;
}

diag::Engine::Builder wrongType(Context &context, const Member &member, std::string_view expected) {
  return context.diags.emit(member.value->range, diag::Kind::WrongType,
                            {member.key, describe(*member.value), expected});
}

bool lacksBlank(const source::File &file, const Member &member, std::string_view field) {
  return member.key.starts_with(field) && member.key.substr(field.size()).starts_with(':') &&
         member.value->is(Node::Kind::Null) && file.text(member.keyRange) == member.key;
}

void reportBlank(Context &context, const Member &member, std::string_view what) {
  auto behind = static_cast<uint32_t>(member.keyRange.begin + member.key.find(':') + 1);
  context.diags.emit(member.keyRange, diag::Kind::UnknownField, {member.key, what})
      .hint("a blank is missing behind the colon",
            {{behind, behind}, " ", diag::Applicability::MachineApplicable});
}

source::Range headOf(const Node &object) {
  return {object.range.begin, std::min(object.range.begin + 1, object.range.end)};
}

} // namespace aslc::parse
