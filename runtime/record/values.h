// Values in binary form.
#pragma once

#include "runtime/record/bytes.h"
#include "runtime/record/node_table.h"
#include "runtime/value/heap.h"
#include "runtime/value/value.h"

#include <string_view>
#include <vector>

namespace asl::record {

class ValueReader;

/// Writes values to `out`. A node (string, array, object, list of keys, error) that was written
/// before is written as a reference. That is known by its address: `forget` must be called when the
/// values have moved or are gone. One thread at a time.
class ValueWriter {
public:
  explicit ValueWriter(ByteWriter &out) : out_(out) {}

  void value(Value value);
  /// A text whose address means the same text as long as this writer knows it, such as the name of
  /// a state. Written once.
  void constant(std::string_view text);
  /// Nodes that come later may refer to those that `reader` has read, the last one of which was
  /// written just before. They must still be where it has made them.
  void goOnAfter(const ValueReader &reader);
  /// Nodes that come later are written anew, and refer to nothing that came before.
  void forget() { nodes_.forget(); }
  NodeTable &nodes() { return nodes_; }

private:
  /// Writes a reference when the node was written before.
  bool wroteReference(const void *node);
  void head(uint64_t number, unsigned kind) { out_.number(number << 3 | kind); }
  void string(const asl_string *string, unsigned kind);
  void object(const asl_object *object);
  void error(const asl_error *error);

  ByteWriter &out_;
  NodeTable nodes_;
};

/// Reads the bytes of a ValueWriter into `heap`, which must not be collected meanwhile. Damaged
/// bytes make the ByteReader fail; the returned value is then arbitrary but valid.
class ValueReader {
public:
  explicit ValueReader(Heap &heap) : heap_(heap) {}

  Value value(ByteReader &in) { return value(in, 0); }
  /// The text lives in the heap.
  std::string_view constant(ByteReader &in);

private:
  friend class ValueWriter;
  Value value(ByteReader &in, unsigned depth);
  Value simple(ByteReader &in, uint64_t which, unsigned depth);
  size_t reserve();
  Value node(ByteReader &in, uint64_t distance);
  Value referred(ByteReader &in, uint64_t distance);
  Value string(ByteReader &in, uint64_t size, uint8_t tag);
  Value array(ByteReader &in, uint64_t count, unsigned depth);
  Value object(ByteReader &in, uint64_t count, unsigned depth);
  const asl_string *const *keys(ByteReader &in, uint64_t count);
  const asl_string *key(ByteReader &in);
  Value error(ByteReader &in, unsigned depth);

  Heap &heap_;
  std::vector<Value> nodes_; ///< by number; lists of keys among them
};

} // namespace asl::record
