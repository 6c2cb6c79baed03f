// The functions of Terraform that definitions are written with.
#include "compiler/project/definition.h"
#include "compiler/project/hcl_dates.h"
#include "compiler/project/hcl_nodes.h"
#include "compiler/project/hcl_values.h"
#include "runtime/expr/regex.h"
#include "runtime/expr/time.h"
#include "runtime/support/encoding.h"
#include "runtime/support/file.h"
#include "runtime/support/number_text.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <set>
#include <string_view>
#include <utility>

namespace aslc::project {

using hcl::Expression;
using source::Member;
using source::Node;

namespace {

constexpr size_t largestFile = 4u << 20; ///< bytes
constexpr double longestRange = 10'000;

/// `text` with `from` replaced by `to`.
std::string replaced(std::string text, const std::string &from, const std::string &to) {
  if (from.empty())
    return text;
  for (size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string trimmed(const std::string &text, std::string_view characters = " \t\r\n") {
  size_t begin = std::min(text.find_first_not_of(characters), text.size());
  size_t end = text.find_last_not_of(characters);
  return end == text.npos ? std::string() : text.substr(begin, end + 1 - begin);
}

std::vector<std::string> split(const std::string &separator, const std::string &text) {
  std::vector<std::string> parts;
  size_t begin = 0;
  for (size_t end = text.find(separator); !separator.empty() && end != text.npos;
       end = text.find(separator, begin)) {
    parts.push_back(text.substr(begin, end - begin));
    begin = end + separator.size();
  }
  parts.push_back(text.substr(begin));
  return parts;
}

size_t spaces(const std::string &written) {
  return std::min<size_t>(asl::parseNumber<size_t>(written).value_or(0), 100);
}

/// `substr`: a text, an offset, from the end where it is negative, and a length or -1.
std::string part(const std::vector<std::string> &texts) {
  auto size = static_cast<long>(texts[0].size());
  long begin = std::strtol(texts[1].c_str(), nullptr, 10);
  long length = std::strtol(texts[2].c_str(), nullptr, 10);
  begin = std::clamp(begin < 0 ? size + begin : begin, 0L, size);
  return texts[0].substr(static_cast<size_t>(begin),
                         length < 0 ? std::string::npos : static_cast<size_t>(length));
}

/// The paths of the files below `folder`, from there, that match a pattern with `*`; `**` is any
/// number of folders.
std::vector<std::string> filesIn(const std::string &folder, const std::string &pattern) {
  namespace fs = std::filesystem;
  constexpr size_t most = 1000;
  std::string regex; // of RE2
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern.compare(i, 3, "**/") == 0) {
      regex += "(.*/)?";
      i += 2;
    } else if (pattern[i] == '*') {
      regex += "[^/]*";
    } else {
      bool isPlain = std::isalnum(static_cast<unsigned char>(pattern[i])) != 0;
      regex += (isPlain ? "" : "\\") + std::string(1, pattern[i]);
    }
  }
  std::vector<std::string> found;
  std::error_code failed;
  for (fs::recursive_directory_iterator entry(folder, failed), end;
       !failed && entry != end && found.size() < most; entry.increment(failed)) {
    std::string path = entry->path().lexically_relative(folder).string();
    std::error_code ignored;
    if (entry->is_regular_file(ignored) && asl::patternMatches(regex, path).value_or(false))
      found.push_back(path);
  }
  std::sort(found.begin(), found.end());
  return found;
}

} // namespace

const Node *HclEvaluator::listOf(const std::vector<std::string> &texts, const Placed &at) {
  Node *list = make(Node::Kind::Array, at);
  for (const std::string &text : texts)
    list->items.push_back(made(text, at));
  return list;
}

/// `try` and `can`, whose arguments may be wrong.
const Node *HclEvaluator::tried(const Placed &at) {
  const Expression &from = *at.expression;
  for (const auto &item : from.items) {
    diag::Engine problems(out_.file);
    HclEvaluator inner(module_, out_, problems);
    inner.scope_ = scope_;
    inner.fixed_ = fixed_;
    inner.isTemplate_ = isTemplate_;
    inner.isComplete_ = isComplete_;
    const Node *result = inner.value({at.document, item.get()});
    if (from.text == "can")
      return boolean(!problems.hasErrors(), at);
    if (!problems.hasErrors())
      return result;
  }
  return unsupported(at, "all arguments of `try` are wrong");
}

const Node *HclEvaluator::call(const Placed &at) {
  const Expression &from = *at.expression;
  std::string_view function = from.text;
  auto oneOf = [&](auto... names) { return ((function == names) || ...); };
  if (oneOf("try", "can") && !from.items.empty())
    return tried(at);
  Nodes arguments;
  size_t unknownBefore = module_.unknownCount();
  for (const auto &item : from.items)
    arguments.push_back(value({at.document, item.get()}));
  if (from.boolean && !arguments.empty() && arguments.back()->is(Node::Kind::Array)) {
    Nodes spread = arguments.back()->items;
    arguments.pop_back();
    arguments.insert(arguments.end(), spread.begin(), spread.end());
  }
  if (!arguments.empty()) {
    if (function == "jsonencode")
      return made(escapedJson(source::toJson(*expanded(*arguments[0], at))), at);
    if (oneOf("jsondecode", "yamldecode"))
      return decoded(*arguments[0],
                     function == "jsondecode" ? source::Notation::Json : source::Notation::Yaml,
                     module_.unknownCount() != unknownBefore, at);
    if (oneOf("file", "templatefile"))
      return file(function, arguments, at);
    if (function == "format")
      return formatted(arguments, at);
    if (oneOf("tonumber", "tobool"))
      return converted(function, *arguments[0], at);
    if (oneOf("tolist", "tomap", "sensitive", "nonsensitive"))
      return arguments[0];
    if (const Node *made = ofContainers(function, arguments, at))
      return madeOf(made, arguments);
  }
  std::vector<std::string> texts;
  for (const Node *argument : arguments) {
    if (argument->is(Node::Kind::Array))
      for (const Node *item : argument->items)
        texts.push_back(plainText(*item));
    else
      texts.push_back(plainText(*argument));
  }
  return ofTexts(function, texts, at);
}

/// `tonumber` and `tobool` of a value, which may be a text that stands for one.
const Node *HclEvaluator::converted(std::string_view function, const Node &from, const Placed &at) {
  std::optional<std::string> text = scalarText(from);
  if (!text || !from.is(Node::Kind::String))
    return &from;
  if (function == "tobool")
    return boolean(*text == "true", at);
  bool isWritten = module_.follow({at.document, at.expression->items[0].get()})
                       .expression->is(Expression::Kind::Text);
  if (isWritten && !asl::parseNumber<double>(*text))
    return wrong(at, "`tonumber` needs a number, not `" + *text + "`");
  return number(numberOf(from), at);
}

const Node *HclEvaluator::ofTexts(std::string_view function, const std::vector<std::string> &texts,
                                  const Placed &at) {
  auto changed = [&](int (*change)(int)) {
    std::string text = texts[0];
    std::transform(text.begin(), text.end(), text.begin(),
                   [&](unsigned char c) { return static_cast<char>(change(c)); });
    return made(std::move(text), at);
  };
  auto is = [&](std::string_view name, size_t count) {
    return function == name && texts.size() == count;
  };
  if (is("lower", 1))
    return changed(std::tolower);
  if (is("upper", 1))
    return changed(std::toupper);
  if (is("title", 1)) {
    std::string text = texts[0];
    for (size_t i = 0; i < text.size(); ++i)
      if (i == 0 || text[i - 1] == ' ')
        text[i] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[i])));
    return made(std::move(text), at);
  }
  if (is("trimspace", 1))
    return made(trimmed(texts[0]), at);
  if (is("chomp", 1))
    return made(texts[0].substr(0, texts[0].find_last_not_of("\r\n") + 1), at);
  if (is("trim", 2))
    return made(trimmed(texts[0], texts[1]), at);
  if (is("trimprefix", 2))
    return made(texts[0].substr(texts[0].starts_with(texts[1]) ? texts[1].size() : 0), at);
  if (is("trimsuffix", 2))
    return made(
        texts[0].substr(0, texts[0].size() - (texts[0].ends_with(texts[1]) ? texts[1].size() : 0)),
        at);
  if (is("startswith", 2) || is("endswith", 2))
    return boolean(
        function == "endswith" ? texts[0].ends_with(texts[1]) : texts[0].starts_with(texts[1]), at);
  if (is("strcontains", 2))
    return boolean(texts[0].find(texts[1]) != texts[0].npos, at);
  if (is("tostring", 1) || is("abspath", 1) || is("pathexpand", 1))
    return made(texts[0], at);
  if (is("basename", 1))
    return made(texts[0].substr(texts[0].rfind('/') + 1), at);
  if (is("replace", 3) &&
      !(texts[1].size() > 1 && texts[1].starts_with('/') && texts[1].ends_with('/')))
    return made(replaced(texts[0], texts[1], texts[2]), at);
  if (is("dirname", 1))
    return made(std::filesystem::path(texts[0]).parent_path().string(), at);
  if (is("base64encode", 1))
    return made(asl::base64Encoded(texts[0]), at);
  if (is("substr", 3))
    return made(part(texts), at);
  if (is("indent", 2))
    return made(replaced(texts[1], "\n", "\n" + std::string(spaces(texts[0]), ' ')), at);
  if (is("fileexists", 1)) {
    std::error_code ignored;
    return boolean(
        std::filesystem::is_regular_file(pathFrom(*at.document->file, texts[0]), ignored), at);
  }
  if (is("fileset", 2))
    return listOf(filesIn(pathFrom(*at.document->file, texts[0]), texts[1]), at);
  if (is("split", 2))
    return listOf(split(texts[0], texts[1]), at);
  if (function == "join" && !texts.empty()) {
    std::string all;
    for (size_t i = 1; i < texts.size(); ++i)
      all += (i > 1 ? texts[0] : "") + texts[i];
    return made(std::move(all), at);
  }
  if (is("timestamp", 0) || is("plantimestamp", 0))
    return made(currentTimestamp(), at);
  if (is("formatdate", 2))
    return dated(texts, at);
  return unsupported(at, "the function `" + std::string(function) + "` is not carried out here");
}

