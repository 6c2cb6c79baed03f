// Values as JSON text, written into memory reserved by their known size.
#include "runtime/support/json_text.h"
#include "runtime/support/short_text.h"
#include "runtime/value/json.h"
#include "runtime/value/number.h"

#include <charconv>
#include <limits>

namespace asl::json {
namespace {

/// Appends to a string through a pointer. What is reserved by Value::size is nearly always enough;
/// room is checked all the same.
class Writer {
public:
  explicit Writer(std::string &out, size_t expected) : out_(out) {
    size_t before = out.size();
    out.resize(before + expected);
    at_ = out.data() + before;
    end_ = out.data() + out.size();
  }
  void finish() { out_.resize(static_cast<size_t>(at_ - out_.data())); }

  void write(Value value) {
    scalarOrOpen(value);
    while (!open_.empty()) {
      // Inside a container without containers of its own, `top` stays the same: no push, no pop.
      Open &top = open_.back();
      if (top.next == top.count) {
        put(top.keys ? '}' : ']');
        open_.pop_back();
        continue;
      }
      uint32_t index = top.next++;
      if (top.keys != nullptr)
        key(top.keys[index], index > 0);
      else if (index > 0)
        put(',');
      scalarOrOpen(top.values[index]);
    }
  }

private:
  /// A container being written.
  struct Open {
    const Value *values;
    const asl_string *const *keys; ///< null: an array
    uint32_t next;
    uint32_t count;
  };

  void room(size_t bytes) {
    if (static_cast<size_t>(end_ - at_) >= bytes) [[likely]]
      return;
    auto used = static_cast<size_t>(at_ - out_.data());
    out_.resize((used + bytes) * 2);
    at_ = out_.data() + used;
    end_ = out_.data() + out_.size();
  }
  void put(char c) {
    room(1);
    *at_++ = c;
  }
  void put(std::string_view text) {
    room(text.size());
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }

  /// `,"key":` in one go.
  void key(const asl_string *string, bool comma) {
    size_t length = string->length;
    if (string->size != length + 2) [[unlikely]] {
      if (comma)
        put(',');
      text(string);
      return put(':');
    }
    room(length + 4);
    *at_ = ',';
    char *at = at_ + comma;
    *at = '"';
    copyShort(at + 1, string->bytes, length);
    at[length + 1] = '"';
    at[length + 2] = ':';
    at_ = at + length + 3;
  }

  void text(const asl_string *string) {
    size_t length = string->length;
    if (string->size == length + 2) {
      room(length + 2);
      at_[0] = '"';
      copyShort(at_ + 1, string->bytes, length);
      at_[length + 1] = '"';
      at_ += length + 2;
      return;
    }
    room(6 * length + 2);
    *at_++ = '"';
    at_ = json::writeEscaped(at_, asl::text(string));
    *at_++ = '"';
  }

  void open(const Value *values, const asl_string *const *keys, uint32_t count) {
    if (count == 0)
      return put(keys ? "{}" : "[]");
    put(keys ? '{' : '[');
    open_.push_back({values, keys, 0, count});
  }

  void scalarOrOpen(Value value) {
    static const asl_string *const noKeys[1] = {nullptr};
    switch (value.tag) {
    case ASL_FALSE:
      return put("false");
    case ASL_TRUE:
      return put("true");
    case ASL_INTEGER:
      room(20);
      at_ = std::to_chars(at_, end_, value.integer).ptr;
      return;
    case ASL_DOUBLE:
      room(number_detail::kDoubleRoom);
      at_ = number_detail::writeDouble(at_, value.number);
      return;
    case ASL_DECIMAL:
      return put(asl::text(value));
    case ASL_STRING:
      return text(value.string);
    case ASL_ARRAY:
      return open(value.array->items, nullptr, value.array->count);
    case ASL_OBJECT:
      return open(value.object->values, value.object->count ? value.object->keys : noKeys,
                  value.object->count);
    default:
      return put("null");
    }
  }

  std::string &out_;
  char *at_;
  char *end_;
  std::vector<Open> open_;
};

} // namespace

void append(std::string &out, Value value) {
  // A value whose size is not known gets room as it is written. Others get a little more, so that
  // escapes at the end need no second buffer.
  constexpr uint32_t kUnknown = std::numeric_limits<uint32_t>::max();
  Writer writer(out, value.size == kUnknown ? size_t(4096) : value.size + size_t(64));
  writer.write(value);
  writer.finish();
}

std::string write(Value value) {
  std::string out;
  append(out, value);
  return out;
}

} // namespace asl::json
