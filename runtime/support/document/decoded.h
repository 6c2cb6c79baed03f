// A string while it is being decoded, together with where each part of it was written.
#pragma once

#include "runtime/support/document/tree.h"

namespace asl::document {

struct Decoded {
  std::string text;
  std::vector<Segment> segments;

  /// Appends bytes that were copied from the file, where they begin at `from`.
  void copy(std::string_view bytes, size_t from);
  /// Appends bytes that replace `from`: an escape, a line fold, a placeholder.
  void appendReplacement(std::string_view bytes, Range from);
  /// The place of bytes [begin, end) of the text, which must not be empty.
  Range place(size_t begin, size_t end) const;
  /// Appends bytes [begin, end) of `other` with their places.
  void append(const Decoded &other, size_t begin, size_t end);

private:
  /// The index of the segment that byte `at` of the text belongs to.
  size_t segmentAt(size_t at) const;
};

} // namespace asl::document
