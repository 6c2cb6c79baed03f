// XAES-256-GCM by libcrypto's AES.
#include "runtime/journal/sqlite/cipher.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace asl::journal {
namespace {

using Block = std::array<unsigned char, 16>;

const unsigned char *bytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char *>(text.data());
}
unsigned char *bytesOf(std::string &text) { return reinterpret_cast<unsigned char *>(text.data()); }

/// Without memory or random numbers nothing can be written safely.
void require(bool done) {
  if (done)
    return;
  std::fputs("aslc: libcrypto cannot encrypt\n", stderr);
  std::abort();
}

struct FreeContext {
  void operator()(EVP_CIPHER_CTX *context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

/// A context of this thread; making one takes longer than encrypting a short value.
EVP_CIPHER_CTX *threadContext(Context &context) {
  if (!context)
    context.reset(EVP_CIPHER_CTX_new());
  require(context != nullptr);
  return context.get();
}
EVP_CIPHER_CTX *ecbContext() {
  thread_local Context context;
  return threadContext(context);
}
EVP_CIPHER_CTX *gcmContext() {
  thread_local Context context;
  return threadContext(context);
}

/// AES-256 of whole blocks, each for itself.
void encryptBlocks(const unsigned char *key, const unsigned char *from, size_t bytes,
                   unsigned char *to) {
  EVP_CIPHER_CTX *context = ecbContext();
  int written = 0;
  require(EVP_EncryptInit_ex(context, EVP_aes_256_ecb(), nullptr, key, nullptr) == 1 &&
          EVP_CIPHER_CTX_set_padding(context, 0) == 1 &&
          EVP_EncryptUpdate(context, to, &written, from, static_cast<int>(bytes)) == 1);
}

/// `block` times x in the field of CMAC.
Block doubled(const Block &block) {
  Block twice;
  unsigned carry = 0;
  for (size_t i = block.size(); i-- > 0;) {
    twice[i] = static_cast<unsigned char>((block[i] << 1) | carry);
    carry = block[i] >> 7;
  }
  twice.back() ^= static_cast<unsigned char>(carry * 0x87);
  return twice;
}

} // namespace

Cipher::Cipher(std::string_view key) {
  require(key.size() == keyBytes);
  std::copy_n(bytesOf(key), keyBytes, key_.begin());
  Block zero{};
  encryptBlocks(key_.data(), zero.data(), zero.size(), subkey_.data());
  subkey_ = doubled(subkey_);
}

Cipher::~Cipher() {
  OPENSSL_cleanse(key_.data(), key_.size());
  OPENSSL_cleanse(subkey_.data(), subkey_.size());
}

/// The AES key of one value: two blocks of CMAC over a counter, the label `X` and half of its
/// nonce.
Cipher::Key Cipher::keyFor(std::string_view nonce) const {
  Key blocks{};
  for (unsigned half = 0; half < 2; ++half) {
    unsigned char *block = blocks.data() + half * sizeof(Block);
    block[1] = static_cast<unsigned char>(half + 1);
    block[2] = 'X';
    std::copy_n(bytesOf(nonce), nonceBytes / 2, block + 4);
    for (size_t i = 0; i < sizeof(Block); ++i)
      block[i] ^= subkey_[i];
  }
  Key key;
  encryptBlocks(key_.data(), blocks.data(), blocks.size(), key.data());
  return key;
}

std::string Cipher::sealWith(std::string_view nonce, std::string_view place,
                             std::string_view value) const {
  std::string sealed(nonceBytes + value.size() + tagBytes, '\0');
  std::copy(nonce.begin(), nonce.end(), sealed.begin());
  Key key = keyFor(nonce);
  EVP_CIPHER_CTX *context = gcmContext();
  unsigned char *to = bytesOf(sealed) + nonceBytes;
  int written = 0;
  require(EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nullptr, key.data(),
                             bytesOf(nonce) + nonceBytes / 2) == 1 &&
          EVP_EncryptUpdate(context, nullptr, &written, bytesOf(place),
                            static_cast<int>(place.size())) == 1 &&
          EVP_EncryptUpdate(context, to, &written, bytesOf(value),
                            static_cast<int>(value.size())) == 1 &&
          EVP_EncryptFinal_ex(context, to + value.size(), &written) == 1 &&
          EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, tagBytes, to + value.size()) == 1);
  OPENSSL_cleanse(key.data(), key.size());
  return sealed;
}

std::string Cipher::seal(std::string_view place, std::string_view value) const {
  std::array<char, nonceBytes> nonce;
  require(RAND_bytes(reinterpret_cast<unsigned char *>(nonce.data()), nonce.size()) == 1);
  return sealWith({nonce.data(), nonce.size()}, place, value);
}

std::optional<std::string> Cipher::open(std::string_view place, std::string_view sealed) const {
  if (sealed.size() < overheadBytes)
    return std::nullopt;
  std::string_view nonce = sealed.substr(0, nonceBytes);
  std::string tag(sealed.substr(sealed.size() - tagBytes));
  std::string_view body = sealed.substr(nonceBytes, sealed.size() - overheadBytes);
  std::string value(body.size(), '\0');
  Key key = keyFor(nonce);
  EVP_CIPHER_CTX *context = gcmContext();
  int written = 0;
  bool isGenuine = EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nullptr, key.data(),
                                      bytesOf(nonce) + nonceBytes / 2) == 1 &&
                   EVP_DecryptUpdate(context, nullptr, &written, bytesOf(place),
                                     static_cast<int>(place.size())) == 1 &&
                   EVP_DecryptUpdate(context, bytesOf(value), &written, bytesOf(body),
                                     static_cast<int>(body.size())) == 1 &&
                   EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, tagBytes, tag.data()) == 1 &&
                   EVP_DecryptFinal_ex(context, bytesOf(value) + value.size(), &written) == 1;
  OPENSSL_cleanse(key.data(), key.size());
  return isGenuine ? std::optional(std::move(value)) : std::nullopt;
}

std::string Cipher::sealText(std::string_view place, std::string_view value) const {
  std::string sealed = seal(place, value);
  std::string text((sealed.size() + 2) / 3 * 4 + 1, '\0'); // a zero byte comes last
  EVP_EncodeBlock(bytesOf(text), bytesOf(sealed), static_cast<int>(sealed.size()));
  text.pop_back();
  return text;
}

std::optional<std::string> Cipher::openText(std::string_view place, std::string_view sealed) const {
  std::string bytes(sealed.size() / 4 * 3, '\0');
  if (sealed.empty() ||
      EVP_DecodeBlock(bytesOf(bytes), bytesOf(sealed), static_cast<int>(sealed.size())) < 0)
    return std::nullopt;
  for (size_t padding = 0; padding < 2 && sealed[sealed.size() - 1 - padding] == '='; ++padding)
    bytes.pop_back();
  return open(place, bytes);
}

} // namespace asl::journal
