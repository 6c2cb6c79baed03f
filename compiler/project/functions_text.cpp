// The functions that make texts and lists.
#include "compiler/project/for_each.h"
#include "compiler/project/functions.h"
#include "compiler/project/template_names.h"
#include "runtime/support/number_text.h"

#include "runtime/support/encoding.h"

#include <algorithm>

namespace aslc::project {

using source::Member;
using source::Node;
using source::Range;

namespace {

/// `${name}`, all of it at `place`.
Decoded variable(const std::string &name, Range place) {
  Decoded text;
  text.appendReplacement("${" + name + "}", place);
  return text;
}

} // namespace

std::optional<std::string> Evaluator::named(std::string_view name) const {
  if (auto looped = loop_.find(name); looped != loop_.end())
    return looped->second;
  if (const std::string *given = around_.given().find(name))
    return *given;
  size_t dot = name.find('.');
  if (dot != name.npos && dot > 0)
    return around_.attribute(name.substr(0, dot), name.substr(dot + 1));
  std::optional<Reference> found = around_.reference(name);
  const std::string *one = found ? std::get_if<std::string>(&*found) : nullptr;
  if (found && !one) {
    std::string all;
    for (const std::string &each : std::get<std::vector<std::string>>(*found))
      all += (all.empty() ? "" : ",") + each;
    return all;
  }
  return one ? std::optional(*one) : std::nullopt;
}

void Evaluator::noteUnknown(const std::string &name, Range place) {
  uint32_t begin = placeOf(place).begin;
  if (loop_.contains(name) || around_.given().find(name))
    return;
  if (around_.isUnknownParameter(name))
    unknown_[begin] = {name, "give `--parameter " + name + "=...`", false};
  else if (size_t dot = name.find('.');
           dot != name.npos && around_.attribute(name.substr(0, dot), name.substr(dot + 1)) == name)
    unknown_[begin] = {name, "give `--define " + name + "=...`", false};
}

const Node *Evaluator::reference(const Member &function, Range range) {
  bool isComputed = functionIn(*function.value) && around_.hasLanguageExtensions();
  if (!function.value->is(Node::Kind::String) && !isComputed)
    return wrongForm(function, "the name of a parameter or resource");
  std::string name =
      isComputed ? text(*function.value).value_or("") : inLoop(function.value->text, loop_);
  if (name.empty() && isComputed) // which is reported
    return made(name, range);
  if (name == "AWS::NoValue")
    return nullptr;
  noteUnknown(name, range);
  std::optional<Reference> found = loop_.contains(name) ? std::nullopt : around_.reference(name);
  if (found && std::holds_alternative<std::vector<std::string>>(*found))
    return listOf(std::get<std::vector<std::string>>(*std::move(found)), range);
  if (found)
    return made(std::get<std::string>(*std::move(found)), range);
  if (std::optional<std::string> text = named(name))
    return made(*std::move(text), range);
  return wrong(function.value->range, around_.unknownName(name));
}

/// `Name.Attribute` or `[Name, Attribute]`.
const Node *Evaluator::attribute(const Member &function, Range range) {
  std::string id, attribute;
  const Node &argument = *function.value;
  if (argument.is(Node::Kind::String)) {
    std::string whole = inLoop(argument.text, loop_);
    size_t dot = std::min(whole.find('.'), whole.size());
    id = whole.substr(0, dot);
    attribute = dot < whole.size() ? whole.substr(dot + 1) : "";
  } else if (argument.is(Node::Kind::Array) && argument.items.size() >= 2) {
    id = text(*argument.items[0]).value_or("");
    for (size_t i = 1; i < argument.items.size(); ++i)
      attribute += (i > 1 ? "." : "") + text(*argument.items[i]).value_or("");
  }
  if (id.empty() || attribute.empty())
    return wrongForm(function, "a resource and one of its attributes");
  if (const std::string *given = around_.given().find(id + "." + attribute))
    return made(*given, range);
  if (std::string unknown = around_.unknownAttribute(id, attribute); !unknown.empty())
    return wrong(argument.range, unknown);
  noteUnknown(id + "." + attribute, range);
  return made(around_.attribute(id, attribute).value_or(""), range);
}

/// The value of `name` in a text of `Fn::Sub` with the object `values`, which may be null.
std::string Evaluator::valueInText(const std::string &name, const Node *values, Range place) {
  const Node *given = around_.given().find(name) ? nullptr : valueIn(values, name);
  std::optional<std::string> found;
  if (given) {
    bool isOwnBefore = std::exchange(isOwnPlace_, isOwnPlace_ || !fixed_);
    const Node *made = elsewhere(*from_, *given, place);
    isOwnPlace_ = isOwnBefore;
    found = made ? scalarText(*made) : std::nullopt;
  } else if (const Node *other =
                 around_.onText ? around_.onText(variable(name, place), place, *this) : nullptr) {
    found = scalarText(*other);
  } else {
    found = named(name);
  }
  bool isNamed = !given && !loop_.contains(name) &&
                 (!found || (name.find('.') != name.npos && name.find(':') == name.npos));
  if (std::string unknown = isNamed ? around_.unknownName(name) : ""; !unknown.empty())
    wrong(place, unknown);
  else if (!found)
    wrong(place, "the value of `" + name + "` is not a text");
  return found.value_or("");
}

/// `"text ${Name}"`, or a list of such a text and an object with values of names.
const Node *Evaluator::substituted(const Member &function, Range range) {
  const Node *pattern = function.value, *values = nullptr;
  if (pattern->is(Node::Kind::Array) && pattern->items.size() == 2) {
    values = pattern->items[1];
    pattern = pattern->items[0];
  }
  if (!pattern->is(Node::Kind::String) || (values && !values->is(Node::Kind::Object)))
    return wrongForm(function, "a text, or a list of a text and an object");
  Decoded input = inLoop(decoded(*pattern), loop_), result;
  std::string_view text = input.text;
  Texts known;
  std::map<std::string, Range> places; ///< where names stand first
  size_t done = 0;
  forEachVariable(text, [&](const std::string &name, size_t begin, size_t end) {
    bool isLiteral = name.starts_with('!');
    Range place = input.place(begin, end);
    result.append(input, done, isLiteral ? begin + 2 : begin);
    done = isLiteral ? begin + 3 : end;
    if (isLiteral)
      return;
    auto value = known.find(name);
    if (value == known.end())
      value = known.emplace(name, valueInText(name, values, place)).first;
    if (!valueIn(values, name))
      noteUnknown(name, place);
    else if (auto first =
                 unknown_.find(placeOf(places.try_emplace(name, place).first->second).begin);
             first != unknown_.end())
      unknown_[placeOf(place).begin] = UnknownPart(first->second);
    work_ += value->second.size();
    if (work_ <= mostWork)
      result.appendReplacement(value->second, place);
  });
  result.append(input, done, text.size());
  return made(resolved(std::move(result)), range);
}

/// `text` with `{{resolve:ssm:NAME:VERSION}}` and its kin replaced by what is given for the name,
/// or by an ARN where the name ends in `arn`; others stay.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
Decoded Evaluator::resolved(Decoded text) {
  constexpr std::string_view begin = "{{resolve:";
  if (text.text.find(begin) == std::string::npos)
    return text;
  Decoded result;
  size_t done = 0;
  for (size_t at = text.text.find(begin); at != std::string::npos;
       at = text.text.find(begin, at + 1)) {
    size_t end = text.text.find("}}", at);
    size_t service = text.text.find(':', at + begin.size());
    if (end == std::string::npos || service > end)
      break;
    std::string_view rest = std::string_view(text.text).substr(service + 1, end - service - 1);
    bool isSecret = rest.starts_with("arn:"); // the ARN of a secret has colons of its own
    std::string name(isSecret ? rest : rest.substr(0, rest.find(':')));
    std::optional<std::string> value;
    if (const std::string *given = around_.given().find(name))
      value = *given;
    else if (name.size() >= 3 &&
             (name.ends_with("arn") || name.ends_with("Arn") || name.ends_with("ARN")))
      value = around_.guessedArn(name.substr(name.find_first_not_of('/')));
    Range place = text.place(at, end + 2);
    if (!value) {
      unknown_[place.begin] = {name, "give `--define " + name + "=...`", false};
      continue;
    }
    result.append(text, done, at);
    result.appendReplacement(*value, place);
    done = end + 2;
  }
  result.append(text, done, text.text.size());
  return result;
}

const Node *Evaluator::joined(const Member &function, Range range) {
  const Node *list = arguments(function, 2, 2, "a separator and a list");
  std::optional<std::string> separator = list ? text(*list->items[0]) : std::nullopt;
  const Node *parts = list ? value(*list->items[1]) : nullptr;
  if (!separator || !parts || !parts->is(Node::Kind::Array)) {
    if (list)
      wrongForm(function, "a separator and a list");
    return made(std::string(), range);
  }
  Decoded result;
  for (size_t i = 0; i < parts->items.size(); ++i) {
    const Node &part = *parts->items[i];
    if (i > 0)
      result.appendReplacement(*separator, {part.range.begin, part.range.begin});
    if (!scalarText(part)) {
      wrong(part.range, "`Fn::Join` joins texts, but this is " +
                            std::string(asl::document::kindName(part.kind)));
      continue;
    }
    Decoded text;
    if (part.is(Node::Kind::String))
      text = decodedOf(out_, part);
    else
      text.appendReplacement(*scalarText(part), part.range);
    result.append(text, 0, text.text.size());
  }
  return made(std::move(result), range);
}

const Node *Evaluator::selected(const Member &function, Range range) {
  const Node *list = arguments(function, 2, 2, "an index and a list");
  std::optional<std::string> written = list ? text(*list->items[0]) : std::nullopt;
  const Node *items = list ? value(*list->items[1]) : nullptr;
  std::optional<size_t> index = written ? asl::parseNumber<size_t>(*written) : std::nullopt;
  if (!index || !items || !items->is(Node::Kind::Array))
    return list ? wrongForm(function, "an index and a list") : made(std::string(), range);
  if (*index < items->items.size())
    return items->items[*index];
  // A text that stands for a parameter has not the parts of its value.
  if (functionIn(*list->items[1]) && !items->items.empty())
    return items->items.back();
  return wrong(range, "the list has no item " + *written + ", because it has " +
                          std::to_string(items->items.size()));
}

const Node *Evaluator::split(const Member &function, Range range) {
  const Node *list = arguments(function, 2, 2, "a separator and a text");
  std::optional<std::string> separator = list ? text(*list->items[0]) : std::nullopt;
  std::optional<std::string> whole = list ? text(*list->items[1]) : std::nullopt;
  if (!separator || separator->empty() || !whole)
    return list ? wrongForm(function, "a separator and a text") : listOf({}, range);
  std::vector<std::string> parts;
  size_t begin = 0;
  for (size_t at = whole->find(*separator); at != whole->npos;
       at = whole->find(*separator, begin)) {
    parts.push_back(whole->substr(begin, at - begin));
    begin = at + separator->size();
  }
  parts.push_back(whole->substr(begin));
  return listOf(std::move(parts), range);
}

/// The functions that are needed less often.
const Node *Evaluator::structural(const Member &function, Range range) {
  std::string_view name = function.key;
  if (name == "Fn::Base64") {
    std::optional<std::string> plain = text(*function.value);
    return made(asl::base64Encoded(plain.value_or("")), range);
  }
  if (name == "Fn::ToJsonString") {
    const Node *made = value(*function.value);
    return this->made(made ? source::toJson(*made) : "null", range);
  }
  if (name == "Fn::Length") {
    const Node *list = value(*function.value);
    if (!list || !list->is(Node::Kind::Array))
      return wrongForm(function, "a list");
    Node *number = out_.make();
    number->kind = Node::Kind::Number;
    number->text = std::to_string(list->items.size());
    number->range = placeOf(range);
    return number;
  }
  if (name == "Fn::GetAZs") {
    const Node *region = value(*function.value);
    std::string of = region ? scalarText(*region).value_or("") : "";
    of = of.empty() ? around_.pseudo("AWS::Region") : of;
    return listOf({of + "a", of + "b", of + "c"}, range);
  }
  if (name == "Fn::Cidr") {
    std::vector<std::string> blocks;
    for (int i = 0; i < 256; ++i)
      blocks.push_back("10.0." + std::to_string(i) + ".0/24");
    return listOf(std::move(blocks), range);
  }
  return wrong(function.keyRange,
               "`" + function.key + "` is not a function that can be carried out here");
}

} // namespace aslc::project
