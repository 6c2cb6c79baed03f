// XAES-256-GCM: the published vectors, and what does not open.
#include "runtime/journal/sqlite/cipher.h"

#include <gtest/gtest.h>

#include <set>

namespace asl::journal {
namespace {

std::string bytesOf(std::string_view hex) {
  std::string bytes;
  for (size_t i = 0; i < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return bytes;
}

// From https://c2sp.org/XAES-256-GCM: the two cases of its appendix differ in the highest bit of
// the block that the subkey of CMAC is made from.
TEST(Cipher, GivesThePublishedVectors) {
  const std::string nonce = "ABCDEFGHIJKLMNOPQRSTUVWX", text = "XAES-256-GCM";
  EXPECT_EQ(Cipher(std::string(32, 1)).sealWith(nonce, "", text),
            nonce + bytesOf("ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"));
  EXPECT_EQ(Cipher(std::string(32, 3)).sealWith(nonce, "c2sp.org/XAES-256-GCM", text),
            nonce + bytesOf("986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"));
}

TEST(Cipher, OpensWhatItSealed) {
  Cipher cipher(std::string(32, 'k'));
  for (size_t size : {0, 1, 15, 16, 17, 1'000'000}) {
    std::string value(size, 'x');
    EXPECT_EQ(cipher.open("place", cipher.seal("place", value)), value);
    EXPECT_EQ(cipher.openText("place", cipher.sealText("place", value)), value);
  }
}

TEST(Cipher, OpensNothingThatIsOtherwise) {
  Cipher cipher(std::string(32, 'k'));
  const std::string sealed = cipher.seal("place", "value");
  for (size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string flipped = sealed;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(cipher.open("place", flipped)) << "bit " << bit;
  }
  for (size_t length = 0; length < sealed.size(); ++length)
    EXPECT_FALSE(cipher.open("place", sealed.substr(0, length)));
  EXPECT_FALSE(cipher.open("place", sealed + "x"));
  EXPECT_FALSE(cipher.open("elsewhere", sealed));
  EXPECT_FALSE(cipher.open("", sealed));
  EXPECT_FALSE(Cipher(std::string(32, 'l')).open("place", sealed));
}

TEST(Cipher, OpensNoTextThatIsOtherwise) {
  Cipher cipher(std::string(32, 'k'));
  const std::string sealed = cipher.sealText("place", "value");
  for (const char *text : {"", "=", "====", "value", "not base64!"})
    EXPECT_FALSE(cipher.openText("place", text)) << text;
  EXPECT_FALSE(cipher.openText("place", sealed.substr(0, sealed.size() - 1)));
  EXPECT_FALSE(cipher.openText("place", sealed + "===="));
}

TEST(Cipher, UsesEachNonceOnce) {
  Cipher cipher(std::string(32, 'k'));
  std::set<std::string> nonces;
  for (int i = 0; i < 10'000; ++i)
    nonces.insert(cipher.seal("place", "").substr(0, Cipher::nonceBytes));
  EXPECT_EQ(nonces.size(), 10'000u);
}

} // namespace
} // namespace asl::journal
