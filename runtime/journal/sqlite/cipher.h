// How values of an encrypted journal are written: XAES-256-GCM (https://c2sp.org/XAES-256-GCM),
// which is AES-256-GCM with a nonce of 192 bits.
//
// No nonce may serve twice under one key. A counter would do so when a backup is restored and goes
// on beside its original, and several processes write to one file. So nonces are random. The 96
// bits of plain AES-256-GCM are too few for that: they bear 2^32 values, which a busy journal
// writes within days. 192 bits bear 2^80. The first half of a nonce gives the AES key of the one
// value, by NIST SP 800-108r1 with CMAC, and the second half is the nonce under that key.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asl::journal {

/// Encrypts and decrypts values under one key. All members may be called from any thread.
class Cipher {
public:
  static constexpr size_t keyBytes = 32, nonceBytes = 24, tagBytes = 16;
  /// What a value grows by.
  static constexpr size_t overheadBytes = nonceBytes + tagBytes;

  /// `key` has `keyBytes` bytes.
  explicit Cipher(std::string_view key);
  ~Cipher();
  Cipher(const Cipher &) = delete;
  Cipher &operator=(const Cipher &) = delete;

  /// The nonce, the encrypted value and its tag, as bytes. `place` says where the value belongs,
  /// and is needed to open it: a value that was moved elsewhere does not open.
  std::string seal(std::string_view place, std::string_view value) const;
  /// The value. Nothing when the key, the place or a bit of `sealed` is another one.
  std::optional<std::string> open(std::string_view place, std::string_view sealed) const;

  /// The same in base64, for columns of text.
  std::string sealText(std::string_view place, std::string_view value) const;
  std::optional<std::string> openText(std::string_view place, std::string_view sealed) const;

  /// As `seal`, with a nonce of the caller's: for published test vectors.
  std::string sealWith(std::string_view nonce, std::string_view place,
                       std::string_view value) const;

private:
  using Key = std::array<unsigned char, keyBytes>;
  Key keyFor(std::string_view nonce) const;

  Key key_{};
  std::array<unsigned char, 16> subkey_{}; ///< K1 of CMAC
};

} // namespace asl::journal
