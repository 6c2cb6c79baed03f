// Building a decoded string segment by segment.
#include "runtime/support/document/decoded.h"

#include <algorithm>

namespace asl::document {

void Decoded::copy(std::string_view bytes, size_t from) {
  if (bytes.empty())
    return;
  auto begin = static_cast<uint32_t>(from);
  auto end = static_cast<uint32_t>(from + bytes.size());
  if (!segments.empty() && segments.back().exact && segments.back().from.end == begin)
    segments.back().from.end = end;
  else
    segments.push_back({static_cast<uint32_t>(text.size()), {begin, end}, true});
  text += bytes;
}

void Decoded::appendReplacement(std::string_view bytes, Range from) {
  if (bytes.empty())
    return;
  segments.push_back({static_cast<uint32_t>(text.size()), from, false});
  text += bytes;
}

size_t Decoded::segmentAt(size_t at) const {
  auto next =
      std::upper_bound(segments.begin(), segments.end(), at,
                       [](size_t value, const Segment &segment) { return value < segment.at; });
  return static_cast<size_t>(next - segments.begin()) - 1;
}

Range Decoded::place(size_t begin, size_t end) const {
  const Segment &first = segments[segmentAt(begin)];
  const Segment &last = segments[segmentAt(end - 1)];
  return {first.exact ? static_cast<uint32_t>(first.from.begin + (begin - first.at))
                      : first.from.begin,
          last.exact ? static_cast<uint32_t>(last.from.begin + (end - last.at)) : last.from.end};
}

void Decoded::append(const Decoded &other, size_t begin, size_t end) {
  if (begin == end)
    return;
  for (size_t index = other.segmentAt(begin); begin < end; ++index) {
    const Segment &segment = other.segments[index];
    bool isLast = index + 1 == other.segments.size();
    size_t stop = isLast ? end : std::min<size_t>(other.segments[index + 1].at, end);
    std::string_view bytes = std::string_view(other.text).substr(begin, stop - begin);
    if (segment.exact)
      copy(bytes, segment.from.begin + (begin - segment.at));
    else
      appendReplacement(bytes, segment.from);
    begin = stop;
  }
}

} // namespace asl::document
