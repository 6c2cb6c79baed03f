#include "test/disk/content.h"

#include <algorithm>
#include <cstring>

namespace asl::journal {

size_t DiskContent::read(size_t offset, char *to, size_t count) const {
  size_t end = std::min(size_, offset + count);
  for (size_t at = offset, part; at < end; at += part, to += part) {
    size_t in = at % blockBytes;
    part = std::min(end - at, blockBytes - in);
    if (const auto &block = blocks_[at / blockBytes])
      std::memcpy(to, block->data() + in, part);
    else
      std::memset(to, 0, part);
  }
  return end - std::min(offset, end);
}

void DiskContent::apply(const Change &change) {
  if (change.truncates)
    return truncate(change.offset);
  size_t end = change.offset + change.bytes.size();
  size_ = std::max(size_, end);
  blocks_.resize((size_ + blockBytes - 1) / blockBytes);
  const char *from = change.bytes.data();
  for (size_t at = change.offset, part; at < end; at += part, from += part) {
    size_t in = at % blockBytes;
    part = std::min(end - at, blockBytes - in);
    std::memcpy(blockToChange(at / blockBytes).data() + in, from, part);
  }
}

void DiskContent::truncate(size_t size) {
  if (size >= size_)
    return;
  size_ = size;
  blocks_.resize((size_ + blockBytes - 1) / blockBytes);
  if (size_t in = size % blockBytes; in != 0 && blocks_.back())
    std::memset(blockToChange(blocks_.size() - 1).data() + in, 0, blockBytes - in);
}

/// A block that no other content shares.
DiskContent::Block &DiskContent::blockToChange(size_t number) {
  std::shared_ptr<Block> &block = blocks_[number];
  if (!block)
    block = std::make_shared<Block>(); // zeros
  else if (block.use_count() > 1)
    block = std::make_shared<Block>(*block);
  return *block;
}

} // namespace asl::journal