/// `formatdate` of a timestamp, which stands as it is when it is not known here.
const Node *HclEvaluator::dated(const std::vector<std::string> &texts, const Placed &at) {
  bool isTimestamp = asl::parseTimestamp(texts[1]).has_value();
  bool isWritten = module_.follow({at.document, at.expression->items.back().get()})
                       .expression->is(Expression::Kind::Text);
  if (!isTimestamp)
    return isWritten ? wrong(at, "`" + texts[1] + "` is not a timestamp") : made(texts[1], at);
  asl::Expected<std::string> date = formattedDate(texts[0], texts[1]);
  return date ? made(*std::move(date), at) : wrong(at, date.error());
}

/// Null: the function is none of these.
const Node *HclEvaluator::ofContainers(std::string_view function, const Nodes &arguments,
                                       const Placed &at) {
  const Node &first = *arguments[0];
  auto is = [&](std::string_view name, size_t count) {
    return function == name && arguments.size() == count;
  };
  if (is("length", 1))
    return number(static_cast<double>(first.items.size() + first.members.size() +
                                      (first.is(Node::Kind::String) ? first.text.size() : 0)),
                  at);
  if (function == "coalesce" || function == "coalescelist") {
    for (const Node *each : arguments)
      if (!each->is(Node::Kind::Null) && !(each->is(Node::Kind::String) && each->text.empty()) &&
          !(each->is(Node::Kind::Array) && each->items.empty()))
        return each;
    return arguments.back();
  }
  if (is("floor", 1) || is("ceil", 1) || is("abs", 1)) {
    double given = numberOf(first);
    return number(function == "floor"  ? std::floor(given)
                  : function == "ceil" ? std::ceil(given)
                                       : std::abs(given),
                  at);
  }
  if (function == "min" || function == "max") {
    double chosen = numberOf(first);
    for (const Node *each : arguments)
      chosen =
          function == "min" ? std::min(chosen, numberOf(*each)) : std::max(chosen, numberOf(*each));
    return number(chosen, at);
  }
  if (function == "range") {
    double begin = arguments.size() > 1 ? numberOf(first) : 0;
    double end = arguments.size() > 1 ? numberOf(*arguments[1]) : numberOf(first);
    double step = arguments.size() > 2 ? numberOf(*arguments[2]) : end < begin ? -1 : 1;
    Node *list = make(Node::Kind::Array, at);
    if (step == 0 || (end - begin) / step > longestRange)
      return unsupported(at, "this range is too long");
    for (double each = begin; step > 0 ? each < end : each > end; each += step)
      list->items.push_back(number(each, at));
    return list;
  }
  if (const Node *made = ofObject(function, arguments, at))
    return made;
  return ofList(function, arguments, at);
}

