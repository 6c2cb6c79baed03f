// $contains, $match, $replace and $split: by a text, a regular expression, or a function that
// matches.
#include "runtime/expr/jsonata/eval/evaluation.h"
#include "runtime/expr/jsonata/library/library.h"
#include "runtime/expr/jsonata/library/regex.h"
#include "runtime/expr/jsonata/library/unicode.h"
#include "runtime/support/utf8.h"

#include <cmath>

namespace asl::jsonata::library {

namespace {

/// A place that a matching function gave.
size_t indexOf(Value number) {
  double index = toDouble(number);
  return index > 0 ? static_cast<size_t>(std::fmin(index, UINT32_MAX)) : 0;
}

/// The matches of a pattern one after another, wherever they come from.
class Matches {
public:
  Matches(Heap &heap, Value matcher, Value subject)
      : heap_(heap), matcher_(matcher), subject_(subject), pattern_(patternOf(matcher)) {}

  /// Finds the next match; false when there is none or `error` is set.
  bool next() {
    if (!Evaluation::of(heap_).countStep()) {
      error = outOfSteps(heap_);
      return false;
    }
    if (pattern_)
      return nextOfPattern();
    Value callee = first_ ? matcher_ : memberByText(object, "next");
    Value found = apply(heap_, callee, first_ ? &subject_ : nullptr, first_ ? 1 : 0);
    first_ = false;
    if (isError(found))
      error = found;
    if (isError(found) || isUndefined(found))
      return false;
    Value start = memberByText(found, "start"), end = memberByText(found, "end");
    if (!isNumber(start) && !isNumber(end) && !isArray(memberByText(found, "groups")) &&
        !isFunction(memberByText(found, "next"))) {
      error = fail(heap_, "T1010");
      return false;
    }
    std::string_view whole = text(subject_);
    begin = offsetOfUnit(whole, isNumber(start) ? indexOf(start) : 0);
    finish = isNumber(end) ? offsetOfUnit(whole, indexOf(end)) : begin;
    object = found;
    return true;
  }

  /// The match as the reference hands it to a replacing function.
  Value asObject() {
    if (!pattern_)
      return object;
    Members members(heap_);
    members.set("match", heap_.string(text(subject_).substr(begin, finish - begin)));
    members.set("start", place(begin));
    members.set("end", place(finish));
    members.set("groups", groups());
    return members.finish();
  }
  /// A byte of the subject as its place in UTF-16 units; counted on from the last one asked for.
  Value place(size_t byte) {
    if (byte < countedBytes_)
      countedBytes_ = countedUnits_ = 0;
    countedUnits_ +=
        utf8::countUtf16Units(text(subject_).substr(countedBytes_, byte - countedBytes_));
    countedBytes_ = byte;
    return fromCount(countedUnits_);
  }
  Value matched() {
    return pattern_ ? heap_.string(text(subject_).substr(begin, finish - begin))
                    : memberByText(object, "match");
  }
  Value groups() {
    if (!pattern_)
      return arrayOf(heap_, memberByText(object, "groups"));
    List list(heap_);
    for (const auto &group : current_.groups)
      list.push(group ? heap_.string(*group) : undefined());
    return list.finish();
  }

  size_t begin = 0, finish = 0; ///< bytes of the subject
  Value object = undefined();
  Value error = undefined();

private:
  bool nextOfPattern() {
    std::string_view whole = text(subject_);
    if (!first_ && finish >= whole.size())
      return false;
    auto found = findMatch(*pattern_, whole, finish);
    if (!found)
      return false;
    if (!first_ && found->begin == found->end) {
      error = fail(heap_, "D1004");
      return false;
    }
    first_ = false;
    current_ = std::move(*found);
    begin = current_.begin;
    finish = current_.end;
    return true;
  }

