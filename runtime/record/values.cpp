// Values in binary form. A value begins with a number: its lowest three bits are the kind, the rest
// depends on it.
#include "runtime/record/values.h"

#include <algorithm>
#include <bit>

namespace asl::record {
namespace {

enum NodeTag : unsigned {
  kSimple,    ///< the rest is a Simple
  kInteger,   ///< the rest is the integer, the sign in its lowest bit
  kReference, ///< the rest is how many nodes ago the node was written, from 1
  kString,    ///< the rest is the length; the bytes follow
  kDecimal,   ///< the same, for a number as its text
  kArray,     ///< the rest is the count; the items follow
  kObject,    ///< the rest is the count; the keys and the values follow
  kFlagged    ///< the rest is the flags of an array, which follows
};

enum Simple : unsigned { kUndefined, kNull, kFalse, kTrue, kDouble, kError, kLongInteger };

/// Marks a node that is a list of keys: `bits` is its address, `size` its count.
constexpr uint8_t kKeys = ASL_FUNCTION;

/// Deeper than any value of an execution is, and low enough for the stack.
constexpr unsigned kDeepest = ASL_DEPTH_LIMIT + 8;

/// A reader begins with memory for so many.
constexpr size_t kUsualNodes = 64;

uint64_t zigzag(int64_t value) {
  return static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63);
}

} // namespace

// ---- Writing ----

bool ValueWriter::wroteReference(const void *node) {
  uint32_t number = nodes_.findOrAdd(node);
  if (number == NodeTable::kNone)
    return false;
  head(nodes_.next() - number, kReference);
  return true;
}

void ValueWriter::goOnAfter(const ValueReader &reader) {
  nodes_.restart(0);
  // Whatever the node is, lists of keys among them, its bits are its address.
  for (const Value &node : reader.nodes_)
    nodes_.add(reinterpret_cast<const void *>(node.bits));
}

void ValueWriter::value(Value value) {
  if (value.flags != 0 && isArray(value)) [[unlikely]]
    head(value.flags, kFlagged);
  switch (value.tag) {
  case ASL_NULL:
    return head(kNull, kSimple);
  case ASL_FALSE:
    return head(kFalse, kSimple);
  case ASL_TRUE:
    return head(kTrue, kSimple);
  case ASL_INTEGER:
    // A number of more than 61 bits does not fit beside the kind.
    if (uint64_t folded = zigzag(value.integer); folded < uint64_t(1) << 61)
      return head(folded, kInteger);
    head(kLongInteger, kSimple);
    return out_.bits(value.bits);
  case ASL_DOUBLE:
    head(kDouble, kSimple);
    return out_.bits(value.bits);
  case ASL_STRING:
    return string(value.string, kString);
  case ASL_DECIMAL:
    return string(value.string, kDecimal);
  case ASL_ARRAY:
    if (wroteReference(value.array))
      return;
    head(value.array->count, kArray);
    for (uint32_t i = 0; i < value.array->count; ++i)
      this->value(value.array->items[i]);
    return;
  case ASL_OBJECT:
    return object(value.object);
  case ASL_ERROR:
    return error(value.error);
  default:
    return head(kUndefined, kSimple);
  }
}

void ValueWriter::string(const asl_string *string, unsigned kind) {
  if (wroteReference(string))
    return;
  head(string->length, kind);
  out_.raw(text(string));
}

void ValueWriter::constant(std::string_view text) {
  if (text.empty())
    return head(kUndefined, kSimple);
  if (wroteReference(text.data()))
    return;
  head(text.size(), kString);
  out_.raw(text);
}

void ValueWriter::object(const asl_object *object) {
  if (wroteReference(object))
    return;
  head(object->count, kObject);
  if (object->count == 0)
    return;
  // Many objects share one list of keys.
  if (!wroteReference(object->keys)) {
    head(object->count, kArray);
    for (uint32_t i = 0; i < object->count; ++i)
      string(object->keys[i], kString);
  }
  for (uint32_t i = 0; i < object->count; ++i)
    value(object->values[i]);
}

void ValueWriter::error(const asl_error *error) {
  head(kError, kSimple);
  out_.byte(error->raised);
  out_.byte(error->fatal);
  out_.byte(error->flags);
  out_.optionalText(error->location ? std::optional(text(error->location)) : std::nullopt);
  value(error->name);
  value(error->cause);
  value(error->detail);
}

// ---- Reading ----

Value ValueReader::value(ByteReader &in, unsigned depth) {
  uint64_t head = in.number();
  uint64_t rest = head >> 3;
  if (depth > kDeepest)
    in.fail();
  if (in.failed())
    return undefined();
  switch (head & 7) {
  case kInteger:
    return integer(static_cast<int64_t>(rest >> 1 ^ (0 - (rest & 1))));
  case kReference:
    return referred(in, rest);
  case kString:
    return string(in, rest, ASL_STRING);
  case kDecimal:
    return string(in, rest, ASL_DECIMAL);
  case kArray:
    return array(in, rest, depth);
  case kObject:
    return object(in, rest, depth);
  case kFlagged: {
    Value flagged = value(in, depth + 1);
    flagged.flags = static_cast<uint8_t>(rest);
    return flagged;
  }
  default:
    return simple(in, rest, depth);
  }
}