const Node *HclEvaluator::ofObject(std::string_view function, const Nodes &arguments,
                                   const Placed &at) {
  const Node &first = *arguments[0];
  if (function == "lookup" && arguments.size() >= 2) {
    const Node *found = valueIn(&first, scalarText(*arguments[1]).value_or(""));
    if (found || arguments.size() > 2)
      return found ? found : arguments[2];
    if (isOpen(first) && !first.members.empty())
      return first.members[0].value;
    return wrong(at, "there is no such key");
  }
  if (function == "keys" || function == "values") {
    Node *list = make(Node::Kind::Array, at);
    for (const Member &member : sortedMembers(first))
      list->items.push_back(function == "keys" ? made(member.key, at) : member.value);
    return list;
  }
  if (function == "merge") {
    Node *all = make(Node::Kind::Object, at);
    for (const Node *each : arguments)
      for (const Member &member : each->members)
        setMember(*all, member);
    return all;
  }
  if (function == "zipmap" && arguments.size() == 2) {
    Node *all = make(Node::Kind::Object, at);
    for (size_t i = 0; i < std::min(first.items.size(), arguments[1]->items.size()); ++i)
      setMember(*all, {plainText(*first.items[i]), placeOf(at), arguments[1]->items[i]});
    return all;
  }
  return nullptr;
}

