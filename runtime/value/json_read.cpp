// JSON text into values, in one pass: checked, with keys turned into symbols and sizes added up on
// the way.
#include "runtime/support/encoding.h"
#include "runtime/value/json.h"

#include "asl/abi/symbol_hash.h"
#include "runtime/support/json_scan.h"
#include "runtime/support/short_text.h"
#include "runtime/support/utf8.h"
#include "runtime/value/json_members.h"
#include "runtime/value/json_number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <optional>
#include <vector>

namespace asl::json {
namespace {

/// A stack of plain things that grows and never shrinks by itself.
template <typename T> class Stack {
public:
  ~Stack() { std::free(items_); }
  Stack() = default;
  Stack(const Stack &) = delete;
  Stack &operator=(const Stack &) = delete;

  void push(const T &item) {
    if (size_ == capacity_) [[unlikely]]
      grow();
    items_[size_++] = item;
  }
  size_t size() const { return size_; }
  T *at(size_t index) { return items_ + index; }
  void cut(size_t size) { size_ = size; }

private:
  void grow() {
    capacity_ = std::max<size_t>(64, 2 * capacity_);
    items_ = static_cast<T *>(std::realloc(static_cast<void *>(items_), capacity_ * sizeof(T)));
    if (items_ == nullptr)
      std::abort();
  }
  T *items_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

/// Values and keys of the containers that are still open; kept for the next text.
struct Scratch {
  Stack<Value> values;
  Stack<Member> members;
  std::vector<uint32_t> order;
};

class PayloadReader {
public:
  PayloadReader(Heap &heap, Scratch &scratch, std::string_view text)
      : heap_(heap), scratch_(scratch), begin_(text.data()), at_(begin_),
        end_(begin_ + text.size()), salt_(heap.symbols ? heap.symbols->salt : 0) {}

  Value document(ReadError *error) {
    Value result = end_ - begin_ < std::numeric_limits<uint32_t>::max()
                       ? value(0)
                       : fail("the text is longer than 4 GiB");
    if (!isUndefined(result)) {
      skipSpace();
      if (at_ != end_)
        result = fail("text after the end of the value");
    }
    scratch_.values.cut(0);
    scratch_.members.cut(0);
    if (isUndefined(result) && error != nullptr)
      *error = {static_cast<size_t>(at_ - begin_),
                isTooDeep_ ? "the value is " + std::string(tooDeepText) : message_, isTooDeep_};
    return result;
  }

private:
  Value fail(const char *message) {
    message_ = message;
    return undefined();
  }
  Value failHere(const char *message) {
    return fail(at_ == end_ ? "the text ends inside a value" : message);
  }

  Value failTooDeep() {
    isTooDeep_ = true;
    return undefined();
  }

  void skipSpace() {
    if (at_ != end_ && static_cast<unsigned char>(*at_) <= ' ') [[unlikely]]
      skipMoreSpace();
  }
  [[gnu::noinline]] void skipMoreSpace() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t'))
      ++at_;
  }
  bool take(char c) {
    skipSpace();
    if (at_ == end_ || *at_ != c)
      return false;
    ++at_;
    return true;
  }

  /// Inlined where members and items are read, so that scalars cost no call.
  [[gnu::always_inline]] Value value(unsigned depth) {
    skipSpace();
    if (at_ == end_)
      return failAtEnd();
    switch (*at_) {
    case '{':
      return object(depth);
    case '[':
      return array(depth);
    case '"':
      return stringValue();
    case 't':
      return word("true", boolean(true));
    case 'f':
      return word("false", boolean(false));
    case 'n':
      return word("null", null());
    default:
      if (*at_ == '-' || (*at_ >= '0' && *at_ <= '9'))
        return number();
      return fail("a value is expected here");
    }
  }
  [[gnu::noinline]] Value failAtEnd() {
    return fail(begin_ == end_ ? "the text is empty" : "the text ends where a value is expected");
  }

  [[gnu::noinline]] Value word(std::string_view text, Value result) {
    if (static_cast<size_t>(end_ - at_) < text.size() ||
        std::memcmp(at_, text.data(), text.size()) != 0)
      return fail("a value is expected here");
    at_ += text.size();
    return result;
  }

  [[gnu::noinline]] Value array(unsigned depth) {
    if (depth == ASL_DEPTH_LIMIT)
      return failTooDeep();
    ++at_;
    size_t base = scratch_.values.size();
    if (!take(']'))
      for (;;) {
        Value item = value(depth + 1);
        if (isUndefined(item))
          return item;
        scratch_.values.push(item);
        if (take(','))
          continue;
        if (take(']'))
          break;
        return failHere("`,` or `]` is expected here");
      }
    size_t count = scratch_.values.size() - base;
    asl_array *result = heap_.rawArray(count);
    std::copy_n(scratch_.values.at(base), count, result->items);
    scratch_.values.cut(base);
    return heap_.finish(result);
  }

  [[gnu::noinline]] Value object(unsigned depth) {
    if (depth == ASL_DEPTH_LIMIT)
      return failTooDeep();
    ++at_;
    size_t base = scratch_.values.size();
    size_t memberBase = scratch_.members.size();
    uint64_t seen = 0; // a bit of each hash: as long as no bit comes twice, there is no duplicate
    bool mayRepeat = false;
    if (!take('}'))
      for (;;) {
        skipSpace();
        if (at_ == end_ || *at_ != '"')
          return failHere("a member's name in quotes is expected here");
        Member member;
        if (!key(member))
          return undefined();
        if (!take(':'))
          return failHere("`:` is expected here");
        Value item = value(depth + 1);
        if (isUndefined(item))
          return item;
        uint64_t bit = uint64_t(1) << (member.hash & 63);
        mayRepeat |= (seen & bit) != 0;
        seen |= bit;
        scratch_.members.push(member);
        scratch_.values.push(item);
        if (take(','))
          continue;
        if (take('}'))
          break;
        return failHere("`,` or `}` is expected here");
      }
    size_t count = scratch_.values.size() - base;
    if (mayRepeat)
      count = dropRepeated(scratch_.members.at(memberBase), scratch_.values.at(base), count,
                           scratch_.order);
    asl_object *result = heap_.rawObject(keys(memberBase, count), count);
    std::copy_n(scratch_.values.at(base), count, result->values);
    scratch_.values.cut(base);
    scratch_.members.cut(memberBase);
    return heap_.finish(result);
  }

  /// The keys of an object that ends; objects of one shape that are read near each other share
  /// them.
  const asl_string *const *keys(size_t memberBase, size_t count) {
    if (count == 0)
      return nullptr;
    const Member *members = scratch_.members.at(memberBase);
    RecentKeys &shape =
        shapes_[(members[0].hash + members[count - 1].hash + count) % shapes_.size()];
    auto same = [&] {
      for (size_t i = 0; i < count; ++i)
        if (shape.keys[i] != members[i].key)
          return false;
      return true;
    };
    if (shape.count == count && same())
      return shape.keys;
    auto **result =
        static_cast<const asl_string **>(heap_.allocate(count * sizeof(const asl_string *)));
    for (size_t i = 0; i < count; ++i)
      result[i] = members[i].key;
    shape = {result, count};
    return result;
  }

  bool key(Member &member) {
    const char *start = at_ + 1;
    Scan scan = scanString(start, end_);
    if (scan.stop == end_ || *scan.stop != '"') {
      Value name = stringValue();
      if (isUndefined(name))
        return false;
      member.hash = symbolHash(text(name), salt_);
      const asl_string *known = knownKey(text(name), member.hash);
      member.key = known ? known : name.string;
      return true;
    }
    std::string_view name(start, static_cast<size_t>(scan.stop - start));
    if (!scan.ascii && !utf8::isValid(name))
      return fail("the text is not valid UTF-8"), false;
    at_ = scan.stop + 1;
    member.hash = symbolHash(name, salt_);
    member.key = knownKey(name, member.hash);
    if (member.key == nullptr) {
      member.key = plainString(name).string;
      recent_[member.hash % recent_.size()] = {member.key, member.hash};
    }
    return true;
  }

  /// The symbol with that text, or a key of that text met shortly before, or null.
  const asl_string *knownKey(std::string_view name, uint32_t hash) const {
    if (const asl_symbols *symbols = heap_.symbols; symbols != nullptr && symbols->count != 0) {
      const asl_string *symbol =
          symbols->slots[symbolSlot(hash, symbols->seeds, symbols->seed_mask, symbols->slot_mask)];
      if (symbol != nullptr && sameShort(text(symbol), name))
        return symbol;
    }
    const Member &recent = recent_[hash % recent_.size()];
    bool same = recent.key != nullptr && recent.hash == hash && sameShort(text(recent.key), name);
    return same ? recent.key : nullptr;
  }

  Value plainString(std::string_view text) {
    asl_string *result = heap_.rawString(text.size());
    copyShort(result->bytes, text.data(), text.size());
    result->size = static_cast<uint32_t>(
        std::min<uint64_t>(text.size() + 2, std::numeric_limits<uint32_t>::max()));
    return string(result);
  }

  Value stringValue() {
    const char *start = at_ + 1;
    Scan scan = scanString(start, end_);
    if (scan.stop != end_ && *scan.stop == '"') {
      std::string_view text(start, static_cast<size_t>(scan.stop - start));
      if (!scan.ascii && !utf8::isValid(text))
        return fail("the text is not valid UTF-8");
      at_ = scan.stop + 1;
      return plainString(text);
    }
    return escapedString(start);
  }

  /// A string with escapes (or one that is faulty): its end is looked for first, so that the room
  /// is known.
  [[gnu::noinline]] Value escapedString(const char *start) {
    const char *close = start;
    for (;;) {
      close = scanString(close, end_).stop;
      if (close == end_)
        return at_ = end_, fail("the text ends inside a string");
      if (*close == '"')
        break;
      if (*close != '\\')
        return at_ = close, fail("a control character in a string must be escaped");
      if (end_ - close < 2)
        return at_ = end_, fail("the text ends inside a string");
      close += 2;
    }
    asl_string *result = heap_.rawString(static_cast<size_t>(close - start));
    char *out = result->bytes;
    for (at_ = start; at_ != close;) {
      const char *escape = std::find(at_, close, '\\');
      if (!utf8::isValid({at_, static_cast<size_t>(escape - at_)}))
        return fail("the text is not valid UTF-8");
      out = std::copy(at_, escape, out);
      at_ = escape;
      if (at_ != close && (out = unescape(out, close)) == nullptr)
        return undefined();
    }
    at_ = close + 1;
    result->length = static_cast<uint32_t>(out - result->bytes);
    return heap_.finish(result);
  }

  /// Writes the character of the escape at `at_`; null when it is not an escape.
  char *unescape(char *out, const char *close) {
    static constexpr std::string_view kLetters = "\"\\/bfnrt";
    static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (at_[1] != 'u') {
      size_t which = kLetters.find(at_[1]);
      if (which == std::string_view::npos)
        return fail("JSON has no such escape"), nullptr;
      *out++ = kMeanings[which];
      at_ += 2;
      return out;
    }
    char32_t unit;
    if (!codeUnit(at_, close, unit))
      return fail("`\\u` needs four hexadecimal digits"), nullptr;
    at_ += 6;
    char32_t low;
    if (utf8::isHighSurrogate(unit) && codeUnit(at_, close, low) && utf8::isLowSurrogate(low)) {
      at_ += 6;
      unit = utf8::joinSurrogates(unit, low);
    }
    // Half of a pair has no meaning in UTF-8.
    return utf8::write(out, utf8::isScalar(unit) ? unit : utf8::replacementCharacter);
  }

  /// `\uXXXX` at `at`.
  static bool codeUnit(const char *at, const char *close, char32_t &unit) {
    if (close - at < 6 || at[0] != '\\' || at[1] != 'u')
      return false;
    std::optional<char32_t> quad = hexQuad({at + 2, 4});
    unit = quad.value_or(0);
    return quad.has_value();
  }

  /// Most numbers are integers of a few digits.
  Value number() {
    const char *at = at_;
    bool negative = *at == '-';
    at += negative;
    const char *start = at;
    uint64_t digits = 0;
    for (; at != end_ && static_cast<unsigned char>(*at - '0') < 10; ++at)
      digits = digits * 10 + static_cast<unsigned char>(*at - '0');
    bool ends = at == end_ || (*at != '.' && (*at | 0x20) != 'e');
    if (!ends || at - start > 18 || at == start || (*start == '0' && (at - start > 1 || negative)))
      return otherNumber();
    Value v{static_cast<uint32_t>(at - at_), ASL_INTEGER, 0, 0, {0}};
    v.integer = negative ? -static_cast<int64_t>(digits) : static_cast<int64_t>(digits);
    at_ = at;
    return v;
  }

  [[gnu::noinline]] Value otherNumber() {
    NumberText number;
    if (const char *problem = scanNumber(at_, end_, number))
      return at_ = number.end, fail(problem);
    at_ = number.end;
    if (number.integral && number.count <= 18)
      return integer(number.negative ? -static_cast<int64_t>(number.digits)
                                     : static_cast<int64_t>(number.digits));
    std::string_view written(number.begin, static_cast<size_t>(number.end - number.begin));
    if (number.integral) {
      int64_t result;
      if (std::from_chars(number.begin, number.end, result).ec == std::errc())
        return integer(result);
      return decimal(written);
    }
    std::optional<double> real = doubleOf(number);
    return real ? asl::number(*real) : decimal(written);
  }

  Value decimal(std::string_view written) {
    Value v = plainString(written);
    v.tag = ASL_DECIMAL;
    v.size -= 2; // no quotes
    return v;
  }

  struct RecentKeys {
    const asl_string *const *keys = nullptr;
    size_t count = 0;
  };

  Heap &heap_;
  Scratch &scratch_;
  const char *begin_;
  const char *at_;
  const char *end_;
  uint32_t salt_;
  const char *message_ = nullptr;
  bool isTooDeep_ = false;
  std::array<Member, 64> recent_{};
  std::array<RecentKeys, 16> shapes_{};
};

} // namespace

std::string ReadError::what(std::string_view notJson) const {
  return tooDeep ? std::string(tooDeepText) : std::string(notJson) + ": " + message;
}

Value read(Heap &heap, std::string_view text, ReadError *error) {
  thread_local Scratch scratch;
  return PayloadReader(heap, scratch, text).document(error);
}

} // namespace asl::json
