// States.Base64Encode, States.Base64Decode, States.Hash.
#include "runtime/expr/intrinsic.h"
#include "runtime/support/utf8.h"
#include "runtime/value/json.h"

#include <array>
#include <openssl/md5.h>
#include <openssl/sha.h>

// The digests that need none of libcrypto's providers: small, and ready without start-up work.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace asl {
namespace {

constexpr size_t kLongestText = 10000;
constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string encode(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    size_t count = std::min<size_t>(3, bytes.size() - i);
    uint32_t group = 0;
    for (size_t k = 0; k < 3; ++k)
      group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0);
    for (size_t k = 0; k < 4; ++k)
      out += k <= count ? kDigits[group >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

/// What java.util.Base64's basic decoder takes: padding may be left out, but not be partial.
std::optional<std::string> decode(std::string_view text) {
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
    size_t digit = kDigits.find(c);
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

template <auto Init, auto Update, auto Final, class Context, size_t Size>
std::string digest(std::string_view bytes) {
  constexpr char digits[] = "0123456789abcdef";
  Context context;
  std::array<unsigned char, Size> hash;
  Init(&context);
  Update(&context, bytes.data(), bytes.size());
  Final(hash.data(), &context);
  std::string out;
  for (unsigned char byte : hash) {
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

/// The hash in lower-case hexadecimal digits; empty for an unknown algorithm.
std::string hashed(std::string_view bytes, std::string_view algorithm) {
  if (algorithm == "MD5")
    return digest<MD5_Init, MD5_Update, MD5_Final, MD5_CTX, 16>(bytes);
  if (algorithm == "SHA-1")
    return digest<SHA1_Init, SHA1_Update, SHA1_Final, SHA_CTX, 20>(bytes);
  if (algorithm == "SHA-256")
    return digest<SHA256_Init, SHA256_Update, SHA256_Final, SHA256_CTX, 32>(bytes);
  if (algorithm == "SHA-384")
    return digest<SHA384_Init, SHA384_Update, SHA384_Final, SHA512_CTX, 48>(bytes);
  if (algorithm == "SHA-512")
    return digest<SHA512_Init, SHA512_Update, SHA512_Final, SHA512_CTX, 64>(bytes);
  return {};
}

Value tooLong(asl_heap *heap, std::string_view function) {
  return intrinsicFailure(heap, function, "The data is longer than 10000 characters.");
}

} // namespace
} // namespace asl

using namespace asl;

asl_value asl_intrinsic_base64_encode(asl_heap *heap, const asl_value *arguments, uint32_t) {
  if (!isString(arguments[0]))
    return intrinsicFailure(heap, "Base64Encode", "The argument must be a string.");
  if (javaLength(text(arguments[0])) > kLongestText)
    return tooLong(heap, "Base64Encode");
  return Heap::of(heap).string(encode(text(arguments[0])));
}

asl_value asl_intrinsic_base64_decode(asl_heap *heap, const asl_value *arguments, uint32_t) {
  if (!isString(arguments[0]))
    return intrinsicFailure(heap, "Base64Decode", "The argument must be a string.");
  if (javaLength(text(arguments[0])) > kLongestText)
    return tooLong(heap, "Base64Decode");
  std::optional<std::string> bytes = decode(text(arguments[0]));
  if (!bytes)
    return intrinsicFailure(heap, "Base64Decode", "The argument is not valid Base64.");
  return Heap::of(heap).string(utf8::replaceInvalid(*bytes));
}

asl_value asl_intrinsic_hash(asl_heap *heap, const asl_value *arguments, uint32_t) {
  std::string made;
  std::string_view data;
  if (isString(arguments[0]))
    data = text(arguments[0]);
  else
    data = made = json::write(arguments[0]);
  if (javaLength(data) > kLongestText)
    return tooLong(heap, "Hash");
  std::string hash = isString(arguments[1]) ? hashed(data, text(arguments[1])) : std::string();
  if (hash.empty())
    return intrinsicFailure(heap, "Hash",
                            "The algorithm must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512.");
  return Heap::of(heap).string(hash);
}