std::string HclEvaluator::comparedText(const Node &value, const Placed &at) {
  bool isContainer = value.is(Node::Kind::Array) || value.is(Node::Kind::Object);
  return isContainer ? source::toJson(*expanded(value, at)) : plainText(value);
}

const Node *HclEvaluator::ofList(std::string_view function, const Nodes &arguments,
                                 const Placed &at) {
  const Node &first = *arguments[0];
  auto is = [&](std::string_view name, size_t count) {
    return function == name && arguments.size() == count;
  };
  if (is("element", 2) && !first.items.empty())
    return first
        .items[static_cast<size_t>(std::max(0.0, numberOf(*arguments[1]))) % first.items.size()];
  if (is("one", 1))
    return first.items.empty() ? make(Node::Kind::Null, at) : first.items[0];
  if (is("contains", 2))
    return boolean(std::any_of(first.items.begin(), first.items.end(),
                               [&](const Node *item) {
                                 return comparedText(*item, at) == comparedText(*arguments[1], at);
                               }),
                   at);
  if (is("alltrue", 1) || is("anytrue", 1)) {
    auto truth = [](const Node *item) { return isTrue(*item); };
    return boolean(function == "alltrue"
                       ? std::all_of(first.items.begin(), first.items.end(), truth)
                       : std::any_of(first.items.begin(), first.items.end(), truth),
                   at);
  }
  if (is("sum", 1)) {
    double total = 0;
    for (const Node *item : first.items)
      total += numberOf(*item);
    return number(total, at);
  }
  Node *all = make(Node::Kind::Array, at);
  if (function == "formatlist")
    return formattedList(arguments, at);
  if (function == "concat") {
    for (const Node *each : arguments)
      all->items.insert(all->items.end(), each->items.begin(), each->items.end());
    return all;
  }
  if (is("flatten", 1)) {
    std::function<void(const Node &)> add = [&](const Node &list) {
      for (const Node *item : list.items)
        if (item->is(Node::Kind::Array))
          add(*item);
        else
          all->items.push_back(item);
    };
    add(first);
    return all;
  }
  if (is("slice", 3)) {
    auto end =
        std::min(first.items.size(), static_cast<size_t>(std::max(0.0, numberOf(*arguments[2]))));
    for (auto i = static_cast<size_t>(std::max(0.0, numberOf(*arguments[1]))); i < end; ++i)
      all->items.push_back(first.items[i]);
    return all;
  }
  if (is("toset", 1) && !first.is(Node::Kind::Array))
    return &first; // which is not known here
  bool isUnion = function == "setunion" || is("toset", 1);
  bool isSet = is("distinct", 1) || is("sort", 1) || is("reverse", 1) || is("compact", 1);
  if (!isSet && !isUnion)
    return nullptr;
  Nodes items = first.items;
  for (size_t i = 1; i < arguments.size(); ++i)
    items.insert(items.end(), arguments[i]->items.begin(), arguments[i]->items.end());
  std::set<std::string> seen;
  for (const Node *item : items) {
    std::string text = comparedText(*item, at);
    bool isLeftOut = ((function == "distinct" || isUnion) && !seen.insert(text).second) ||
                     (function == "compact" && (text.empty() || item->is(Node::Kind::Null)));
    if (!isLeftOut)
      all->items.push_back(item);
  }
  if (function == "reverse")
    std::reverse(all->items.begin(), all->items.end());
  if (function == "sort" || isUnion)
    std::sort(all->items.begin(), all->items.end(),
              [](const Node *a, const Node *b) { return plainText(*a) < plainText(*b); });
  return all;
}