  Heap &heap_;
  Value matcher_, subject_;
  const re2::RE2 *pattern_;
  Match current_;
  bool first_ = true;
  size_t countedBytes_ = 0, countedUnits_ = 0;
};

/// How many matches a limit argument allows; nullopt: all.
std::optional<double> limitOf(Value limit) {
  return isUndefined(limit) ? std::nullopt : std::optional(toDouble(limit));
}
bool below(uint32_t count, std::optional<double> limit) { return !limit || count < *limit; }

/// The replacement text of one match: `$0`, `$1`, ... and `$$` are replaced. Ends when `out` is
/// longer than a text may be.
void substitute(std::string &out, std::string_view pattern, Value matched, Value groups) {
  size_t at = 0;
  auto groupCount = static_cast<double>(jsonata::length(groups));
  for (size_t dollar; (dollar = pattern.find('$', at)) != std::string_view::npos;) {
    if (out.size() > maxTextBytes)
      return;
    out += pattern.substr(at, dollar - at);
    at = dollar + 1;
    char next = at < pattern.size() ? pattern[at] : '\0';
    if (next == '$') {
      out += '$';
      ++at;
      continue;
    }
    if (next == '0') {
      out += text(matched);
      ++at;
      continue;
    }
    size_t digits = groupCount == 0 ? 1 : static_cast<size_t>(std::log10(groupCount)) + 1;
    auto number = [&](size_t length) {
      double value = -1;
      for (size_t i = at;
           i < pattern.size() && i < at + length && pattern[i] >= '0' && pattern[i] <= '9'; ++i)
        value = (value < 0 ? 0 : value * 10) + (pattern[i] - '0');
      return value;
    };
    double index = number(digits);
    if (digits > 1 && index > groupCount)
      index = number(digits - 1);
    if (index < 0) {
      out += '$';
      continue;
    }
    if (index >= 1 && index <= groupCount)
      if (Value group = item(groups, static_cast<uint32_t>(index) - 1); isString(group))
        out += text(group);
    at += std::to_string(static_cast<int>(index)).size();
  }
  out += pattern.substr(at);
}

} // namespace

Value contains_(const Call &call) {
  if (isUndefined(call[0]) || isUndefined(call[1]))
    return undefined();
  if (isString(call[1]))
    return asl::boolean(text(call[0]).find(text(call[1])) != std::string_view::npos);
  Matches matches(call.heap, call[1], call[0]);
  bool found = matches.next();
  return isError(matches.error) ? matches.error : asl::boolean(found);
}

Value match_(const Call &call) {
  if (isUndefined(call[0]))
    return undefined();
  auto limit = limitOf(call[2]);
  if (limit && *limit < 0)
    return fail(call.heap, "D3040", {.value = call[2], .index = 3});
  List list(call.heap);
  Matches matches(call.heap, call[1], call[0]);
  for (uint32_t count = 0; below(count, limit) && matches.next(); ++count) {
    Members members(call.heap);
    members.set("match", matches.matched());
    members.set("index", matches.place(matches.begin));
    members.set("groups", matches.groups());
    list.push(members.finish());
  }
  return isError(matches.error) ? matches.error : list.finish(sequenceFlag);
}

namespace {

/// $split by a text; by an empty one into characters.
Value splitByText(const Call &call, std::optional<double> limit) {
  Evaluation &evaluation = Evaluation::of(call.heap);
  std::string_view whole = text(call[0]), separator = text(call[1]);
  auto most = limit ? std::floor(*limit) : 4e9;
  List list(call.heap);
  size_t from = 0;
  while (list.size() < most && evaluation.countStep()) {
    size_t at = separator.empty() ? from + offsetOfCodePoint(whole.substr(from), 1)
                                  : whole.find(separator, from);
    if (separator.empty() && from == whole.size())
      break;
    list.push(call.heap.string(whole.substr(from, at - from)));
    if (at == std::string_view::npos)
      break;
    from = at + separator.size();
  }
  return evaluation.outOfSteps() ? outOfSteps(call.heap) : list.finish();
}

} // namespace

Value split_(const Call &call) {
  if (isUndefined(call[0]))
    return undefined();
  auto limit = limitOf(call[2]);
  if (limit && *limit < 0)
    return fail(call.heap, "D3020", {.value = call[2], .index = 3});
  if (isString(call[1]))
    return splitByText(call, limit);
  std::string_view whole = text(call[0]);
  List list(call.heap);
  Matches matches(call.heap, call[1], call[0]);
  size_t from = 0;
  uint32_t count = 0;
  for (; below(count, limit) && matches.next(); ++count) {
    list.push(call.heap.string(whole.substr(from, matches.begin - from)));
    from = matches.finish;
  }
  if (isError(matches.error))
    return matches.error;
  if (below(count, limit))
    list.push(call.heap.string(whole.substr(from)));
  return list.finish();
}

namespace {

Value replaceText(const Call &call, std::optional<double> limit) {
  Evaluation &evaluation = Evaluation::of(call.heap);
  std::string_view whole = text(call[0]), pattern = text(call[1]);
  Value replacement = call[2];
  std::string out;
  size_t from = 0;
  uint32_t count = 0;
  for (size_t at; below(count, limit) && (at = whole.find(pattern, from)) != std::string_view::npos;
       ++count) {
    if (!evaluation.countStep())
      return outOfSteps(call.heap);
    out += whole.substr(from, at - from);
    out += isString(replacement) ? text(replacement) : "";
    from = at + pattern.size();
    if (out.size() > maxTextBytes)
      return outOfMemory(call.heap);
  }
  out += whole.substr(from);
  return call.heap.string(out);
}

} // namespace

Value replace_(const Call &call) {
  if (isUndefined(call[0]))
    return undefined();
  if (isString(call[1]) && call[1].string->length == 0)
    return fail(call.heap, "D3010", {.value = call[1], .index = 2});
  auto limit = limitOf(call[3]);
  if (limit && *limit < 0)
    return fail(call.heap, "D3011", {.value = call[3], .index = 4});
  if (isString(call[1]))
    return replaceText(call, limit);
  std::string_view whole = text(call[0]);
  std::string out;
  size_t from = 0;
  Matches matches(call.heap, call[1], call[0]);
  for (uint32_t count = 0; below(count, limit) && matches.next(); ++count) {
    out += whole.substr(from, matches.begin - from);
    if (isString(call[2])) {
      substitute(out, text(call[2]), matches.matched(), matches.groups());
    } else {
      Value argument = matches.asObject();
      Value replaced = apply(call.heap, call[2], &argument, 1);
      if (isError(replaced))
        return replaced;
      if (!isString(replaced))
        return fail(call.heap, "D3012", {.value = replaced});
      out += text(replaced);
    }
    from = matches.finish;
    if (out.size() > maxTextBytes)
      return outOfMemory(call.heap);
  }
  if (isError(matches.error))
    return matches.error;
  out += whole.substr(from);
  return call.heap.string(out);
}

} // namespace asl::jsonata::library
