// What a file of the disk in memory contains.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace asl::journal {

/// The bytes of a file. Copies share their blocks until one of them changes a block, so that a copy
/// costs little. For one thread.
class DiskContent {
public:
  struct Change {
    size_t offset = 0;
    std::string bytes;
    bool truncates = false; ///< to `offset` bytes; else `bytes` are written there
  };

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  /// Copies bytes from `offset` on, at most `count`. Returns how many there were.
  size_t read(size_t offset, char *to, size_t count) const;
  void apply(const Change &change);

private:
  static constexpr size_t blockBytes = 4096;
  using Block = std::array<char, blockBytes>;

  void truncate(size_t size);
  Block &blockToChange(size_t number);

  std::vector<std::shared_ptr<Block>> blocks_; ///< null: zeros; behind `size_` there are only zeros
  size_t size_ = 0;
};

} // namespace asl::journal