Value ValueReader::simple(ByteReader &in, uint64_t which, unsigned depth) {
  switch (which) {
  case kUndefined:
    return undefined();
  case kNull:
    return null();
  case kFalse:
    return boolean(false);
  case kTrue:
    return boolean(true);
  case kDouble:
    return number(std::bit_cast<double>(in.bits()));
  case kError:
    return error(in, depth);
  case kLongInteger:
    return integer(std::bit_cast<int64_t>(in.bits()));
  default:
    in.fail();
    return undefined();
  }
}

size_t ValueReader::reserve() {
  if (nodes_.empty())
    nodes_.reserve(kUsualNodes);
  nodes_.push_back(undefined());
  return nodes_.size() - 1;
}

/// The node that was read `distance` nodes ago.
Value ValueReader::node(ByteReader &in, uint64_t distance) {
  if (distance != 0 && distance <= nodes_.size())
    return nodes_[nodes_.size() - distance];
  in.fail();
  return undefined();
}

Value ValueReader::referred(ByteReader &in, uint64_t distance) {
  Value found = node(in, distance);
  if (found.tag != kKeys)
    return found;
  in.fail();
  return undefined();
}

Value ValueReader::string(ByteReader &in, uint64_t size, uint8_t tag) {
  Value made = heap_.string(in.raw(size));
  made.tag = tag;
  if (tag == ASL_DECIMAL)
    made.size -= 2; // no quotes
  return nodes_[reserve()] = made;
}

Value ValueReader::array(ByteReader &in, uint64_t count, unsigned depth) {
  size_t number = reserve();
  if (!in.has(count))
    return undefined();
  asl_array *array = heap_.rawArray(count);
  for (uint64_t i = 0; i < count; ++i)
    array->items[i] = value(in, depth + 1);
  return nodes_[number] = heap_.finish(array);
}

Value ValueReader::object(ByteReader &in, uint64_t count, unsigned depth) {
  size_t number = reserve();
  if (!in.has(count))
    return undefined();
  if (count == 0)
    return nodes_[number] = heap_.object({}, {});
  const asl_string *const *keyList = keys(in, count);
  if (keyList == nullptr)
    return undefined();
  asl_object *object = heap_.rawObject(keyList, count);
  for (uint64_t i = 0; i < count; ++i)
    object->values[i] = value(in, depth + 1);
  return nodes_[number] = heap_.finish(object);
}

/// A list of `count` keys; null when it is damaged.
const asl_string *const *ValueReader::keys(ByteReader &in, uint64_t count) {
  uint64_t head = in.number();
  if ((head & 7) == kReference) {
    Value found = node(in, head >> 3);
    if (found.tag == kKeys && found.size == count)
      return reinterpret_cast<const asl_string *const *>(found.bits);
    in.fail();
    return nullptr;
  }
  size_t number = reserve();
  auto **keys = static_cast<const asl_string **>(heap_.allocate(count * sizeof(asl_string *)));
  for (uint64_t i = 0; i < count; ++i)
    keys[i] = key(in);
  if (head != (count << 3 | kArray))
    in.fail();
  nodes_[number].tag = kKeys;
  nodes_[number].size = static_cast<uint32_t>(count);
  nodes_[number].bits = reinterpret_cast<uintptr_t>(keys);
  return in.failed() ? nullptr : keys;
}

/// A key: the machine's symbol where it has one.
const asl_string *ValueReader::key(ByteReader &in) {
  uint64_t head = in.number();
  if ((head & 7) == kString) {
    const asl_string *made = heap_.key(in.raw(head >> 3));
    nodes_.push_back(asl::string(made));
    return made;
  }
  Value found = (head & 7) == kReference ? node(in, head >> 3) : undefined();
  if (isString(found))
    return heap_.key(text(found));
  in.fail();
  return heap_.key("");
}

std::string_view ValueReader::constant(ByteReader &in) {
  Value found = value(in);
  if (isString(found))
    return text(found);
  if (!isUndefined(found))
    in.fail();
  return {};
}

Value ValueReader::error(ByteReader &in, unsigned depth) {
  asl_error *error = heap_.rawError({}, {}, in.byte() != 0, in.byte() != 0);
  error->flags = in.byte();
  if (std::optional<std::string_view> location = in.optionalText())
    error->location = heap_.string(*location).string;
  error->name = value(in, depth + 1);
  error->cause = value(in, depth + 1);
  error->detail = value(in, depth + 1);
  return Heap::finish(error);
}

} // namespace asl::record
