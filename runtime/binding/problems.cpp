#include "runtime/binding/problems.h"

#include "runtime/http/fields.h"
#include "runtime/http/url.h"
#include "runtime/support/number_text.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace asl::binding {

using document::Member;
using document::Node;
using Kind = Node::Kind;

const Node *ValueReader::memberOf(const Node &object, std::string_view name) {
  const Member *member = object.find(name);
  return member ? member->value : nullptr;
}

bool ValueReader::isObjectOf(const Node &node, std::string_view what,
                             std::initializer_list<std::string_view> fields) {
  std::string list;
  for (std::string_view field : fields)
    list += (list.empty() ? "" : ", ") + std::string(field);
  if (node.kind != Kind::Object) {
    fail(node, std::string(what) + " must be an object of " + list + ", not " + kindOf(node));
    return false;
  }
  for (const Member &member : node.members)
    if (std::find(fields.begin(), fields.end(), member.key) == fields.end())
      failKey(member, quoted(member.key) + " is not a field of " + std::string(what) +
                          "; there are " + list);
  return true;
}

void ValueReader::text(const Node &object, std::string_view field, std::string &result) {
  const Node *value = memberOf(object, field);
  if (value == nullptr)
    return;
  if (value->kind != Kind::String || value->text.empty())
    fail(*value, quoted(field) + " must be a string that is not empty");
  else
    result = expanded(*value);
}

void ValueReader::needsField(const Node &object, std::string_view what, std::string_view field) {
  if (memberOf(object, field) == nullptr)
    fail(object, std::string(what) + " needs " + quoted(field));
}

void ValueReader::needed(const Node &object, std::string_view what, std::string_view field,
                         std::string &result) {
  needsField(object, what, field);
  text(object, field, result);
}

void ValueReader::address(const Node &object, std::string_view field, std::string &result) {
  size_t before = problems_.size();
  text(object, field, result);
  const Node *value = memberOf(object, field);
  if (value == nullptr || problems_.size() > before)
    return;
  if (Expected<http::Url> url = http::parseUrl(result); !url)
    fail(*value, url.error());
}

void ValueReader::boolean(const Node &object, std::string_view field, bool &result) {
  const Node *value = memberOf(object, field);
  if (value == nullptr)
    return;
  if (value->kind != Kind::Boolean)
    fail(*value, quoted(field) + " must be true or false");
  else
    result = value->boolean;
}

bool ValueReader::number(const Node &object, std::string_view field, double least, double most,
                         std::string_view unit, double &result) {
  const Node *value = memberOf(object, field);
  if (value == nullptr)
    return false;
  std::optional<double> number;
  if (value->kind == Kind::Number)
    number = parseNumber<double>(value->text);
  if (number && *number >= least && *number <= most) {
    result = *number;
    return true;
  }
  std::string limit = ", at most " + std::to_string(static_cast<int64_t>(most));
  fail(*value,
       quoted(field) + " must be " + std::string(unit) + (number && *number > most ? limit : ""));
  return false;
}

bool ValueReader::count(const Node &object, std::string_view field, double most,
                        std::string_view unit, double &result) {
  std::string wanted = "a whole number " + std::string(unit);
  if (!number(object, field, 1, most, wanted, result))
    return false;
  if (result == std::floor(result))
    return true;
  fail(*memberOf(object, field), quoted(field) + " must be " + wanted);
  return false;
}

void ValueReader::fields(const Node &object, std::string_view field, invoke::Fields &result) {
  const Node *value = memberOf(object, field);
  if (value == nullptr)
    return;
  if (value->kind != Kind::Object)
    return fail(*value, quoted(field) + " must be an object of names and texts");
  for (const Member &member : value->members) {
    Kind kind = member.value->kind;
    if (kind != Kind::String && kind != Kind::Number && kind != Kind::Boolean)
      fail(*member.value, quoted(member.key) + " must be a text, not " + kindOf(*member.value));
    else
      result.emplace_back(member.key, expanded(*member.value));
  }
}

void ValueReader::headers(const Node &object, std::string_view field, invoke::Fields &result) {
  size_t before = problems_.size();
  fields(object, field, result);
  const Node *value = memberOf(object, field);
  if (value == nullptr || problems_.size() > before)
    return;
  for (size_t i = 0; i < value->members.size(); ++i) {
    const Member &member = value->members[i];
    checkHeader(member.keyRange.begin, *member.value, result[i]);
  }
}

void ValueReader::header(const Node &object, std::string_view what,
                         std::pair<std::string, std::string> &result) {
  size_t before = problems_.size();
  needed(object, what, "name", result.first);
  needed(object, what, "value", result.second);
  if (problems_.size() == before)
    checkHeader(memberOf(object, "name")->range.begin, *memberOf(object, "value"), result);
}

void ValueReader::checkHeader(uint32_t nameAt, const Node &node,
                              const std::pair<std::string, std::string> &header) {
  const auto &[name, value] = header;
  if (!http::isToken(name))
    problems_.push_back({nameAt, quoted(name) + " is not the name of a header"});
  else if (http::isSetByClient(name))
    problems_.push_back({nameAt, "the header " + quoted(name) + " is set by aslc itself"});
  else if (!http::isFieldValue(value))
    fail(node, "the value of a header is one line");
}

void ValueReader::environment(const Node &object, std::string_view field, invoke::Fields &result) {
  fields(object, field, result);
  const Node *value = memberOf(object, field);
  if (value == nullptr || value->kind != Kind::Object)
    return;
  for (const Member &member : value->members)
    if (member.key.empty() || member.key.find('=') != member.key.npos)
      failKey(member, quoted(member.key) + " is not the name of a variable");
}

std::string ValueReader::expanded(const Node &node) {
  constexpr std::string_view kBegin = "${env:";
  if (node.kind != Kind::String)
    return toJson(node);
  std::string result;
  std::string_view text = node.text;
  size_t at = 0;
  while (true) {
    size_t begin = text.find(kBegin, at);
    size_t end = begin == text.npos ? begin : text.find('}', begin);
    if (end == text.npos)
      return result.append(text.substr(at));
    result += text.substr(at, begin - at);
    std::string name(text.substr(begin + kBegin.size(), end - begin - kBegin.size()));
    if (const char *value = std::getenv(name.c_str()))
      result += value;
    else
      problems_.push_back({tree_.partOrAll(node, begin, end + 1).begin,
                           "the environment has no variable " + quoted(name)});
    at = end + 1;
  }
}

} // namespace asl::binding