const Node *HclEvaluator::file(std::string_view function, const Nodes &arguments,
                               const Placed &at) {
  std::string path = pathFrom(*at.document->file, scalarText(*arguments[0]).value_or(""));
  auto content = asl::readFile(path, largestFile);
  if (!content)
    return unsupported(at, "the file `" + path + "` cannot be read: " + content.error());
  if (function == "file" || arguments.size() < 2)
    return made(*std::move(content), at);
  auto text = std::make_shared<hcl::Document>(
      hcl::readText(std::make_shared<const source::File>(path, *std::move(content))));
  if (!text->wrong.empty())
    return unsupported(at, "the file `" + path + "`: " + text->wrong);
  HclEvaluator inner(module_, out_, diags_);
  inner.fixed_ = placeOf(at);
  inner.depth_ = depth_;
  inner.beginTemplate(*arguments[1],
                      hasKnownKeys(*arguments[1], {at.document, at.expression->items[1].get()}));
  return made(inner.text({text.get(), text->root.find("text")}).text, at);
}

const Node *HclEvaluator::decoded(const Node &from, source::Notation notation, bool isUnknown,
                                  const Placed &at) {
  auto tree = readTemplate(
      std::make_shared<const source::File>(out_.file->name(), scalarText(from).value_or("")),
      notation);
  bool isRead = tree->root && tree->faults.empty();
  if (!isRead && isUnknown)
    return &from;
  if (!isRead)
    return wrong(at, "this is not " +
                         std::string(notation == source::Notation::Yaml ? "YAML" : "JSON") +
                         (tree->faults.empty() ? "" : ": " + tree->faults[0].message()));
  return copyAt(*tree->root, out_, placeOf(at));
}

} // namespace aslc::project
