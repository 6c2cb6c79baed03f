// States.Base64Encode, States.Base64Decode, States.Hash.
#include "runtime/expr/intrinsic.h"
#include "runtime/support/encoding.h"
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
template <auto Init, auto Update, auto Final, class Context, size_t Size>
std::string digest(std::string_view bytes) {
  Context context;
  std::array<unsigned char, Size> hash;
  Init(&context);
  Update(&context, bytes.data(), bytes.size());
  Final(hash.data(), &context);
  return hexOf({reinterpret_cast<const char *>(hash.data()), Size});
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
  if (utf8::countUtf16Units(text(arguments[0])) > kLongestText)
    return tooLong(heap, "Base64Encode");
  return Heap::of(heap).string(base64Encoded(text(arguments[0])));
}

asl_value asl_intrinsic_base64_decode(asl_heap *heap, const asl_value *arguments, uint32_t) {
  if (!isString(arguments[0]))
    return intrinsicFailure(heap, "Base64Decode", "The argument must be a string.");
  if (utf8::countUtf16Units(text(arguments[0])) > kLongestText)
    return tooLong(heap, "Base64Decode");
  std::optional<std::string> bytes = base64Decoded(text(arguments[0]));
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
  if (utf8::countUtf16Units(data) > kLongestText)
    return tooLong(heap, "Hash");
  std::string hash = isString(arguments[1]) ? hashed(data, text(arguments[1])) : std::string();
  if (hash.empty())
    return intrinsicFailure(heap, "Hash",
                            "The algorithm must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512.");
  return Heap::of(heap).string(hash);
}
