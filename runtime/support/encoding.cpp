#include "runtime/support/encoding.h"

#include "runtime/support/number_text.h"

#include <algorithm>

namespace asl {
namespace {

bool isLetterOrDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void appendHex(std::string &out, char byte, std::string_view digits) {
  out += digits[static_cast<unsigned char>(byte) >> 4];
  out += digits[static_cast<unsigned char>(byte) & 15];
}

} // namespace

std::string base64Encoded(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    size_t count = std::min<size_t>(3, bytes.size() - i);
    uint32_t group = 0;
    for (size_t k = 0; k < 3; ++k)
      group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (size_t k = 0; k < 4; ++k)
      out += k <= count ? base64Digits[group >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

std::optional<std::string> base64Decoded(std::string_view text) {
  size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  size_t tail = text.size() % 4;
  if (tail == 1 || (padding > 0 && tail + padding != 4))
    return std::nullopt;
  std::string out;
  uint32_t group = 0;
  size_t bits = 0;
  for (char c : text) {
    size_t digit = base64Digits.find(c);
    if (digit == std::string_view::npos)
      return std::nullopt;
    group = group << 6 | static_cast<uint32_t>(digit);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(group >> bits & 0xFF);
    }
  }
  return out;
}

std::string hexOf(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (char byte : bytes)
    appendHex(out, byte, "0123456789abcdef");
  return out;
}

std::string hexOf(uint64_t number) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8)
    bytes += static_cast<char>(number >> shift & 0xFF);
  return hexOf(bytes);
}

std::optional<std::string> hexDecoded(std::string_view digits) {
  if (digits.size() % 2 != 0)
    return std::nullopt;
  std::string bytes;
  bytes.reserve(digits.size() / 2);
  for (; !digits.empty(); digits.remove_prefix(2)) {
    std::optional<unsigned char> byte = parseInteger<unsigned char>(digits.substr(0, 2), 16);
    if (!byte)
      return std::nullopt;
    bytes += static_cast<char>(*byte);
  }
  return bytes;
}

std::optional<char32_t> hexQuad(std::string_view text) {
  if (text.size() < 4)
    return std::nullopt;
  std::optional<uint16_t> unit = parseInteger<uint16_t>(text.substr(0, 4), 16);
  return unit ? std::optional<char32_t>(*unit) : std::nullopt;
}

std::string percentEncoded(std::string_view bytes, std::string_view kept) {
  std::string out;
  for (char byte : bytes) {
    if (isLetterOrDigit(byte) || kept.find(byte) != std::string_view::npos) {
      out += byte;
      continue;
    }
    out += '%';
    appendHex(out, byte, "0123456789ABCDEF");
  }
  return out;
}

} // namespace asl
