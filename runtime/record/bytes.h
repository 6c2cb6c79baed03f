// Numbers and texts as bytes. Numbers are in base 128, the lowest digits first, so that small ones
// take one byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

namespace asl::record {

/// A buffer that grows. Keeps its memory when it is cleared.
class ByteWriter {
public:
  void byte(uint8_t value) {
    reserve(1);
    bytes_[size_++] = static_cast<char>(value);
  }
  void number(uint64_t value) {
    reserve(10);
    while (value >= 0x80) {
      bytes_[size_++] = static_cast<char>(value | 0x80);
      value >>= 7;
    }
    bytes_[size_++] = static_cast<char>(value);
  }
  /// A number that may be negative; small ones of both signs are short.
  void signedNumber(int64_t value) {
    number(static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63));
  }
  /// Eight bytes, the lowest first.
  void bits(uint64_t value) {
    reserve(8);
    for (int i = 0; i < 8; ++i)
      bytes_[size_++] = static_cast<char>(value >> (8 * i));
  }
  void raw(std::string_view text) {
    if (text.empty())
      return; // which may be at no address
    reserve(text.size());
    std::memcpy(bytes_.get() + size_, text.data(), text.size());
    size_ += text.size();
  }
  /// A text after its length in bytes.
  void text(std::string_view text) {
    number(text.size());
    raw(text);
  }
  void optionalText(const std::optional<std::string_view> &text) {
    number(text ? text->size() + 1 : 0);
    if (text)
      raw(*text);
  }

  /// Valid until the next call that changes the buffer.
  std::string_view bytes() const { return {bytes_.get(), size_}; }
  size_t size() const { return size_; }
  size_t capacity() const { return capacity_; }
  void clear() { size_ = 0; }

private:
  void reserve(size_t more) {
    if (size_ + more > capacity_) [[unlikely]]
      grow(more);
  }
  void grow(size_t more);

  std::unique_ptr<char[]> bytes_;
  size_t size_ = 0, capacity_ = 0;
};

/// Reads what a ByteWriter has written. Bytes may come from a damaged file: a read past the end, or
/// a number that is too long, gives 0 or an empty text and makes `failed` true for good.
class ByteReader {
public:
  explicit ByteReader(std::string_view bytes) : at_(bytes.data()), end_(at_ + bytes.size()) {}

  uint8_t byte() {
    return at_ < end_ ? static_cast<uint8_t>(*at_++) : static_cast<uint8_t>(fail());
  }
  uint64_t number();
  int64_t signedNumber() {
    uint64_t value = number();
    return static_cast<int64_t>(value >> 1 ^ (0 - (value & 1)));
  }
  /// Whether `count` things of at least one byte each can follow. Fails when not.
  bool has(uint64_t count) { return count <= static_cast<uint64_t>(end_ - at_) || fail() != 0; }
  /// A number of things that take at least one byte each, all in the bytes that follow.
  uint32_t count() {
    uint64_t value = number();
    return has(value) ? static_cast<uint32_t>(value) : 0;
  }
  uint64_t bits();
  std::string_view raw(size_t size);
  std::string_view text() { return raw(number()); }
  std::optional<std::string_view> optionalText();

  /// All that is left.
  std::string_view rest() { return raw(static_cast<size_t>(end_ - at_)); }

  bool failed() const { return failed_; }
  bool atEnd() const { return at_ == end_; }
  /// Makes `failed` true. Returns 0.
  uint64_t fail() {
    failed_ = true;
    at_ = end_;
    return 0;
  }

private:
  const char *at_;
  const char *end_;
  bool failed_ = false;
};

} // namespace asl::record
