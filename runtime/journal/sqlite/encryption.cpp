// The table `encryption`, and key files.
#include "runtime/journal/sqlite/encryption.h"

#include "runtime/support/file.h"
#include "runtime/support/number_text.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <array>

namespace asl::journal {
namespace {

constexpr std::string_view dataKeyPlace = "encryption.data_key";
constexpr const char *cipherName = "XAES-256-GCM";

/// Bytes that are wiped when they are no longer needed.
struct Secret {
  std::string bytes;
  Secret() = default;
  explicit Secret(std::string from) : bytes(std::move(from)) {}
  Secret(Secret &&) = default;
  Secret &operator=(Secret &&) = default;
  Secret(const Secret &) = delete;
  Secret &operator=(const Secret &) = delete;
  ~Secret() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
};

struct KeyFile {
  std::string path;
  Secret key;
  std::string id; ///< tells keys apart and says nothing about them
};

std::string idOf(const Secret &key) {
  std::string text = "aslc journal key\n" + key.bytes;
  std::array<unsigned char, SHA256_DIGEST_LENGTH> hash;
  SHA256(reinterpret_cast<const unsigned char *>(text.data()), text.size(), hash.data());
  OPENSSL_cleanse(text.data(), text.size());
  constexpr size_t idBytes = 8;
  std::string id;
  for (size_t i = 0; i < idBytes; ++i) {
    constexpr std::string_view digits = "0123456789abcdef";
    id += digits[hash[i] >> 4];
    id += digits[hash[i] & 15];
  }
  return id;
}

/// A key in hexadecimal digits, and white space behind it.
std::optional<Secret> keyIn(std::string_view text) {
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  if (text.size() != 2 * Cipher::keyBytes)
    return std::nullopt;
  Secret key;
  for (; !text.empty(); text.remove_prefix(2)) {
    std::optional<unsigned char> byte = parseInteger<unsigned char>(text.substr(0, 2), 16);
    if (!byte)
      return std::nullopt;
    key.bytes += static_cast<char>(*byte);
  }
  return key;
}

Expected<KeyFile> readKeyFile(const std::string &path) {
  constexpr size_t mostBytes = 4096;
  Expected<std::string> read = readFile(path, mostBytes);
  if (!read)
    return Failure{"the key file " + path + ": " + read.error()};
  Secret text(*std::move(read));
  std::optional<Secret> key = keyIn(text.bytes);
  if (!key)
    return Failure{"the key file " + path +
                   " does not hold 64 hexadecimal digits; "
                   "`openssl rand -hex 32` makes such a key"};
  std::string id = idOf(*key);
  return KeyFile{path, *std::move(key), std::move(id)};
}

/// The row of the table `encryption`.
struct Stored {
  std::string cipher, keyId, dataKey;
};

Expected<std::optional<Stored>> readStored(Database &database) {
  Statement &row = database.query("SELECT cipher, key_id, data_key FROM encryption");
  row.reset();
  std::optional<Stored> stored;
  if (row.row())
    stored = {row.text(0), row.text(1), row.text(2)};
  row.reset();
  if (database.failed())
    return Failure{database.error()};
  return stored;
}

/// The data key, in the hands of whoever has the key file.
Expected<Secret> dataKeyOf(const Stored &stored, const std::string &keyFile) {
  if (keyFile.empty())
    return Failure{"it is encrypted: name the file of its key " + stored.keyId +
                   " by --journal-key"};
  if (stored.cipher != cipherName)
    return Failure{"it is encrypted by " + stored.cipher + ", which this program does not know"};
  Expected<KeyFile> file = readKeyFile(keyFile);
  if (!file)
    return file.failure();
  if (file->id != stored.keyId)
    return Failure{"it is encrypted with the key " + stored.keyId + ", and " + keyFile +
                   " holds the key " + file->id};
  std::optional<std::string> key = Cipher(file->key.bytes).open(dataKeyPlace, stored.dataKey);
  if (!key || key->size() != Cipher::keyBytes)
    return Failure{"its data key is damaged"};
  return Secret(*std::move(key));
}

/// Stores `dataKey` for whoever has `file`.
Expected<void> store(Database &database, const KeyFile &file, const Secret &dataKey) {
  std::string sealed = Cipher(file.key.bytes).seal(dataKeyPlace, dataKey.bytes);
  database.query("INSERT OR REPLACE INTO encryption VALUES (1, ?, ?, ?)")
      .bind(std::string_view(cipherName), file.id, Blob{sealed})
      .run();
  if (database.failed())
    return Failure{database.error()};
  return {};
}

bool hadOwner(Database &database) { return database.value("SELECT epoch FROM owner") != "0"; }

/// The first word of a place is its column.
Failure damaged(std::string_view place) {
  return {"a value of the column `" + std::string(place.substr(0, place.find(' '))) +
          "` is damaged: it is not what was encrypted there"};
}

} // namespace

Expected<Encryption> Encryption::open(Database &database, const std::string &keyFile) {
  Expected<std::optional<Stored>> stored = readStored(database);
  if (!stored)
    return stored.failure();
  if (!*stored) {
    if (keyFile.empty())
      return Encryption();
    return Failure{"it is not encrypted, and " + keyFile +
                   " is not its key: `aslc journal rekey` encrypts it"};
  }
  Expected<Secret> key = dataKeyOf(**stored, keyFile);
  if (!key)
    return key.failure();
  return Encryption(std::make_shared<Cipher>(key->bytes));
}

Expected<Encryption> Encryption::openOrBegin(Database &database, const std::string &keyFile) {
  Expected<std::optional<Stored>> stored = readStored(database);
  if (!stored)
    return stored.failure();
  if (*stored || keyFile.empty() || hadOwner(database))
    return open(database, keyFile);
  return begin(database, keyFile);
}

Expected<Encryption> Encryption::begin(Database &database, const std::string &keyFile) {
  Expected<KeyFile> file = readKeyFile(keyFile);
  if (!file)
    return file.failure();
  Secret dataKey(std::string(Cipher::keyBytes, '\0'));
  if (RAND_bytes(reinterpret_cast<unsigned char *>(dataKey.bytes.data()), Cipher::keyBytes) != 1)
    return Failure{"the system gives no random numbers for a key"};
  if (Expected<void> done = store(database, *file, dataKey); !done)
    return done.failure();
  return Encryption(std::make_shared<Cipher>(dataKey.bytes));
}

Expected<void> Encryption::changeKey(Database &database, const std::string &keyFile,
                                     const std::string &newKeyFile) {
  Expected<std::optional<Stored>> stored = readStored(database);
  if (!stored)
    return stored.failure();
  if (!*stored)
    return Failure{"it is not encrypted: it has no key that could be changed"};
  Expected<Secret> dataKey = dataKeyOf(**stored, keyFile);
  if (!dataKey)
    return dataKey.failure();
  Expected<KeyFile> file = readKeyFile(newKeyFile);
  if (!file)
    return file.failure();
  return store(database, *file, *dataKey);
}

std::string_view Encryption::seal(std::string_view place, std::string_view value,
                                  std::string &buffer) const {
  if (!cipher_)
    return value;
  buffer = cipher_->seal(place, value);
  return buffer;
}

Expected<std::string> Encryption::open(std::string_view place, std::string_view stored) const {
  if (!cipher_)
    return std::string(stored);
  std::optional<std::string> value = cipher_->open(place, stored);
  return value ? Expected<std::string>(*std::move(value)) : damaged(place);
}

std::string Encryption::sealText(const std::string &place, const std::string &value) const {
  return cipher_ ? cipher_->sealText(place, value) : value;
}

std::optional<std::string> Encryption::sealText(const std::string &place,
                                                const std::optional<std::string> &value) const {
  return value ? std::optional(sealText(place, *value)) : std::nullopt;
}

Expected<std::string> Encryption::openText(const std::string &place,
                                           std::string_view stored) const {
  if (!cipher_)
    return std::string(stored);
  std::optional<std::string> value = cipher_->openText(place, stored);
  return value ? Expected<std::string>(*std::move(value)) : damaged(place);
}

std::string placeOf(std::string_view column, uint64_t row) {
  return std::string(column) + ' ' + std::to_string(row);
}

} // namespace asl::journal
