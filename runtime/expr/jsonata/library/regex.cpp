// Regular expressions as functions.
#include "runtime/expr/jsonata/library/regex.h"

#include "runtime/expr/jsonata/eval/evaluation.h"
#include "runtime/support/utf8.h"

#include <re2/re2.h>

namespace asl::jsonata {

namespace {

/// What `next` of a match needs to go on.
struct Rest {
  const re2::RE2 *pattern;
  Value text;
  size_t from;
};

Value matchFrom(Heap &heap, const re2::RE2 &pattern, Value subject, size_t from);

Value matchNext(asl_heap *memory, const Function *self, Value, const Value *, uint32_t) {
  Heap &heap = Heap::of(memory);
  const auto &rest = *static_cast<const Rest *>(self->data);
  if (rest.from >= text(rest.text).size())
    return undefined();
  Value next = matchFrom(heap, *rest.pattern, rest.text, rest.from);
  if (isObject(next) && memberByText(next, "match").string->length == 0)
    return fail(heap, "D1004", {.value = heap.string(rest.pattern->pattern())});
  return next;
}

Value matchFrom(Heap &heap, const re2::RE2 &pattern, Value subject, size_t from) {
  std::string_view whole = text(subject);
  std::optional<Match> match = findMatch(pattern, whole, from);
  if (!match)
    return undefined();
  List groups(heap);
  for (const auto &group : match->groups)
    groups.push(group ? heap.string(*group) : undefined());
  auto *rest = new (heap.allocate(sizeof(Rest))) Rest{&pattern, subject, match->end};
  auto *next = new (heap.allocate(sizeof(Function))) Function{};
  next->code = matchNext;
  next->data = rest;
  Members members(heap);
  std::string_view matched = whole.substr(match->begin, match->end - match->begin);
  size_t start = utf8::countUtf16Units(whole.substr(0, match->begin));
  members.set("match", heap.string(matched));
  members.set("start", fromCount(start));
  members.set("end", fromCount(start + utf8::countUtf16Units(matched)));
  members.set("groups", groups.finish());
  members.set("next", functionValue(next));
  return members.finish();
}

/// Searches of this thread for which RE2 had not enough memory to look at each byte only once.
thread_local uint64_t slowSearches = 0;

/// Only a hook reports slow searches, and a process has only one: if another was set before, it is
/// called too.
void countSlowSearches() {
  static const auto other = re2::hooks::GetDFASearchFailureHook();
  static const bool isSet = [] {
    re2::hooks::SetDFASearchFailureHook([](const re2::hooks::DFASearchFailure &failure) {
      ++slowSearches;
      other(failure);
    });
    return true;
  }();
  static_cast<void>(isSet);
}

/// Looks for a match and counts the steps of slow searches. False: there is none, or the evaluation
/// has used its steps.
bool search(const re2::RE2 &pattern, re2::StringPiece whole, size_t from,
            std::vector<re2::StringPiece> &pieces) {
  constexpr uint64_t slowInstructionsOfAStep = 16;
  countSlowSearches();
  slowSearches = 0;
  bool isFound = pattern.Match(whole, from, whole.size(), re2::RE2::UNANCHORED, pieces.data(),
                               static_cast<int>(pieces.size()));
  if (slowSearches == 0) [[likely]]
    return isFound;
  const char *end = isFound ? pieces[0].data() + pieces[0].size() : whole.data() + whole.size();
  auto bytes = static_cast<uint64_t>(end - whole.data()) - from;
  auto instructions = static_cast<uint64_t>(pattern.ProgramSize());
  return Evaluation::current().countStep(slowSearches * bytes * instructions /
                                         slowInstructionsOfAStep) &&
         isFound;
}

/// An instruction of a pattern takes so long for a byte that these are a step.
constexpr uint64_t instructionsOfAStep = 3;

/// The steps to find the groups of a match of so many bytes. RE2 follows all that a large pattern
/// may do; with a small one, or in a short match, it does little more than look at the bytes.
uint64_t stepsForGroups(uint64_t bytes, uint64_t instructions) {
  constexpr uint64_t shortMatch = 256 << 10, smallPattern = 128;
  if (bytes * instructions <= shortMatch)
    return bytes * instructions / 100;
  return instructions > smallPattern ? bytes * instructions / instructionsOfAStep : bytes / 2;
}

/// Counts a match before it is looked for. False: it would take too long. RE2 cannot be stopped,
/// nor does it say beforehand whether a large pattern needs more memory than it has for looking at
/// each byte once.
bool countMatch(const re2::RE2 &pattern, re2::StringPiece whole, size_t from) {
  constexpr uint64_t largePattern = 1000;
  Evaluation &evaluation = Evaluation::current();
  auto instructions = static_cast<uint64_t>(pattern.ProgramSize());
  uint64_t most = (whole.size() - from) * instructions / instructionsOfAStep;
  if (instructions > largePattern && most > evaluation.limits().steps &&
      !evaluation.countStep(most))
    return false;
  if (pattern.NumberOfCapturingGroups() == 0 || most < 1000)
    return true;
  std::vector<re2::StringPiece> found(1); // without groups, which is fast
  return search(pattern, whole, from, found) &&
         evaluation.countStep(stepsForGroups(found[0].size(), instructions));
}

} // namespace

std::optional<Match> findMatch(const re2::RE2 &pattern, std::string_view subject, size_t from) {
  int groups = pattern.NumberOfCapturingGroups();
  std::vector<re2::StringPiece> pieces(static_cast<size_t>(groups) + 1);
  re2::StringPiece whole(subject.data(), subject.size());
  if (from > subject.size() || !countMatch(pattern, whole, from) ||
      !search(pattern, whole, from, pieces))
    return std::nullopt;
  Match match;
  match.begin = static_cast<size_t>(pieces[0].data() - subject.data());
  match.end = match.begin + pieces[0].size();
  for (int i = 1; i <= groups; ++i) {
    const re2::StringPiece &piece = pieces[static_cast<size_t>(i)];
    match.groups.push_back(
        piece.data() ? std::optional(std::string_view(piece.data(), piece.size())) : std::nullopt);
  }
  return match;
}

const re2::RE2 *patternOf(Value value) {
  if (!isFunction(value) || function(value).code != matchText)
    return nullptr;
  return static_cast<const re2::RE2 *>(function(value).data);
}

Value matchText(asl_heap *heap, const Function *self, Value, const Value *arguments,
                uint32_t count) {
  if (count == 0 || !isString(arguments[0]))
    return undefined();
  return matchFrom(Heap::of(heap), *static_cast<const re2::RE2 *>(self->data), arguments[0], 0);
}

} // namespace asl::jsonata
